import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertCamera, insertDivisions } from '../support/rows.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await insertDivisions(db.pool);
});
afterAll(() => db.drop());

const one = async <T>(sql: string, values: unknown[] = []) => (await db.pool.query(sql, values)).rows[0] as T;
const square = (west: number, south: number, size = 0.01) =>
  `ST_Multi(ST_MakeEnvelope(${west}, ${south}, ${west + size}, ${south + size}, 4326))`;
const insertGrid = (code: string, division: string, geom = square(125.3, 43.8)) =>
  db.pool.query(
    `INSERT INTO governance.grids (division_code, grid_code, code, name, kind, source, source_id, geom)
     VALUES ($2, $1, $1, $1, 'unit', 'test', $1, ${geom})`,
    [code, division]
  );

test.each(layers.map((layer) => `${layer.schema}.${layer.id}`))('%s keeps its past versions', async (table) => {
  const { rows } = await db.pool.query(
    `SELECT column_name FROM information_schema.columns WHERE table_schema || '.' || table_name = $1
     EXCEPT SELECT column_name FROM information_schema.columns WHERE table_schema || '.' || table_name = $1 || '_history'`,
    [table]
  );
  expect(rows).toEqual([]);
  const { rows: triggers } = await db.pool.query(
    `SELECT tgname FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname LIKE 'keep\\_%' AND NOT tgisinternal`,
    [table]
  );
  expect(triggers.map((row) => row.tgname)).toEqual(
    expect.arrayContaining(['keep_delete', 'keep_insert', 'keep_update'])
  );
});

test('a changed row leaves the version that was, with the time it ended', async () => {
  const id = await insertCamera(db.pool, { name: 'before' });
  await db.pool.query("UPDATE asset.cameras SET name = 'after' WHERE id = $1", [id]);
  const past = await one<{ name: string; valid_from: Date; valid_to: Date }>(
    'SELECT * FROM asset.cameras_history WHERE id = $1',
    [id]
  );
  const now = await one<{ name: string; valid_from: Date; valid_to: null }>(
    'SELECT * FROM asset.cameras WHERE id = $1',
    [id]
  );
  expect([past.name, now.name]).toEqual(['before', 'after']);
  expect(past.valid_to).toEqual(now.valid_from);
  expect(now.valid_to).toBeNull();
});

test('a version committed while a longer transaction was under way is kept too, and versions do not overlap', async () => {
  const id = await insertCamera(db.pool, { name: 'first' });
  const long = await db.pool.connect();
  await long.query('BEGIN');
  await long.query('SELECT now()');
  await db.pool.query("UPDATE asset.cameras SET name = 'an operator’s' WHERE id = $1", [id]);
  await long.query("UPDATE asset.cameras SET name = 'the import’s' WHERE id = $1", [id]);
  await long.query('COMMIT');
  long.release();
  const { rows } = await db.pool.query<{ name: string; valid_from: Date; valid_to: Date | null; in_order: boolean }>(
    `SELECT name, coalesce(valid_to > valid_from AND valid_to = lead(valid_from) OVER (ORDER BY valid_from), true) AS in_order
     FROM (SELECT name, valid_from, valid_to FROM asset.cameras_history WHERE id = $1
           UNION ALL SELECT name, valid_from, valid_to FROM asset.cameras WHERE id = $1) AS version ORDER BY valid_from`,
    [id]
  );
  expect(rows.map((row) => row.name)).toEqual(['first', 'an operator’s', 'the import’s']);
  expect(rows.every((row) => row.in_order)).toBe(true);
});

test('a version made while the clock was ahead is kept after it was set right', async () => {
  const id = await insertCamera(db.pool, { name: 'from the future' });
  await db.pool.query(
    `ALTER TABLE asset.cameras DISABLE TRIGGER begin_version;
     UPDATE asset.cameras SET valid_from = now() + interval '1 hour' WHERE id = ${id};
     ALTER TABLE asset.cameras ENABLE TRIGGER begin_version`
  );
  await db.pool.query('DELETE FROM asset.cameras WHERE id = $1', [id]);
  const kept = await one<{ n: number }>(
    'SELECT count(*)::int AS n FROM asset.cameras_history WHERE id = $1 AND valid_from > now() AND valid_to > valid_from',
    [id]
  );
  expect(kept.n).toBe(1);
});

