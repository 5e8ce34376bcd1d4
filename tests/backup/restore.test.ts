import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { emptyDatabase, REMEDY, restoreInto, takeBackup, temporaryFolder, type EmptyDatabase } from './support.ts';

const tables = [
  ...layers.flatMap(({ schema, id }) => [`${schema}.${id}`, `${schema}.${id}_history`]),
  ...['live.head', 'live.outbox', 'governance.imports', 'governance.demo_city', 'governance.grid_codes'],
  ...[
    'governance.building_people',
    'governance.division_lineage',
    'public.schema_migrations',
    'tiles.counts',
    'pgboss.queue'
  ]
];
const folder = temporaryFolder();
const file = join(folder.dir, 'city.tar');
let city: TestDatabase;
let empty: EmptyDatabase;

beforeAll(async () => {
  city = await testDatabase({ demo: true });
  // Something for the history, the outbox and the record of imports to hold.
  await city.pool.query(`
    UPDATE asset.cameras SET status = 'faulty' WHERE id % 7 = 0;
    DELETE FROM asset.gates WHERE id % 50 = 0;
    INSERT INTO governance.imports (layer, source, file_name, file_sha256, read, inserted, updated, unchanged, repaired, started_at)
    VALUES ('cameras', 'test', '测试.geojson', repeat('0', 64), 5, 4, 1, 0, 0, now());
    SELECT live.number_outbox()`);
  empty = await emptyDatabase();
  await takeBackup(city.ownerUrl, file);
});
afterAll(async () => {
  await city.drop();
  await empty.drop();
  folder.remove();
});

/** How many rows a table has, and a checksum of all their columns whatever their order. */
async function contents(pool: pg.Pool): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n, sum(hashtextextended(t::text, 0)::numeric)::text AS checksum FROM ${table} AS t`
    );
    found[table] = rows[0];
  }
  return found;
}

/** Who owns what and who may do what, down to functions not yet made. */
async function rights(pool: pg.Pool): Promise<unknown[]> {
  const ours = `n.nspname !~ '^(pg_|information_schema$|public$)'`;
  const { rows } = await pool.query(`
    SELECT n.nspname || '.' || c.relname AS name, c.relowner::regrole::text AS owner, c.relacl::text AS acl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind <> 't'
    UNION ALL SELECT a.attrelid::regclass || '.' || a.attname, NULL, a.attacl::text
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${ours} AND a.attacl IS NOT NULL
    UNION ALL SELECT p.oid::regprocedure::text, p.proowner::regrole::text, ARRAY(SELECT unnest(p.proacl)::text ORDER BY 1)::text
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ours}
    UNION ALL SELECT n.nspname, n.nspowner::regrole::text, n.nspacl::text FROM pg_namespace n WHERE ${ours}
    UNION ALL SELECT 'functions not yet made', defaclrole::regrole::text, defaclacl::text FROM pg_default_acl
    ORDER BY 1, 2`);
  return rows;
}

async function isEmpty({ pool }: EmptyDatabase): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
     UNION ALL SELECT relname FROM pg_class WHERE relname = 'schema_migrations'`
  );
  return rows.length === 0;
}

/** The backup with a change, and what is said when it is restored. */
async function refusal(change: (path: string) => void): Promise<string> {
  const path = join(folder.dir, 'changed.tar');
  copyFileSync(file, path);
  change(path);
  const said = await restoreInto(empty.url, path).then(
    () => 'restored',
    (error: Error) => error.message
  );
  expect(await isEmpty(empty)).toBe(true);
  return said;
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 0x10;
  writeFileSync(path, bytes);
}

describe('a backup', () => {
  test('is a tar file with checksums that other tools read', () => {
    const inside = execFileSync('tar', ['-tf', file]).toString().trim().split('\n');
    expect(inside).toEqual(['database.dump', 'manifest.json', 'SHA256SUMS']);
    const unpacked = join(folder.dir, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['-xf', file, '-C', unpacked]);
    const sumOf = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(unpacked, name)))
        .digest('hex');
    expect(readFileSync(join(unpacked, 'SHA256SUMS'), 'utf8')).toBe(
      ['database.dump', 'manifest.json'].map((name) => `${sumOf(name)}  ${name}\n`).join('')
    );
    const manifest = JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')) as {
      rows: object;
      schema: string;
    };
    expect(manifest.schema).toMatch(/^\d{4}_/);
    for (const table of tables) expect(manifest.rows).toHaveProperty([table]);
  });

  test('is for its owner’s eyes only, and leaves nothing beside it', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.dir)).not.toContain('city.tar.partial');
  });

  test('that fails leaves the older one as it was', async () => {
    const before = readFileSync(file);
    await expect(takeBackup(empty.url, file)).rejects.toThrow('nothing to back up');
    await expect(takeBackup(city.ownerUrl.replace('gezhi_owner', 'tile_reader'), file)).rejects.toThrow();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('into a folder that is not there is refused with the line that makes it', async () => {
    await expect(takeBackup(city.ownerUrl, join(folder.dir, 'nowhere', 'city.tar'))).rejects.toMatchObject({
      remedy: [`mkdir -p '${join(folder.dir, 'nowhere')}'`]
    });
  });
});

