import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { GdalMissing } from '#server/import/formats/gdal-program.ts';
import { ImportError } from '#server/import/import-error.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { makeDataset } from './datasets/index.ts';
import { count, feature, folder, part, point, run, writeLines, writeText } from './support.ts';

let db: TestDatabase;
let large: string;
const dir = folder();
const path = process.env.PATH!;
beforeAll(async () => {
  db = await testDatabase();
  const made = await makeDataset(
    dir,
    writeLines(dir, 'one.geojsonl', [feature({ name: '甲' }, point(125.3, 43.9))]),
    'one',
    '-f',
    'GPKG'
  );
  large = join(made, 'one.gpkg');
  // Room to spare makes it larger than GDAL as WebAssembly takes, without another row.
  writeFileSync(large, Buffer.alloc(25 * 2 ** 20), { flag: 'a' });
}, 60_000);
afterAll(() => db.drop());
afterEach(() => (process.env.PATH = path));

/** Programs of GDAL that do something else. */
function pretend(ogr2ogr: string): void {
  const bin = join(dir, `bin-${Math.random()}`);
  mkdirSync(bin);
  const info = `cat <<'END'\nLayer name: one\nGeometry: Point\nFeature Count: 1\nLayer SRS WKT:\n(unknown)\nEND`;
  for (const [name, script] of [
    ['ogrinfo', info],
    ['ogr2ogr', ogr2ogr]
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  process.env.PATH = `${bin}:${path}`;
}

const row = JSON.stringify(feature({ name: '甲', id: 1 }, point(125.3, 43.9)));

async function refused(sentence: RegExp): Promise<ImportError> {
  const error = await run(db, 'cameras', large, { source: 'program' }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ImportError);
  expect((error as ImportError).words.en).toMatch(sentence);
  expect((error as ImportError).words.zh).toMatch(/。$/);
  expect(await count(db, 'asset.cameras', `source = 'program'`)).toBe(0);
  return error as ImportError;
}

test('a helper that is killed, fails, or complains while it calls itself successful leaves the database as it was', async () => {
  pretend(`echo '${row}'; kill -9 $$`);
  await refused(/cannot be read to its end \(ogr2ogr ended by SIGKILL\)/);
  pretend(`echo '${row}'; exit 3`);
  await refused(/ended by code 3/);
  pretend(`echo '${row}'; echo 'ERROR 1: database disk image is malformed' >&2; exit 0`);
  await refused(/database disk image is malformed/);
  pretend(`echo '${row}' | head -c 30`);
  await refused(/ends too early/);
});

test('where the programs are missing, the line to install them is said', async () => {
  process.env.PATH = dir;
  expect(await refused(/which is not installed: on Debian run sudo apt-get install .* gdal-bin/)).toBeInstanceOf(
    GdalMissing
  );
});

test('an import that is stopped ends its helper', async () => {
  pretend(`trap '' TERM; echo '${row}'; sleep 60`);
  const abort = new AbortController();
  const running = run(db, 'cameras', large, { source: 'program', signal: abort.signal });
  setTimeout(() => abort.abort(new Error('stopped')), 500);
  const began = performance.now();
  await expect(running).rejects.toThrow(/stopped|aborted/);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(await count(db, 'asset.cameras', `source = 'program'`)).toBe(0);
});

test('the second of two imports into one layer is told which one runs, and since when', async () => {
  const client = new pg.Client({ connectionString: db.ownerUrl, application_name: 'gezhi import 街道.xlsx' });
  await client.connect();
  try {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('gezhi import'), hashtext('cameras'))`);
    const file = writeText(dir, 'one.csv', '名称,经度,纬度\n甲,125.3,43.9\n');
    await expect(run(db, 'cameras', file)).rejects.toThrow(
      /Another import into cameras is running \(.*\.xlsx, since \d\d:\d\d UTC\)/
    );
    await client.query('ROLLBACK');
    expect(part(await run(db, 'cameras', file), 'cameras').inserted).toBe(1);
  } finally {
    await client.end();
  }
});
