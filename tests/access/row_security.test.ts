import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertCamera, insertDivisions } from '../support/rows.ts';

let db: TestDatabase;
let server: pg.Client;

beforeAll(async () => {
  db = await testDatabase();
  await insertDivisions(db.pool);
  await insertCamera(db.pool, { name: '南关', division: '220102002001' });
  await insertCamera(db.pool, { name: '朝阳', division: '220104001001' });
  await insertCamera(db.pool, { name: '无区划', division: null });
  server = new pg.Client({ connectionString: db.serverUrl });
  await server.connect();
});
afterAll(async () => {
  await server.end();
  await db.drop();
});

/** What the server's role sees of a statement when its transaction has this scope; `undefined` sets none. */
async function seen(scope: string | undefined, statement: string): Promise<Record<string, unknown>[]> {
  await server.query('BEGIN');
  try {
    if (scope !== undefined) await server.query("SELECT set_config('gezhi.scope', $1, true)", [scope]);
    return (await server.query(statement)).rows;
  } finally {
    await server.query('ROLLBACK');
  }
}
const cameras = async (scope: string | undefined) =>
  (await seen(scope, 'SELECT name FROM asset.cameras ORDER BY name')).map(({ name }) => name);

test('every layer that is seen within a scope has the floor under it, its past included, and no other layer', async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_policy p
     JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE p.polname = 'within_scope' AND c.relrowsecurity AND c.relname <> 'counts' ORDER BY 1`
  );
  const expected = layers
    .filter(({ scoped }) => scoped)
    .flatMap(({ schema, id }) => [`${schema}.${id}`, `${schema}.${id}_history`])
    // What is derived from such layers, and the work of those who may write them.
    .concat('governance.import_jobs', 'risk.cell_places', 'risk.visits')
    .sort();
  expect(rows.map(({ name }) => name)).toEqual(expected);
});

test('a query that forgets the scope sees the rows of the scope and no others', async () => {
  expect(await cameras('220102')).toEqual(['南关']);
  expect(await cameras('220104001001')).toEqual(['朝阳']);
  expect(await cameras('2201')).toEqual(['南关', '朝阳']);
  expect(await cameras('220102,220104')).toEqual(['南关', '朝阳']);
  expect(await cameras('*')).toEqual(['南关', '无区划', '朝阳']);
});

test.each([undefined, '', ',', ',,', '%', '2', '22010%', "22' OR true --", '22010200200１', 'NULL'])(
  'the scope %j is none, and none sees nothing',
  async (scope) => {
    expect(await cameras(scope)).toEqual([]);
  }
);

test('a scope lasts for its transaction only', async () => {
  expect(await cameras('*')).toHaveLength(3);
  expect((await server.query('SELECT FROM asset.cameras')).rowCount).toBe(0);
});

test('the past lies under the same floor', async () => {
  await db.pool.query(`UPDATE asset.cameras SET name = name || '（改）' WHERE division_code IS NOT NULL`);
  const past = await seen('220102', 'SELECT name FROM asset.cameras_history');
  expect(past).toEqual([{ name: '南关' }]);
});

test('counts tell of scoped layers within the scope, and of the others everything', async () => {
  await db.pool.query(
    `INSERT INTO asset.service_points (source, source_id, name, category, division_code, geom)
     VALUES ('test', 's', '卫生站', 'clinic', '220104001001', ST_SetSRID(ST_Point(125.3, 43.9), 4326))`
  );
  const counts = (scope: string) =>
    seen(scope, 'SELECT layer, sum(n)::int AS n FROM tiles.counts GROUP BY layer HAVING sum(n) > 0 ORDER BY layer');
  expect(await counts('220102')).toContainEqual({ layer: 'cameras', n: 1 });
  expect(await counts('220102')).toContainEqual({ layer: 'service_points', n: 1 });
  expect(await counts('')).not.toContainEqual(expect.objectContaining({ layer: 'cameras' }));
});

test('the floor leaves a box query its spatial index', async () => {
  await db.pool.query(`
    INSERT INTO emergency.hydrants (source, source_id, kind, division_code, geom)
    SELECT 'test', 'row ' || i, 'hydrant', '220102002001', ST_SetSRID(ST_Point(125 + i % 100 * 0.001, 43 + i / 100 * 0.001), 4326)
    FROM generate_series(1, 5000) AS i`);
  await db.pool.query('ANALYZE emergency.hydrants');
  const plan = await seen(
    '220102',
    'EXPLAIN SELECT id FROM emergency.hydrants WHERE geom && ST_MakeEnvelope(125.01, 43.01, 125.012, 43.012, 4326)'
  );
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index Cond: \(geom && /);
});

test('where && cannot be marked leakproof the floor stays under events alone, and migrating says so', async () => {
  const bare = await testDatabase();
  try {
    const superuser = new URL(bare.ownerUrl);
    superuser.username = 'postgres';
    const client = new pg.Client({ connectionString: superuser.href });
    await client.connect();
    await client.query('ALTER FUNCTION geometry_overlaps(geometry, geometry) NOT LEAKPROOF');
    await client.end();
    const { rows } = await bare.pool.query('SELECT access.set_row_security() AS state');
    expect(rows).toEqual([{ state: 'partial' }]);
    const { rows: under } = await bare.pool.query<{ layer: string }>(
      `SELECT layer FROM access.scoped_layers
       WHERE (SELECT relrowsecurity FROM pg_class WHERE oid = format('%I.%I', schema_name, layer)::regclass)`
    );
    expect(under).toEqual([{ layer: 'events' }]);
  } finally {
    await bare.drop();
  }
});

/** Tables that anyone may read whole, and why that tells nothing. */
const open: Record<string, string> = {
  'access.scoped_layers': 'names of layers',
  'governance.imports': 'what was brought in when, without its rows',
  'governance.demo_city': 'which demo is loaded',
  'governance.grid_codes': 'codes ever minted',
  'live.outbox': 'filtered for each reader by live.routes',
  'live.head': 'a number',
  'audit.links': 'hashes',
  'audit.archives': 'names of files',
  'access.organisations': 'names of offices',
  'access.departments': 'names of offices',
  'access.department_layers': 'which office answers for which layer',
  'access.department_event_kinds': 'which office answers for which kind of event',
  'governance.division_lineage': 'which division followed which: public',
  'governance.import_mappings': 'names of columns of files',
  'routing.blocks': 'roads are public',
  'routing.closures': 'roads are public',
  'routing.edges': 'roads are public',
  'routing.graph': 'roads are public',
  'routing.nodes': 'roads are public'
};

test('what the server may read is public, lies under a policy, or is named as open with its reason', async () => {
  const { rows } = await db.pool.query<{ name: string; layer: string; under: boolean }>(
    `SELECT n.nspname || '.' || c.relname AS name, regexp_replace(c.relname, '_history$', '') AS layer, c.relrowsecurity AS under
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
       AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'public', 'pgboss')
       AND has_any_column_privilege('gezhi_server', c.oid, 'SELECT') ORDER BY 1`
  );
  const wholeLayers = layers.filter(({ scoped }) => !scoped).map(({ id }) => id);
  const bare = rows.filter(({ name, layer, under }) => !under && !wholeLayers.includes(layer) && !(name in open));
  expect(bare.map(({ name }) => name)).toEqual([]);
});