describe('a file that is not whole is refused before the database is touched', () => {
  test('cut off anywhere', async () => {
    const { size } = statSync(file);
    for (const length of [0, 100, 512, Math.floor(size / 2), size - 1024, size - 1]) {
      expect(await refusal((path) => truncateSync(path, length)), `${length} bytes`).toMatch(/is not a whole backup/);
    }
  });

  test('one bit changed anywhere', async () => {
    const { size } = statSync(file);
    const spots = [0, 130, 600, Math.floor(size / 3), Math.floor(size / 2), size - 3000, size - 1500, size - 1];
    for (const spot of spots) {
      expect(await refusal((path) => flip(path, spot)), `byte ${spot}`).toMatch(/is not a whole backup/);
    }
  });

  test('something else altogether, or nothing', async () => {
    expect(await refusal((path) => writeFileSync(path, 'city '.repeat(1000)))).toMatch(/is not a whole backup/);
    await expect(restoreInto(empty.url, join(folder.dir, 'nothing.tar'))).rejects.toThrow('cannot be read (ENOENT)');
  });
});

describe('a restore', () => {
  test('into a database that is not empty is refused with what to do', async () => {
    await expect(restoreInto(city.ownerUrl, file)).rejects.toMatchObject({
      message: expect.stringContaining('is not empty: it has access'),
      remedy: REMEDY
    });
  });

  test('that is stopped leaves the database empty', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 500);
    await expect(restoreInto(empty.url, file, stop.signal)).rejects.toThrow(/abort/i);
    expect(await isEmpty(empty)).toBe(true);
  });

  test('brings back every row of every layer, its past, the outbox, the imports and all rights', async () => {
    const [rowsBefore, rightsBefore] = [await contents(city.pool), await rights(city.pool)];
    expect(rowsBefore['asset.cameras_history']).not.toMatchObject({ n: 0 });
    await restoreInto(empty.url, file);
    expect(await contents(empty.pool)).toEqual(rowsBefore);
    expect(await rights(empty.pool)).toEqual(rightsBefore);
    const { rows } = await empty.pool.query(
      `SELECT has_database_privilege('gezhi_server', current_database(), 'TEMPORARY') AS scratch`
    );
    expect(rows).toEqual([{ scratch: false }]);
  });

  test('gives a site that goes on: ids, history, outbox and grid codes follow on from what was', async () => {
    const head = async () => Number((await empty.pool.query('SELECT live.number_outbox() AS seq')).rows[0].seq);
    const before = await head();
    const { rows } = await empty.pool.query(
      `INSERT INTO asset.cameras (source, source_id, name, geom)
       SELECT 'test', 'new', '新', geom FROM asset.cameras LIMIT 1 RETURNING id, division_code`
    );
    expect(rows[0].division_code).not.toBeNull();
    await empty.pool.query(`UPDATE asset.cameras SET name = '改' WHERE source_id = 'new'`);
    const past = await empty.pool.query('SELECT name FROM asset.cameras_history WHERE id = $1', [rows[0].id]);
    expect(past.rows).toEqual([{ name: '新' }]);
    expect(await head()).toBeGreaterThan(before);
  });
});

test('another login may restore: what it restores is its own, tile functions are not', async () => {
  const other = await emptyDatabase();
  try {
    await restoreInto(other.superuserUrl, file);
    const { rows } = await other.pool.query(
      `SELECT DISTINCT n.nspname, p.proowner::regrole::text AS owner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.proname IN ('cameras', 'keep_change') AND n.nspname IN ('tiles', 'governance') ORDER BY 1`
    );
    expect(rows).toEqual([
      { nspname: 'governance', owner: 'postgres' },
      { nspname: 'tiles', owner: 'tile_definer' }
    ]);
  } finally {
    await other.drop();
  }
});
