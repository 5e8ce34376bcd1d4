import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { divisions } from '#geodata/codes/divisions.ts';
import { demoVersion } from '#geodata/demo/index.ts';
import { layers } from '#geodata/layers/index.ts';
import { ensureDemo, ensureDivisions } from '../../scripts/demo.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';

const tables = layers.map(({ schema, id }) => `${schema}.${id}`);
const featureTables = tables.filter((table) => table !== 'governance.divisions');

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase({ demo: true });
});
afterAll(() => db.drop());

const all = async <Row extends pg.QueryResultRow>(sql: string, from = db) => (await from.pool.query<Row>(sql)).rows;
const count = async (sql: string, from = db) =>
  Number((await all<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, from))[0]!.n);

async function run(ensure: typeof ensureDemo, into: TestDatabase): Promise<string[]> {
  const lines: string[] = [];
  await ensure({ ownerUrl: into.ownerUrl, log: (line) => lines.push(line) });
  return lines;
}

test('every layer has rows, all of them labelled demo', async () => {
  for (const table of featureTables) {
    expect(await count(`${table} WHERE source = 'demo'`)).toBeGreaterThan(0);
    expect(await count(`${table} WHERE source <> 'demo'`)).toBe(0);
  }
});

test('all divisions of the province are listed, and made-up ground says so', async () => {
  expect(await count(`governance.divisions WHERE source = 'nbs'`)).toBe(divisions.length);
  expect(await count(`governance.divisions WHERE geom IS NOT NULL AND level = 5`)).toBe(65);
  expect(await count(`governance.divisions WHERE (geom IS NULL) <> (geometry_note IS NULL)`)).toBe(0);
  expect(await count(`governance.divisions WHERE geometry_note NOT LIKE '%非法定界线%'`)).toBe(0);
});

test('unit grids do not overlap and together are exactly their community; likewise upwards', async () => {
  const overlaps = `governance.grids a JOIN governance.grids b ON a.id < b.id AND a.kind = b.kind AND a.geom && b.geom
    WHERE ST_Relate(a.geom, b.geom, 'T********')`;
  expect(await count(overlaps)).toBe(0);
  const made = (parts: string) =>
    `governance.divisions d JOIN (${parts}) AS p ON p.code = d.code WHERE NOT ST_Equals(p.geom, d.geom)`;
  expect(
    await count(
      made(`SELECT division_code AS code, ST_Union(geom) AS geom FROM governance.grids WHERE kind = 'unit' GROUP BY 1`)
    )
  ).toBe(0);
  const drawn =
    'SELECT parent_code AS code, ST_Union(geom) AS geom FROM governance.divisions WHERE geom IS NOT NULL AND level =';
  expect(await count(made(`${drawn} 5 GROUP BY 1`))).toBe(0);
  expect(await count(made(`${drawn} 4 GROUP BY 1`))).toBe(0);
  const [whole] = await all<{ parts: number; holes: number }>(
    `SELECT ST_NumGeometries(u) AS parts, ST_NumInteriorRings(ST_GeometryN(u, 1)) AS holes
     FROM (SELECT ST_Union(geom) AS u FROM governance.grids WHERE kind = 'unit') AS city`
  );
  expect(whole).toEqual({ parts: 1, holes: 0 });
});

test('an exclusive grid lies within its community', async () => {
  const outside = `governance.grids g JOIN governance.divisions d ON d.code = g.division_code
    WHERE g.kind = 'exclusive' AND NOT ST_Covers(d.geom, g.geom)`;
  expect(await count(outside)).toBe(0);
});

test('the place a row came with is the place the database would give it', async () => {
  for (const table of [
    'asset.buildings',
    'asset.gates',
    'asset.meters',
    'asset.components',
    'emergency.hydrants',
    'governance.events'
  ]) {
    const wrong = `${table} f JOIN governance.grids g ON g.code = f.grid_code
      WHERE NOT ST_Intersects(g.geom, ST_PointOnSurface(f.geom))`;
    expect(await count(wrong)).toBe(0);
    expect(await count(`${table} WHERE grid_code IS NULL`)).toBe(0);
  }
});

test('buildings overlap neither one another nor roads nor water', async () => {
  expect(
    await count(
      `asset.buildings a JOIN asset.buildings b ON a.id < b.id AND a.geom && b.geom WHERE ST_Relate(a.geom, b.geom, 'T********')`
    )
  ).toBe(0);
  expect(
    await count(`asset.buildings b JOIN asset.roads r ON r.geom && b.geom WHERE ST_Intersects(r.geom, b.geom)`)
  ).toBe(0);
  expect(
    await count(`asset.buildings b JOIN asset.water w ON w.geom && b.geom WHERE ST_Intersects(w.geom, b.geom)`)
  ).toBe(0);
});

