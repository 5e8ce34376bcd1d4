import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingNames } from '#server/config.ts';
import { root } from '../provision/root.ts';

const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const passwords = ['POSTGRES_PASSWORD', 'OWNER_PASSWORD', 'SERVER_PASSWORD', 'TILE_PASSWORD', 'AUTH_SECRET'];

/** The lines of one service. */
function service(name: string): string {
  return new RegExp(`^  ${name}:\\n((?:    .*\\n|\\n)+)`, 'm').exec(text)?.[1] ?? '';
}

function compose(env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env;
  return spawnSync('docker', ['compose', '-f', join(root, 'docker-compose.yml'), 'config', '--quiet'], {
    env: { PATH, HOME, ...env },
    encoding: 'utf8'
  });
}

test('docker compose accepts the file, and refuses it without passwords', () => {
  // Where there is no compose, the rules below are what can be checked.
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return;
  expect(compose(Object.fromEntries(passwords.map((name) => [name, 'x'])))).toMatchObject({ status: 0 });
  expect(compose({}).stderr).toContain('PASSWORD');
});

test.each(passwords)('%s has no default', (name) => expect(text).toContain(`\${${name}:?`));

test.each(['db', 'app', 'martin', 'caddy'])('%s is pinned, restarts, and has a health check', (name) => {
  const lines = service(name);
  expect(lines).toMatch(/^ {4}<<: \*restart$/m);
  expect(lines).toMatch(/^ {4}(build: \{.*dockerfile: .*\}|image: \S+:\d[\w.-]*)$/m);
  expect(lines).toMatch(/healthcheck:|carries its own health check/);
});

test('only the proxy is reachable from outside', () => {
  expect(['db', 'app', 'martin', 'caddy'].filter((name) => /^ {4}ports:/m.test(service(name)))).toEqual(['caddy']);
});

test('a site is a real one unless it says otherwise', () => expect(service('app')).toContain('DEMO: ${DEMO:-off}'));

test('the application is given settings it knows', () => {
  const names = [...service('app').matchAll(/^ {6}([A-Z_]+): /gm)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(3);
  // Where Node puts scratch files; not a setting of ours.
  const known = [...settingNames, 'TMPDIR'];
  expect(known).toEqual(expect.arrayContaining(names));
});

test('the images run as an unprivileged user and carry every room the start needs', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  for (const folder of ['build', 'migrations', 'tiles', 'geodata', 'server', 'scripts']) {
    expect(dockerfile).toContain(`/app/${folder} ./${folder}`);
  }
});

test('the application finds Martin where Martin listens', () => {
  const port = /MARTIN_URL: http:\/\/martin:(\d+)/.exec(service('app'))?.[1];
  expect(service('martin')).toContain(`MARTIN_LISTEN: 0.0.0.0:${port}`);
});

test('the word of the proxy and of the pages’ own loopback is taken on who asks, and no other', () => {
  expect(service('app')).toMatch(/^ {6}TRUST_PROXY: loopback, uniquelocal$/m);
});

test('the proxy shows the outside neither metrics nor readiness', () => {
  const caddyfile = readFileSync(join(import.meta.dirname, 'Caddyfile'), 'utf8');
  expect(caddyfile).toMatch(/^\t@inside path \/metrics \/metrics\/\* \/readyz \/readyz\/\*$/m);
  expect(caddyfile).toMatch(/^\trespond @inside 404$/m);
});