test('several changes within one transaction are one version', async () => {
  const id = await insertCamera(db.pool, { name: 'begin' });
  const client = await db.pool.connect();
  await client.query('BEGIN');
  for (const name of ['a', 'b', 'c'])
    await client.query('UPDATE asset.cameras SET name = $2 WHERE id = $1', [id, name]);
  await client.query('COMMIT');
  client.release();
  const { rows } = await db.pool.query('SELECT name FROM asset.cameras_history WHERE id = $1', [id]);
  expect(rows).toEqual([{ name: 'begin' }]);
});

test('a deleted row lives on in the history', async () => {
  const id = await insertCamera(db.pool, { name: 'gone' });
  await db.pool.query('DELETE FROM asset.cameras WHERE id = $1', [id]);
  expect(await one('SELECT name FROM asset.cameras_history WHERE id = $1', [id])).toEqual({ name: 'gone' });
});

test('a table with history cannot be truncated', async () => {
  await expect(db.pool.query('TRUNCATE asset.cameras CASCADE')).rejects.toThrow(/DELETE its rows/);
});

test('counts add up after inserts, moves and deletes, before and after they are folded', async () => {
  const ids = [];
  for (let i = 0; i < 5; i++)
    ids.push(await insertCamera(db.pool, { name: `count ${i}`, at: [125.3 + i * 0.01, 43.8] }));
  await db.pool.query('UPDATE asset.cameras SET geom = ST_Translate(geom, 0.05, 0.05) WHERE id = $1', [ids[0]]);
  await db.pool.query('DELETE FROM asset.cameras WHERE id = $1', [ids[1]]);
  const compare = async () => {
    const counted = await one(
      'SELECT sum(n)::int AS n, round(sum(sum_lng)::numeric, 6) AS lng FROM tiles.counts WHERE layer = $1',
      ['cameras']
    );
    expect(counted).toEqual(
      await one('SELECT count(*)::int AS n, round(sum(ST_X(geom))::numeric, 6) AS lng FROM asset.cameras')
    );
  };
  await compare();
  await db.pool.query('SELECT tiles.compact_counts()');
  await compare();
});

test('a grid whose code does not begin with its community is refused', async () => {
  await expect(insertGrid('220104001001001', '220102002001')).rejects.toThrow(/grids_code_prefix|feature_check/);
  await expect(insertGrid('220102999001001', '220102999001')).rejects.toThrow(/grids_community/);
});

test('a retired grid code is never used again', async () => {
  await insertGrid('220102002001009', '220102002001');
  await db.pool.query("DELETE FROM governance.grids WHERE code = '220102002001009'");
  await expect(insertGrid('220102002001009', '220102002001')).rejects.toThrow(/never used again/);
});

test('a feature without a place is given the grid it lies in, and a new one when it moves', async () => {
  await insertGrid('220102002001001', '220102002001', square(126, 44));
  await insertGrid('220104001001001', '220104001001', square(126.01, 44));
  const id = await insertCamera(db.pool, { name: 'placed', at: [126.005, 44.005] });
  const place = () => one('SELECT division_code, grid_code FROM asset.cameras WHERE id = $1', [id]);
  expect(await place()).toEqual({ division_code: '220102002001', grid_code: '220102002001001' });
  await db.pool.query('UPDATE asset.cameras SET geom = ST_SetSRID(ST_Point(126.015, 44.005), 4326) WHERE id = $1', [
    id
  ]);
  expect(await place()).toEqual({ division_code: '220104001001', grid_code: '220104001001001' });
});

test('a view cone of 90° and 60 m covers a quarter of the circle', async () => {
  const id = await insertCamera(db.pool, { name: 'cone' });
  const { area } = await one<{ area: number }>(
    'SELECT ST_Area(view_geom::geography) AS area FROM asset.cameras WHERE id = $1',
    [id]
  );
  expect(area).toBeGreaterThan((0.995 * (Math.PI * 60 ** 2)) / 4);
  expect(area).toBeLessThan((1.005 * (Math.PI * 60 ** 2)) / 4);
});
