import { crs84, offeredCrs } from '#geodata/spatial/crs.ts';
import { media } from '#server/ogc/links.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from '#server/ogc/params.ts';

const text = { type: 'string' };
const crs = { type: 'string', format: 'uri', default: crs84.uri, enum: offeredCrs.map(({ uri }) => uri) };
const numbers = { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } };

const parameters = {
  f: query('f', 'json or html instead of the Accept header', { type: 'string', enum: ['json', 'html'] }),
  bbox: {
    ...query('bbox', 'In the order of the axes of bbox-crs: both lowest, then both highest', numbers),
    explode: false,
    style: 'form'
  },
  'bbox-crs': query('bbox-crs', 'System of bbox', crs),
  crs: query('crs', 'System of the answer', crs),
  datetime: query('datetime', 'Versions that held then: a time, begin/end, ../end, begin/..; nothing: now', text),
  limit: query('limit', 'Features on a page', {
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT
  }),
  after: query('after', 'Id of the last feature of the page before; follow the next links instead', {
    type: 'integer',
    minimum: 0
  }),
  filter: query('filter', 'CQL2 over the queryables', text),
  'filter-lang': query('filter-lang', 'Language of filter', {
    type: 'string',
    enum: ['cql2-text', 'cql2-json'],
    default: 'cql2-text'
  }),
  'filter-crs': query('filter-crs', 'System of the coordinates in filter', crs),
  collectionId: { name: 'collectionId', in: 'path', required: true, schema: text },
  featureId: { name: 'featureId', in: 'path', required: true, schema: { type: 'integer' } }
};

/** The service in OpenAPI 3.0, as Part 1 wants it: where things are and how far they go. */
export function apiDocument(base: string, collections: readonly string[]) {
  const items = [
    'bbox',
    'bbox-crs',
    'crs',
    'datetime',
    'limit',
    'after',
    'filter',
    'filter-lang',
    'filter-crs'
  ] as const;
  return {
    openapi: '3.0.3',
    info: { title: 'Gezhi 格治 · OGC API – Features', version: '1.0.1' },
    servers: [{ url: base }],
    paths: {
      '/': get('Landing page', media.json, []),
      '/conformance': get('Standards kept', media.json, []),
      '/collections': get('Collections the caller may see', media.json, []),
      '/collections/{collectionId}': get('A collection', media.json, ['collectionId']),
      '/collections/{collectionId}/queryables': get('Fields one may filter by', media.schema, ['collectionId']),
      '/collections/{collectionId}/items': get('Features; the name of a queryable is a parameter too', media.geojson, [
        'collectionId',
        ...items
      ]),
      '/collections/{collectionId}/items/{featureId}': get('A feature', media.geojson, [
        'collectionId',
        'featureId',
        'crs'
      ])
    },
    components: {
      parameters: {
        ...parameters,
        collectionId: { ...parameters.collectionId, schema: { ...text, enum: collections } }
      },
      schemas: {
        Problem: { type: 'object', description: 'RFC 9457', properties: { detail: text, status: { type: 'integer' } } }
      }
    }
  };
}

function query(name: string, description: string, schema: object) {
  return { name, in: 'query', description, required: false, schema };
}

function get(summary: string, type: string, names: readonly (keyof typeof parameters)[]) {
  const problem = {
    description: 'What is wrong, in a sentence',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  };
  return {
    get: {
      summary,
      parameters: [...names, 'f'].map((name) => ({ $ref: `#/components/parameters/${name}` })),
      responses: {
        200: { description: summary, content: { [type]: {}, [media.html]: {} } },
        400: problem,
        ...(names.includes('collectionId') && { 403: problem, 404: problem })
      }
    }
  };
}
