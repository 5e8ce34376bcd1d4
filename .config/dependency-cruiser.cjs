// Who may import whom: web -> geodata <- server, scripts -> server and geodata, and nothing imports web.
const test = '\\.test\\.ts$';
const from = (path) => ({ path, pathNot: test });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'nothing-imports-web',
      comment: 'The pages are a consumer; what others need of them belongs in geodata.',
      severity: 'error',
      from: { path: '^(geodata|server|scripts|tests)/' },
      to: { path: '^web/' }
    },
    {
      name: 'web-imports-geodata-only',
      comment: 'Pages reach the server by fetch.',
      severity: 'error',
      from: from('^web/'),
      to: { path: '^(server|scripts|tests|migrations)/' }
    },
    {
      name: 'server-imports-geodata-only',
      severity: 'error',
      from: from('^server/'),
      to: { path: '^(scripts|tests)/' }
    },
    {
      name: 'scripts-are-not-tests',
      severity: 'error',
      from: from('^scripts/'),
      to: { path: '^tests/' }
    },
    {
      name: 'geodata-is-self-contained',
      comment: 'The language of the map is pure: no other room, and only these packages.',
      severity: 'error',
      from: from('^geodata/'),
      to: {
        pathNot: [
          '^geodata/',
          '^node_modules/(zod|h3-js|gcoord|proj4|geojson|@types/geojson)/',
          '^node_modules/@turf/',
          '^node_modules/@maplibre/maplibre-gl-style-spec/'
        ]
      }
    },
    {
      name: 'routes-call-services',
      comment: 'A route parses, authorises, calls and replies; SQL is behind the service.',
      severity: 'error',
      from: from('^server/([^/]+)/.+\\.routes\\.ts$'),
      to: { path: '\\.queries\\.ts$' }
    },
    {
      name: 'services-know-no-http',
      severity: 'error',
      from: from('^server/.+\\.(service|queries)\\.ts$'),
      to: { path: '\\.routes\\.ts$' }
    },
    {
      name: 'queries-are-the-bottom',
      severity: 'error',
      from: from('^server/.+\\.queries\\.ts$'),
      to: { path: '\\.service\\.ts$' }
    },
    {
      name: 'domains-meet-in-services',
      comment: "Another domain's rows are had from its service.",
      severity: 'error',
      from: from('^server/([^/]+)/'),
      to: { path: '^server/[^/]+/.+\\.(queries|routes)\\.ts$', pathNot: '^server/$1/' }
    },
    {
      name: 'declared-and-found',
      comment: 'Imported packages stand in package.json; imported files exist.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }
    },
    {
      name: 'no-development-packages-in-production',
      severity: 'error',
      from: { path: '^(server|geodata)/', pathNot: test },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'svelte', 'default', 'types']
    }
  }
};
