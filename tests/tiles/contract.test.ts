import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { tileAt } from '#geodata/spatial/tile.ts';
import { root } from '../../scripts/provision/root.ts';
import { findGaps } from '../../scripts/layer/gaps.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { draw } from './support/draw.ts';
import { insertSample } from './support/samples.ts';

/** Every function that draws: each layer's own, and its twin of the past. */
const drawing = layers.flatMap(({ id }) => [id, `${id}_as_of`]).sort();

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await insertDivisions(db.pool);
});
afterAll(() => db.drop());

test('a layer has a file of the same name in migrations, tiles/functions and geodata/layers, and a line in the registry', () => {
  expect(findGaps(root)).toEqual([]);
});

test.each(layers)('$id has its table and its tile function', async ({ id, schema }) => {
  const { rows } = await db.pool.query(
    `SELECT to_regclass($1) IS NOT NULL AS has_table, to_regprocedure($2) IS NOT NULL AS has_function,
            to_regprocedure($3) IS NOT NULL AS has_past`,
    [`${schema}.${id}`, ...[id, `${id}_as_of`].map((name) => `tiles.${name}(integer, integer, integer, jsonb)`)]
  );
  expect(
    rows[0],
    `migrations/*_${id}.sql makes ${schema}.${id}, tiles/functions/${id}.sql makes tiles.${id} and, naming ${schema}.${id}, its twin of the past`
  ).toEqual({ has_table: true, has_function: true, has_past: true });
});

test('nothing in schema tiles draws what the registry does not name', async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc
     WHERE pronamespace = 'tiles'::regnamespace AND prorettype = 'bytea'::regtype AND pronargs = 4 ORDER BY 1`
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(drawing);
});

test.each(layers)(
  'a tile of $id carries to staff what the registry says, and to the public what is public',
  async (layer) => {
    const at = [125.321, 43.881] as const;
    const id = await insertSample(db.pool, layer, { at, code: codeFor(layer.id) });
    const tile = tileAt(at, layer.maxzoom);
    const staff = await draw(db.pool, layer, tile, { scope: '*', projection: 'staff' });
    expect(staff.map((feature) => feature.id)).toContain(id);
    for (const { properties } of staff) expect(Object.keys(properties).sort()).toEqual([...layer.tile].sort());

    const open = await draw(db.pool, layer, tile, { scope: '*', projection: 'public' });
    const publicColumns = layer.tile.filter((column) => layer.public?.includes(column));
    if (layer.public === null) expect(open).toEqual([]);
    else expect(open.map((feature) => feature.id)).toContain(id);
    for (const { properties } of open) expect(Object.keys(properties).sort()).toEqual(publicColumns.sort());
  }
);

test.each(layers)('the tile functions may read of $id what is drawn or public, and nothing else', async (layer) => {
  const { rows } = await db.pool.query<{ name: string; geometry: boolean; readable: boolean }>(
    `SELECT attname AS name, atttypid = 'geometry'::regtype AS geometry,
            has_column_privilege('tile_definer', attrelid, attnum, 'SELECT') AS readable
     FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [`${layer.schema}.${layer.id}`]
  );
  const readable = rows.filter((column) => column.readable).map(({ name }) => name);
  const needed = ['id', ...layer.tile, ...rows.filter(({ geometry }) => geometry).map(({ name }) => name)];
  const published = [...needed, ...(layer.public ?? []), 'division_code', 'valid_from', 'valid_to'];
  expect(
    needed.filter((name) => !readable.includes(name)),
    `GRANT SELECT in migrations/*_${layer.id}.sql lacks`
  ).toEqual([]);
  expect(
    readable.filter((name) => !published.includes(name)),
    `GRANT SELECT in migrations/*_${layer.id}.sql gives away`
  ).toEqual([]);
});

test.each(layers)('of the past of $id the tile functions may read what they may read of its present', async (layer) => {
  const readable = async (table: string) => {
    const { rows } = await db.pool.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
         AND attname NOT IN (SELECT attname FROM pg_attribute WHERE attrelid = $2::regclass AND attgenerated <> '')
         AND has_column_privilege('tile_definer', attrelid, attnum, 'SELECT') ORDER BY 1`,
      [table, `${layer.schema}.${layer.id}`]
    );
    return rows.map(({ name }) => name);
  };
  expect(await readable(`${layer.schema}.${layer.id}_history`)).toEqual(await readable(`${layer.schema}.${layer.id}`));
});

test('the tile functions may read no other table than the layers, their past and their counts', async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND has_any_column_privilege('tile_definer', c.oid, 'SELECT')
       AND c.relname NOT IN ('spatial_ref_sys', 'geometry_columns', 'geography_columns') ORDER BY 1`
  );
  const kept = layers.flatMap(({ schema, id }) => [`${schema}.${id}`, `${schema}.${id}_history`]);
  const expected = [...kept, 'tiles.counts'];
  expect(rows.map(({ name }) => name).sort()).toEqual(expected.sort());
});

test('tile_reader can draw and can read no table at all', async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND c.relname NOT IN ('spatial_ref_sys', 'geometry_columns', 'geography_columns')
       AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege('tile_reader', c.oid, 'USAGE')
                ELSE has_any_column_privilege('tile_reader', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') END`
  );
  expect(rows).toEqual([]);
  const { rows: callable } = await db.pool.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc
     WHERE has_function_privilege('tile_reader', oid, 'EXECUTE') AND has_schema_privilege('tile_reader', pronamespace, 'USAGE')
       AND prosecdef AND pronamespace::regnamespace::text NOT IN ('pg_catalog', 'public') ORDER BY 1`
  );
  expect(callable.map(({ name }) => name).sort()).toEqual(drawing);
});

test('tile functions are defined alike: definer rights of tile_definer, a fixed search path, stable, safe in parallel', async () => {
  const { rows } = await db.pool.query(
    `SELECT DISTINCT l.lanname AS language, p.prosecdef AS definer, p.provolatile AS volatility, p.proparallel AS parallel,
            p.proconfig AS settings, pg_get_userbyid(p.proowner) AS owner
     FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
     WHERE p.pronamespace = 'tiles'::regnamespace AND p.proname = ANY ($1)`,
    [drawing]
  );
  expect(rows).toEqual([
    {
      language: 'sql',
      definer: true,
      volatility: 's',
      parallel: 's',
      settings: ['search_path=public, pg_temp'],
      owner: 'tile_definer'
    }
  ]);
});

test('every file in tiles/functions that is no helper is a layer', () => {
  const files = readdirSync(join(root, 'tiles', 'functions')).filter((file) => !file.startsWith('_'));
  expect(files.map((file) => file.replace(/\.sql$/, '')).sort()).toEqual(layers.map(({ id }) => id).sort());
  expect(existsSync(join(root, 'tiles', 'functions', '_shared.sql'))).toBe(true);
});

function codeFor(layer: string): string {
  return layer === 'divisions' ? '220102002002' : '220102002001';
}