test('the road network is one for pgRouting', async () => {
  await db.pool.query(`
    CREATE TABLE public.ends AS
      SELECT id, ST_AsBinary(ST_StartPoint(ST_GeometryN(geom, 1))) AS a, ST_AsBinary(ST_EndPoint(ST_GeometryN(geom, 1))) AS b FROM asset.roads;
    CREATE TABLE public.nodes AS
      SELECT row_number() OVER () AS id, spot FROM (SELECT a AS spot FROM public.ends UNION SELECT b FROM public.ends) AS u;
    CREATE TABLE public.edges AS
      SELECT e.id, s.id AS source, t.id AS target, 1.0 AS cost FROM public.ends e
      JOIN public.nodes s ON s.spot = e.a JOIN public.nodes t ON t.spot = e.b`);
  const parts = await all(
    `SELECT DISTINCT component FROM pgr_connectedComponents('SELECT id, source, target, cost, cost AS reverse_cost FROM public.edges')`
  );
  expect(parts).toHaveLength(1);
  await db.pool.query('DROP TABLE public.ends, public.nodes, public.edges');
});

test('references lead where they should', async () => {
  expect(await count('asset.buildings WHERE compound_id IS NOT NULL')).toBeGreaterThan(5000);
  expect(
    await count('asset.buildings b JOIN asset.compounds c ON c.id = b.compound_id WHERE NOT ST_Covers(c.geom, b.geom)')
  ).toBe(0);
  expect(
    await count(
      'governance.building_people p JOIN asset.buildings b ON b.id = p.building_id WHERE b.households IS NULL'
    )
  ).toBe(0);
  expect(
    await count('governance.events e JOIN governance.events f ON f.id = e.duplicate_of WHERE e.kind = f.kind')
  ).toBe(await count('governance.events WHERE duplicate_of IS NOT NULL'));
});

test('the counts by cell agree with the rows', async () => {
  for (const { schema, id } of layers) {
    const [{ n }] = (await all<{ n: string }>(
      `SELECT coalesce(sum(n), 0) AS n FROM tiles.counts WHERE layer = '${id}'`
    )) as [{ n: string }];
    expect(Number(n)).toBe(await count(`${schema}.${id}`));
  }
});

test('new rows get ids after those of the demo', async () => {
  for (const table of ['asset.compounds', 'asset.buildings', 'governance.events']) {
    const [row] = await all<{ free: boolean }>(
      `SELECT nextval(pg_get_serial_sequence('${table}', 'id')) > max(id) AS free FROM ${table}`
    );
    expect(row!.free).toBe(true);
  }
});

test('a second start loads nothing', async () => {
  const before = await all('SELECT loaded_at FROM governance.demo_city');
  expect(await run(ensureDemo, db)).toEqual([`demo city ${demoVersion} is loaded`]);
  expect(await all('SELECT loaded_at FROM governance.demo_city')).toEqual(before);
});

test('an older demo is replaced as a whole and leaves no trace', { timeout: 120_000 }, async () => {
  const rows = await Promise.all(tables.map((table) => count(table)));
  await db.pool.query(`UPDATE governance.demo_city SET version = 'older'`);
  await db.pool.query(`UPDATE asset.gates SET name = '旧' WHERE kind = 'main'`);
  expect(await run(ensureDemo, db)).toContain('removing the older demo city');
  expect(await Promise.all(tables.map((table) => count(table)))).toEqual(rows);
  for (const table of featureTables) expect(await count(`${table}_history`)).toBe(0);
  expect(await count(`asset.gates WHERE name = '旧'`)).toBe(0);
  expect(await all('SELECT version FROM governance.demo_city')).not.toEqual([{ version: 'older' }]);
});

test('a site with a feature of its own keeps it and gets no demo city, but the divisions', async () => {
  const site = await testDatabase();
  try {
    await site.pool.query(
      `INSERT INTO asset.gates (source, source_id, kind, geom) VALUES ('survey', '1', 'main', 'SRID=4326;POINT(125.3 43.8)')`
    );
    expect((await run(ensureDemo, site)).at(-1)).toBe('asset.gates has features of its own, so no demo city is loaded');
    expect(await count('asset.gates', site)).toBe(1);
    expect(await count('asset.buildings', site)).toBe(0);
    expect(await count('governance.demo_city', site)).toBe(0);
    expect(await count('governance.divisions', site)).toBe(divisions.length);
  } finally {
    await site.drop();
  }
});

test('divisions load by themselves, once, and what the site wrote about them stays', async () => {
  const site = await testDatabase();
  try {
    expect(await run(ensureDivisions, site)).toHaveLength(1);
    await site.pool.query(
      `UPDATE governance.divisions SET name = '本地名称', source = 'local' WHERE code = '220102001000'`
    );
    expect(await run(ensureDivisions, site)).toEqual([]);
    expect(await all(`SELECT name FROM governance.divisions WHERE code = '220102001000'`, site)).toEqual([
      { name: '本地名称' }
    ]);
    expect(await count('governance.divisions WHERE geom IS NOT NULL', site)).toBe(0);
  } finally {
    await site.drop();
  }
});
