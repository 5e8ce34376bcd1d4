import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/provision/root.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { count, feature, folder, part, point, run, square, writeLines, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

test('a changed row becomes a new version and the former one is kept', async () => {
  const building = (floors: number) => feature({ id: 1, floors }, square(125.3, 43.9));
  const before = writeLines(dir, 'v1.geojsonl', [building(6), feature({ id: 2, floors: 9 }, square(125.4, 43.9))]);
  const after = writeLines(dir, 'v2.geojsonl', [building(7), feature({ id: 2, floors: 9 }, square(125.4, 43.9))]);
  await run(db, 'buildings', before, { source: 'survey' });
  const summary = await run(db, 'buildings', after, { source: 'survey' });
  expect(part(summary, 'buildings')).toMatchObject({ updated: 1, unchanged: 1, inserted: 0 });
  const { rows } = await db.pool.query(
    `SELECT floors, valid_to IS NULL AS current FROM asset.buildings WHERE source = 'survey' AND source_id = '1'
     UNION ALL SELECT floors, false FROM asset.buildings_history WHERE source = 'survey' ORDER BY 1`
  );
  expect(rows).toEqual([
    { floors: 6, current: false },
    { floors: 7, current: true }
  ]);
});

test('columns a delivery does not have keep what people wrote into them', async () => {
  const path = writeLines(dir, 'bare.geojsonl', [feature({ id: 1 }, square(125.3, 43.9))]);
  await run(db, 'buildings', path, { source: 'kept' });
  await db.pool.query(`UPDATE asset.buildings SET households = 30, kind = 'office' WHERE source = 'kept'`);
  expect(part(await run(db, 'buildings', path, { source: 'kept' }), 'buildings').unchanged).toBe(1);
  const { rows } = await db.pool.query(`SELECT households, kind FROM asset.buildings WHERE source = 'kept'`);
  expect(rows).toEqual([{ households: 30, kind: 'office' }]);
});

test('properties are found by column, alias, Chinese title or --map, and ids by --map too', async () => {
  const path = writeLines(dir, 'fields.geojsonl', [
    feature({ KEY: 'a-1', 名称: '第一小学', TYPE: '学校', 地址: '人民大街1号' }, point(125.3, 43.9))
  ]);
  await run(db, 'key_sites', path, { map: { TYPE: 'category', KEY: 'source_id' } });
  const { rows } = await db.pool.query(`SELECT source_id, name, category, address FROM asset.key_sites`);
  expect(rows).toEqual([{ source_id: 'a-1', name: '第一小学', category: 'school', address: '人民大街1号' }]);
});

test('collections, lines, record separators and gzip are the same delivery', async () => {
  const features = [1, 2, 3].map((id) => feature({ id, name: `"{[${id}]}\\` }, square(125 + id / 10, 43.9)));
  const collection = JSON.stringify({ type: 'FeatureCollection', name: 'x', features }, null, 2);
  await run(db, 'buildings', writeLines(dir, 'a.geojsonl', features), { source: 'same' });
  for (const file of [
    writeText(dir, 'a.geojson', collection),
    writeText(dir, 'a.json.gz', collection),
    writeText(dir, 'b.json', JSON.stringify({ features, type: 'FeatureCollection' })),
    writeText(dir, 'a.geojsonseq', features.map((each) => `\x1e${JSON.stringify(each)}\n`).join('')),
    writeText(dir, 'crlf.geojsonl.gz', `\ufeff${features.map((each) => JSON.stringify(each)).join('\r\n')}`)
  ]) {
    expect(part(await run(db, 'buildings', file, { source: 'same' }), 'buildings'), file).toMatchObject({
      unchanged: 3
    });
  }
  expect(await count(db, 'asset.buildings', `source = 'same'`)).toBe(3);
});

test('features get the grid and division they lie in, and another one when they move', async () => {
  await insertDivisions(db.pool);
  await db.pool.query(
    `INSERT INTO governance.grids (code, division_code, grid_code, name, kind, source, source_id, geom)
     VALUES ('220102002001001', '220102002001', '220102002001001', '一号网格', 'unit', 'test', '1', ST_Multi(ST_MakeEnvelope(126, 44, 126.01, 44.01, 4326)))`
  );
  const at = (lng: number) =>
    writeLines(dir, 'placed.geojsonl', [
      feature({ id: 1 }, square(lng, 44.002)),
      feature({ id: 2 }, square(126.5, 44))
    ]);
  const placed = async () => {
    const { rows } = await db.pool.query(
      `SELECT grid_code FROM asset.buildings WHERE source = 'placed' ORDER BY source_id`
    );
    return rows.map(({ grid_code }) => grid_code as string | null);
  };
  await run(db, 'buildings', at(126.002), { source: 'placed' });
  expect(await placed()).toEqual(['220102002001001', null]);
  expect(part(await run(db, 'buildings', at(126.002), { source: 'placed' }), 'buildings').unchanged).toBe(2);
  await run(db, 'buildings', at(126.2), { source: 'placed' });
  expect(await placed()).toEqual([null, null]);
});

test('two imports of one layer at once: the second is told to wait', async () => {
  const path = writeLines(dir, 'lock.geojsonl', [feature({ id: 1 }, square(125.3, 43.9))]);
  const client = await db.pool.connect();
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('gezhi import'), hashtext('buildings'))`);
  await expect(run(db, 'buildings', path)).rejects.toThrow(/Another import into buildings is running/);
  await client.query('ROLLBACK');
  client.release();
});

/** Enough rows that an import of them can be caught in the middle. */
function largeFile(name: string): string {
  const rows = Array.from({ length: 60_000 }, (_, id) =>
    feature({ id }, square(125 + (id % 300) / 100, 43 + Math.floor(id / 300) / 100))
  );
  return writeLines(dir, name, rows);
}

test('an aborted import leaves the database as it was', async () => {
  const abort = new AbortController();
  const running = run(db, 'buildings', largeFile('aborted.geojsonl'), {
    signal: abort.signal,
    onProgress: ({ phase }) => phase === 'writing' && setTimeout(() => abort.abort(), 50)
  });
  await expect(running).rejects.toThrow(/abort/i);
  expect(await count(db, 'asset.buildings', `source LIKE '%/aborted'`)).toBe(0);
  expect(await count(db, 'governance.imports', `file_name = 'aborted.geojsonl'`)).toBe(0);
}, 60_000);

function command(...args: string[]): ChildProcess & { out: () => string } {
  const child = spawn(process.execPath, [join(root, 'scripts', 'import.ts'), ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: db.ownerUrl, INIT_CWD: dir }
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  return Object.assign(child, { out: () => text });
}

/** Waits until the process has its transaction open and rows under way. */
async function inTheMiddle(): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const found = await count(
      db,
      'pg_stat_activity',
      `application_name LIKE 'gezhi import%' AND datname = current_database() AND (query LIKE 'COPY%' OR query LIKE 'INSERT INTO asset%')`
    );
    if (found > 0) return;
    await sleep(20);
  }
  throw new Error('the import was never seen at work');
}

async function settled(): Promise<void> {
  while (
    (await count(db, 'pg_stat_activity', `application_name LIKE 'gezhi import%' AND datname = current_database()`)) > 0
  )
    await sleep(50);
}

test('a killed import process leaves the database as it was', async () => {
  const child = command('buildings', largeFile('killed.geojsonl'));
  await inTheMiddle();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await settled();
  expect(await count(db, 'asset.buildings', `source LIKE '%/killed'`)).toBe(0);
  expect(await count(db, 'governance.imports', `file_name = 'killed.geojsonl'`)).toBe(0);
}, 60_000);

test('Ctrl-C leaves the database as it was and ends with 130', async () => {
  const child = command('buildings', largeFile('stopped.geojsonl'));
  await inTheMiddle();
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(130);
  await settled();
  expect(await count(db, 'asset.buildings', `source LIKE '%/stopped'`)).toBe(0);
}, 60_000);

test('the command says what it did, takes paths from where it was typed, and ends by what came of it', async () => {
  writeLines(dir, 'cli.geojsonl', [feature({ id: 1, levels: '6' }, square(125.3, 43.9)), feature({ id: 2 }, null)]);
  const said = async (code: number, ...args: string[]) => {
    const child = command(...args);
    expect((await once(child, 'exit'))[0], child.out()).toBe(code);
    return child.out();
  };
  const text = await said(0, 'buildings', 'cli.geojsonl', '--map', 'levels=floors', '--source', 'cli');
  expect(text).toMatch(/buildings +2 +1 +0 +0 +0 +0 +0 +0 +1\n/);
  expect(text).toMatch(/buildings +1  no geometry \(2\)/);
  expect(await count(db, 'asset.buildings', `source = 'cli' AND floors = 6`)).toBe(1);
  expect(await said(0, 'buildings', 'cli.geojsonl', '--dry-run')).toMatch(/taken back/);
  expect(await said(1, 'buildings', 'gone.geojsonl')).toMatch(/There is no file/);
  expect(await said(1, 'roads', 'cli.geojsonl')).toMatch(/a required field is missing|kind of geometry|no geometry/);
  expect(await said(2, 'streets', 'cli.geojsonl')).toMatch(/There is no layer streets/);
  expect(await said(2, 'buildings')).toMatch(/Say what to import[^]*--dry-run/);
}, 60_000);
