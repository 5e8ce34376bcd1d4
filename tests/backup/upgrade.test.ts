import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/provision/root.ts';
import { openBackup, writeBackup } from '../../scripts/backup/archive.ts';
import { migrate } from '../../server/db/migrate.ts';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import {
  emptyDatabase,
  migrationsUpTo,
  restoreInto,
  takeBackup,
  temporaryFolder,
  type EmptyDatabase
} from './support.ts';

const folder = temporaryFolder();
const file = join(folder.dir, 'older.tar');
const migrations = readdirSync(join(root, 'migrations'))
  .map((name) => name.replace('.sql', ''))
  .sort();
let older: EmptyDatabase;
let present: EmptyDatabase;
let camera: number;

beforeAll(async () => {
  [older, present] = [await emptyDatabase(), await emptyDatabase()];
  await migrate(older.url, () => {}, migrationsUpTo('0024', folder.dir));
  await insertDivisions(older.pool);
  camera = await insertCamera(older.pool, { name: '旧', division: '220102002001' });
  await older.pool.query(`UPDATE asset.cameras SET name = '新' WHERE id = $1`, [camera]);
  await takeBackup(older.url, file);
});
afterAll(async () => {
  await older.drop();
  await present.drop();
  folder.remove();
});

/** The backup with another manifest. */
async function claiming(change: object): Promise<string> {
  const backup = await openBackup(file, () => {});
  const changed = join(folder.dir, 'claims.tar');
  await writeBackup(changed, { ...backup.manifest, ...change }, backup.dump());
  await backup.close();
  return changed;
}

const leftovers = async () =>
  (
    await present.pool.query(`SELECT FROM pg_namespace WHERE nspname IN ('asset', 'live', 'tiles')
                             UNION ALL SELECT FROM pg_class WHERE relname = 'schema_migrations'`)
  ).rowCount;

test('a backup from a newer schema is refused before anything is written', async () => {
  await expect(restoreInto(present.url, await claiming({ schema: '9999_future', software: '7.0.0' }))).rejects.toThrow(
    'made by Gezhi 7.0.0 with migration 9999_future, which this version does not know'
  );
  expect(await leftovers()).toBe(0);
});

test('counts that differ are told table by table, and what was restored is removed again', async () => {
  const { manifest, close } = await openBackup(file, () => {});
  await close();
  const rows = { ...manifest.rows, 'asset.cameras': 2, 'asset.lamps': 1 };
  await expect(restoreInto(present.url, await claiming({ rows }))).rejects.toThrow(
    /asset\.cameras: 2 in the backup, 1 restored\nasset\.lamps: 1 in the backup, no table restored/
  );
  expect(await leftovers()).toBe(0);
});

test('a migration that the backup’s database ran in another wording is told, and nothing is left', async () => {
  await older.pool.query(`UPDATE schema_migrations SET sha256 = 'other' WHERE name LIKE '0024%'`);
  const other = join(folder.dir, 'other.tar');
  await takeBackup(older.url, other);
  await expect(restoreInto(present.url, other)).rejects.toThrow(/Migration 0024_events was changed/);
  expect(await leftovers()).toBe(0);
});

test('a backup taken at migration 0024 is restored and brought to the present', async () => {
  await restoreInto(present.url, file);
  const { rows } = await present.pool.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name');
  expect(rows.map(({ name }) => name)).toEqual(migrations);
  const versions = await present.pool.query(
    `SELECT name FROM asset.cameras UNION ALL SELECT name FROM asset.cameras_history`
  );
  expect(versions.rows).toEqual([{ name: '新' }, { name: '旧' }]);
  const tile = await present.pool.query(
    `SELECT proowner::regrole::text AS owner FROM pg_proc WHERE oid = 'tiles.cameras(integer, integer, integer, jsonb)'::regprocedure`
  );
  expect(tile.rows).toEqual([{ owner: 'tile_definer' }]);
  await present.pool.query('SELECT FROM governance.imports');
});
