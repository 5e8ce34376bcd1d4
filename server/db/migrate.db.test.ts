import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../../tests/support/db.ts';
import { migrate } from './migrate.ts';

const TILE = `CREATE OR REPLACE FUNCTION tiles.lamps(z integer, x integer, y integer, query jsonb) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT tiles.lamp_bytes() $$;`;

let db: TestDatabase;
let from: string;

beforeAll(async () => {
  db = await testDatabase();
  // An owner's database that has only what the functions' bookkeeping needs.
  await db.pool.query('DROP TABLE public.schema_migrations; DELETE FROM tiles.applied_functions');
});
afterAll(() => db.drop());

beforeEach(async () => {
  from = mkdtempSync(join(tmpdir(), 'gezhi-migrate-'));
  for (const folder of ['migrations', 'tiles/functions']) mkdirSync(join(from, folder), { recursive: true });
  await db.pool.query('DROP TABLE IF EXISTS public.schema_migrations, public.lamps, public.posts');
  return () => rmSync(from, { recursive: true });
});

const put = (file: string, text: string) => writeFileSync(join(from, file), text);

async function run(): Promise<string[]> {
  const lines: string[] = [];
  await migrate(db.ownerUrl, (line) => lines.push(line), from);
  return lines;
}

test('runs each migration once, in the order of the numbers', async () => {
  put('migrations/0002_posts.sql', 'ALTER TABLE public.lamps RENAME TO posts;');
  put('migrations/0001_lamps.sql', 'CREATE TABLE public.lamps (id int);');
  expect(await run()).toEqual(['migrated 0001_lamps', 'migrated 0002_posts']);
  expect(await run()).toEqual([]);
});

test('a broken migration changes nothing and its words are passed on', async () => {
  put('migrations/0001_lamps.sql', 'CREATE TABLE public.lamps (id int);');
  put('migrations/0002_broken.sql', 'CREATE TABEL public.posts (id int);');
  await expect(run()).rejects.toThrow(/nothing was changed[\s\S]*syntax error at or near "TABEL"/);
  const { rows } = await db.pool.query("SELECT to_regclass('public.lamps') AS lamps");
  expect(rows).toEqual([{ lamps: null }]);
});

test('a migration that was changed after it ran is named', async () => {
  put('migrations/0001_lamps.sql', 'CREATE TABLE public.lamps (id int);');
  await run();
  put('migrations/0001_lamps.sql', 'CREATE TABLE public.lamps (id bigint);');
  await expect(run()).rejects.toThrow(/Migration 0001_lamps was changed/);
});

test('a database from a newer version is refused', async () => {
  put('migrations/0001_lamps.sql', 'CREATE TABLE public.lamps (id int);');
  await run();
  rmSync(join(from, 'migrations/0001_lamps.sql'));
  await expect(run()).rejects.toThrow(/has run migration 0001_lamps, which this version of Gezhi does not know/);
});

test('a file that is not named NNNN_what.sql is named', async () => {
  put('migrations/lamps.sql', '');
  await expect(run()).rejects.toThrow(/migrations\/lamps\.sql is not named NNNN_what\.sql/);
});

test('two at once do the work once', async () => {
  put('migrations/0001_lamps.sql', 'SELECT pg_sleep(0.3); CREATE TABLE public.lamps (id int);');
  expect((await Promise.all([run(), run()])).flat()).toEqual(['migrated 0001_lamps']);
});

test('tile functions follow their files: helpers first, again when changed, gone when removed', async () => {
  put(
    'tiles/functions/_bytes.sql',
    `CREATE OR REPLACE FUNCTION tiles.lamp_bytes() RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$;`
  );
  put('tiles/functions/lamps.sql', TILE);
  expect(await run()).toEqual(['applied tile function _bytes', 'applied tile function lamps']);
  expect(await run()).toEqual([]);
  put('tiles/functions/lamps.sql', `${TILE} -- changed`);
  expect(await run()).toEqual(['applied tile function lamps']);
  rmSync(join(from, 'tiles/functions/lamps.sql'));
  expect(await run()).toEqual(['dropped tile function lamps']);
});

test('a tile function belongs to tile_definer, and only the tile reader and the server may run it', async () => {
  put(
    'tiles/functions/_bytes.sql',
    `CREATE OR REPLACE FUNCTION tiles.lamp_bytes() RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$;`
  );
  put('tiles/functions/lamps.sql', TILE);
  await run();
  const { rows } = await db.pool.query(
    `SELECT pg_get_userbyid(p.proowner) AS owner, acl.grantee::regrole::text AS grantee
     FROM pg_proc p, aclexplode(p.proacl) AS acl WHERE p.proname = 'lamps' ORDER BY 2`
  );
  expect(rows.map((row) => row.owner)).toEqual(['tile_definer', 'tile_definer', 'tile_definer']);
  expect(rows.map((row) => row.grantee)).toEqual(['gezhi_server', 'tile_definer', 'tile_reader']);
});

test('a tile function file that makes another function is named', async () => {
  put('tiles/functions/posts.sql', TILE);
  await expect(run()).rejects.toThrow(/tiles\/functions\/posts\.sql: function tiles\.posts/);
});
