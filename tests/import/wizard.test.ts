import { fork } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Preview } from '#geodata/schemas/delivery.ts';
import type { ImportJob, PastImport } from '#geodata/schemas/import_job.ts';
import { converter } from '#geodata/spatial/datum.ts';
import { JobStore } from '#server/import/jobs/store.ts';
import { JobWork } from '#server/import/jobs/job-work.ts';
import { sharedData, testWithSharedData } from '../support/shared.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { count, folder } from './support.ts';

const admin = { role: 'system_admin', scope: ['*'] } as const;
const planner = { role: 'planner', scope: ['220102'] } as const;
type Who = { role: 'system_admin' | 'planner' | 'department'; scope: readonly string[] };

// Every step is a process of its own; a machine that is busy with others starts them slowly.
vi.setConfig({ testTimeout: 180_000 });

let site: TestSite;
const files = folder();
beforeAll(async () => {
  site = await testSite({ demo: true, settings: { IMPORT_FOLDER: files, IMPORT_MAX_MB: '16' } });
});
afterAll(() => site?.close());

const ask = (path: string, who: Who | undefined, init?: RequestInit) =>
  site.ask(`/api/imports${path}`, who && { role: who.role, scope: [...who.scope] }, init);

function upload(content: BodyInit, name: string, who: Who | undefined = admin) {
  const headers = { 'content-type': 'application/octet-stream' };
  return ask(`?name=${encodeURIComponent(name)}`, who, { method: 'POST', headers, body: content });
}

function send(method: string, path: string, body: unknown, who: Who = admin) {
  const headers = { 'content-type': 'application/json' };
  return ask(path, who, { method, headers, body: JSON.stringify(body) });
}

/** Waits until nobody works on a job any more. */
async function settled(id: string, who: Who = admin): Promise<ImportJob> {
  for (;;) {
    const job = (await (await ask(`/${id}`, who)).json()) as ImportJob;
    if (!['inspecting', 'previewing', 'running'].includes(job.state)) return job;
    await new Promise((rest) => setTimeout(rest, 50));
  }
}

/** Uploads a file and says what it is; the job as it is once its preview stands. */
async function prepared(content: BodyInit, name: string, choice: object, who: Who = admin): Promise<ImportJob> {
  const reply = await upload(content, name, who);
  expect(reply.status).toBe(201);
  const { id } = (await reply.json()) as ImportJob;
  expect((await settled(id, who)).state).toBe('inspected');
  expect((await send('PUT', `/${id}/choice`, { layer: 'shelters', source: name, ...choice }, who)).status).toBe(202);
  return settled(id, who);
}

async function run(id: string, order = {}, who: Who = admin): Promise<ImportJob> {
  expect((await send('POST', `/${id}/run`, order, who)).status).toBe(202);
  return settled(id, who);
}

const detail = async (reply: Response) => ((await reply.json()) as { detail: string }).detail;
type Shelter = [id: string, name: string, persons: number | string, place: readonly number[] | null];
const shelters = (rows: Shelter[]) =>
  rows
    .map(([id, 名称, 容纳人数, coordinates]) => {
      const geometry = coordinates && { type: 'Point', coordinates };
      return JSON.stringify({ type: 'Feature', properties: { id, 名称, 室内: '是', 容纳人数 }, geometry });
    })
    .join('\n');
const inChaoyang = [125.32, 43.86];
const inNanguan = [125.35, 43.87];

describe('a delivery through the wizard', () => {
  test('is looked into, previewed, brought in, and undone', async () => {
    const before = await count(site.db, 'emergency.shelters');
    const csv = shelters([
      ['S1', '避难所一', 100, inChaoyang],
      ['S2', '避难所二', '乙', inChaoyang],
      ['S3', '避难所三', 5, null]
    ]);
    const job = await prepared(csv, '避难所.geojsonl', { note: '应急局台账，内部使用' });
    expect(job).toMatchObject({
      state: 'previewed',
      fileName: '避难所.geojsonl',
      by: { role: 'system_admin', scope: ['*'] }
    });
    expect(job.inspection).toMatchObject({ format: 'geojson' });
    expect(await count(site.db, 'emergency.shelters')).toBe(before);

    const preview = (await (await ask(`/${job.id}/preview`, admin)).json()) as Preview;
    expect(preview.counts).toMatchObject({ read: 3, ok: 1 });
    expect(preview.rows.map(({ errors }) => errors.length > 0)).toEqual([false, true, true]);
    expect(preview.mapping.place).toEqual({ by: 'geometry' });

    const done = await run(job.id);
    expect(done).toMatchObject({ state: 'done', problem: null, undone: false });
    expect(done.summary?.layers[0]).toMatchObject({ layer: 'shelters', inserted: 1, updated: 0 });
    expect(done.summary?.refusedRows).toBe(2);
    expect(await count(site.db, 'emergency.shelters')).toBe(before + 1);

    const refused = await ask(`/${job.id}/refused.csv`, admin);
    expect(refused.headers.get('content-type')).toContain('text/csv');
    expect(refused.headers.get('content-disposition')).toContain('attachment');
    const text = await refused.text();
    expect(text.split('\r\n').filter(Boolean)).toHaveLength(3);
    expect(text).toContain('避难所二');

    const past = ((await (await ask('', admin)).json()) as { past: PastImport[] }).past;
    expect(past[0]).toMatchObject({
      id: done.importId,
      layer: 'shelters',
      canUndo: true,
      note: '应急局台账，内部使用'
    });
    const undone = await send('POST', `/past/${done.importId}/undo`, {});
    expect(await undone.json()).toEqual({ undone: [{ layer: 'shelters', removed: 1, restored: 0 }] });
    expect(await count(site.db, 'emergency.shelters')).toBe(before);
    expect((await settled(job.id)).undone).toBe(true);
    const again = await send('POST', `/past/${done.importId}/undo`, {});
    expect(again.status).toBe(409);
    expect(await detail(again)).toContain('已经撤销');
  });

  test('leaves no file behind but what was refused', async () => {
    const job = await prepared(shelters([['S9', '避难所九', 100, inChaoyang]]), 'tidy.geojsonl', {});
    await run(job.id);
    expect(await readdir(`${files}/${job.id}`)).toEqual(['preview.json']);
    const other = await prepared(shelters([['S8', '避难所八', 100, inChaoyang]]), 'discarded.geojsonl', {});
    expect((await ask(`/${other.id}`, admin, { method: 'DELETE' })).status).toBe(204);
    expect(await readdir(files)).not.toContain(other.id);
    expect((await ask(`/${other.id}`, admin)).status).toBe(404);
  });

  test('with a mapping that cannot be used says so and can be told anew', async () => {
    const fields = { nonsense: { columns: ['名称'] } };
    const csv = shelters([['S4', '避难所四', 100, inChaoyang]]);
    const job = await prepared(csv, 'mapping.geojsonl', { mapping: { fields } });
    expect(job.state).toBe('inspected');
    expect(job.problem?.en).toContain('nonsense');
    await send('PUT', `/${job.id}/choice`, { layer: 'shelters', source: 'mapping.geojsonl' });
    expect(await settled(job.id)).toMatchObject({ state: 'previewed', problem: null });
  });
});

testWithSharedData('an OpenStreetMap file goes to its layers without a mapping', async () => {
  const reply = await upload(new Uint8Array(readFileSync(sharedData('osm/monaco.osm.pbf'))), 'monaco.osm.pbf');
  const { id } = (await reply.json()) as ImportJob;
  expect((await settled(id)).inspection).toMatchObject({ format: 'osm-pbf', layers: [] });
  await send('PUT', `/${id}/choice`, { layer: 'osm', source: 'monaco' });
  expect((await settled(id)).state).toBe('previewed');
  const done = await run(id);
  expect(done.summary?.layers.find(({ layer }) => layer === 'buildings')?.inserted).toBeGreaterThan(1000);
  expect((await send('POST', `/past/${done.importId}/undo`, {})).status).toBe(200);
});

describe('who may bring in what', () => {
  test('residents and departments may not come in', async () => {
    expect((await ask('', undefined)).status).toBe(403);
    expect((await ask('', { role: 'department', scope: ['*'] })).status).toBe(403);
    expect((await upload('a', 'a.geojsonl', { role: 'department', scope: ['*'] })).status).toBe(403);
  });

  test('rows outside the scope are refused with the reason, the others are taken', async () => {
    const csv = shelters([
      ['P1', '南关避难所', 10, inNanguan],
      ['P2', '朝阳避难所', 10, [125.28, 43.86]],
      ['P3', '荒郊', 10, [124.0, 43.0]]
    ]);
    const job = await prepared(csv, 'scope.geojsonl', {}, planner);
    const preview = (await (await ask(`/${job.id}/preview`, planner)).json()) as Preview;
    const { rows } = await site.db.pool.query<{ inside: boolean }>(
      `SELECT EXISTS (SELECT FROM governance.divisions WHERE code LIKE '220102%' AND ST_Intersects(geom, ST_SetSRID(ST_Point(125.35, 43.87), 4326))) AS inside`
    );
    expect(rows[0]!.inside).toBe(true);
    expect(preview.counts.ok).toBe(1);
    expect(preview.counts.refused).toEqual([expect.objectContaining({ reason: 'outside_scope', count: 2 })]);
    const done = await run(job.id, {}, planner);
    expect(done.summary?.layers[0]).toMatchObject({ inserted: 1 });
    expect(
      await count(site.db, 'emergency.shelters', `source = 'scope.geojsonl' AND division_code LIKE '220102%'`)
    ).toBe(1);
    expect(await count(site.db, 'emergency.shelters', `source = 'scope.geojsonl'`)).toBe(1);
  });

  test('a full delivery of a part ends nothing elsewhere, and changes nothing elsewhere', async () => {
    const whole = shelters([
      ['F1', '南关一', 10, inNanguan],
      ['F2', '南关二', 10, [125.35, 43.8703]],
      ['F3', '朝阳一', 10, [125.28, 43.86]]
    ]);
    await run((await prepared(whole, 'full.geojsonl', {})).id);
    const part = shelters([
      ['F1', '南关一', 10, inNanguan],
      ['F3', '搬到南关', 10, [125.35, 43.8705]]
    ]);
    const done = await run((await prepared(part, 'full.geojsonl', { full: true }, planner)).id, {}, planner);
    expect(done.summary?.layers[0]).toMatchObject({ inserted: 0, updated: 0, unchanged: 1, ended: 1 });
    const { rows } = await site.db.pool.query(
      `SELECT name FROM emergency.shelters WHERE source = 'full.geojsonl' ORDER BY name`
    );
    expect(rows).toEqual([{ name: '南关一' }, { name: '朝阳一' }]);
  });

  test('what others bring outside the scope is not there', async () => {
    const job = await prepared(shelters([['H1', '避难所', 1, inChaoyang]]), 'hidden.geojsonl', {});
    for (const reply of [
      await ask(`/${job.id}`, planner),
      await ask(`/${job.id}/preview`, planner),
      await send('POST', `/${job.id}/run`, {}, planner),
      await send('POST', `/${job.id}/cancel`, {}, planner)
    ])
      expect(reply.status).toBe(404);
    const list = (await (await ask('', planner)).json()) as { jobs: ImportJob[] };
    expect(list.jobs.every(({ by }) => by.scope.includes('220102'))).toBe(true);
    const done = await run(job.id);
    expect((await send('POST', `/past/${done.importId}/undo`, {}, planner)).status).toBe(404);
  });
});

describe('bad input', () => {
  test('is refused at the door: no bytes, too many, no name, a form of another site', async () => {
    expect((await upload('', 'empty.geojsonl')).status).toBe(422);
    expect((await upload(randomBytes(17 * 2 ** 20), 'large.geojsonl')).status).toBe(413);
    expect(
      (await ask('?name=a.geojsonl', admin, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })).status
    ).toBe(415);
    expect((await upload('a', '../a.geojsonl')).status).toBe(422);
    const foreign = { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'cross-site' };
    expect((await ask('?name=a.geojsonl', admin, { method: 'POST', headers: foreign, body: 'a' })).status).toBe(403);
    expect(await readdir(files)).not.toContain('a.geojsonl');
  });

  test('is told by its content, not its name', async () => {
    const { id } = (await (await upload(randomBytes(5000), 'points.geojsonl')).json()) as ImportJob;
    const job = await settled(id);
    expect(job.state).toBe('failed');
    expect(job.problem?.zh).toContain('points.geojsonl');
    expect(job.problem?.en).toContain('points.geojsonl');
  });

  test('a layer that is not filled by files, or is not there, is refused', async () => {
    const { id } = (await (await upload(shelters([['T1', '一', 1, inChaoyang]]), 't.geojsonl')).json()) as ImportJob;
    await settled(id);
    for (const layer of ['events', 'grids', 'nonsense'])
      expect((await send('PUT', `/${id}/choice`, { layer, source: 't' })).status).toBe(422);
    expect((await send('POST', `/${id}/run`, {})).status).toBe(409);
  });

  test('a delivery beside what is there runs only when that was confirmed', async () => {
    const { rows } = await site.db.pool.query<{ json: string }>(
      `SELECT ST_AsGeoJSON(geom, 7) AS json FROM asset.buildings
       WHERE geom && ST_MakeEnvelope(125.31, 43.87, 125.34, 43.90, 4326) LIMIT 1500`
    );
    const move = converter('wgs84', 'gcj02');
    const nested = (value: unknown): unknown =>
      typeof (value as number[])[0] === 'number' ? move(value as [number, number]) : (value as unknown[]).map(nested);
    const features = rows.map(({ json }, index) => {
      const geometry = JSON.parse(json) as { type: string; coordinates: unknown };
      const moved = { type: geometry.type, coordinates: nested(geometry.coordinates) };
      return { type: 'Feature', properties: { id: index + 1 }, geometry: moved };
    });
    const text = JSON.stringify({ type: 'FeatureCollection', features });
    const job = await prepared(text, 'shifted.geojson', { layer: 'buildings' });
    const preview = (await (await ask(`/${job.id}/preview`, admin)).json()) as Preview;
    expect(preview.frame.shift?.frame).toBe('gcj02');
    expect(preview.frame.shift!.arrows.length).toBeGreaterThan(5);
    const refused = await send('POST', `/${job.id}/run`, {});
    expect(refused.status).toBe(409);
    expect(await detail(refused)).toMatch(/偏移 \d+ 米/);
    await send('PUT', `/${job.id}/choice`, { layer: 'buildings', source: 'shifted', frame: 'gcj02' });
    expect(await settled(job.id)).toMatchObject({ state: 'previewed', choice: { frame: 'gcj02' } });
    const right = (await (await ask(`/${job.id}/preview`, admin)).json()) as Preview;
    expect(right.frame).toMatchObject({ frame: 'gcj02', how: 'stated', shift: null });
  });
});

describe('while one is running', () => {
  test('a second import into the same layer is told who is in the way', async () => {
    const one = await prepared(shelters([['B1', '一', 1, inChaoyang]]), 'one.geojsonl', {});
    const two = await prepared(shelters([['B2', '二', 1, inChaoyang]]), 'two.geojsonl', {});
    await site.db.pool.query(`UPDATE governance.import_jobs SET state = 'running', started_at = now() WHERE id = $1`, [
      one.id
    ]);
    const reply = await send('POST', `/${two.id}/run`, {});
    expect(reply.status).toBe(409);
    expect(await detail(reply)).toContain('系统管理员，1 分钟前开始');
    await site.db.pool.query(`UPDATE governance.import_jobs SET state = 'previewed' WHERE id = $1`, [one.id]);
    expect(await run(two.id)).toMatchObject({ state: 'done' });
  });

  test('an import that is cancelled leaves the database as it was', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i): Shelter => [
      `C${i}`,
      `名${i}`,
      1,
      [125.3 + (i % 300) / 1e4, 43.86 + (i % 200) / 1e4]
    ]);
    const job = await prepared(shelters(lines), 'long.geojsonl', {});
    expect((await send('POST', `/${job.id}/run`, {})).status).toBe(202);
    expect((await send('PUT', `/${job.id}/choice`, { layer: 'shelters', source: 'x' })).status).toBe(409);
    await new Promise((rest) => setTimeout(rest, 300));
    expect((await send('POST', `/${job.id}/cancel`, {})).status).toBe(202);
    expect(await settled(job.id)).toMatchObject({ state: 'cancelled', importId: null });
    expect(await count(site.db, 'emergency.shelters', `source = 'long.geojsonl'`)).toBe(0);
  });

  test('the work ends with its server, and nothing of it stays', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i): Shelter => [
      `K${i}`,
      `名${i}`,
      1,
      [125.3 + (i % 300) / 1e4, 43.86 + (i % 200) / 1e4]
    ]);
    const job = await prepared(shelters(lines), 'killed.geojsonl', {});
    const child = fork(fileURLToPath(new URL('../../server/import/jobs/work-process.ts', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc']
    });
    const path = `${files}/${job.id}/upload`;
    const upload = { path, name: 'killed.geojsonl', maxBytes: 1e9 };
    const choice = { layer: 'shelters', source: 'killed.geojsonl', note: '', full: false };
    const common = { ownerUrl: site.db.ownerUrl, scope: ['*'], acceptShift: false, refused: `${path}.refused` };
    child.send({ do: 'run', upload, choice, ...common });
    await once(child, 'message');
    child.disconnect();
    await once(child, 'exit');
    expect(await count(site.db, 'emergency.shelters', `source = 'killed.geojsonl'`)).toBe(0);
  });

  test('a job whose server was killed is found failed, and one that had been committed done', async () => {
    const store = new JobStore(files, 8);
    const work = new JobWork(site.db.pool, store, site.db.ownerUrl);
    const silent = `UPDATE governance.import_jobs SET state = 'running', started_at = now() - interval '1 hour',
      import_id = NULL, heartbeat_at = now() - interval '1 minute' WHERE id = $1`;
    const lost = await prepared(shelters([['L1', '一', 1, inChaoyang]]), 'lost.geojsonl', {});
    await site.db.pool.query(silent, [lost.id]);
    await work.failSilent();
    const found = await settled(lost.id);
    expect(found).toMatchObject({ state: 'failed', importId: null });
    expect(found.problem?.zh).toContain('数据库保持原样');
    // It can be begun again from where it was.
    const done = await run(lost.id);
    expect(done.state).toBe('done');
    await site.db.pool.query(silent, [lost.id]);
    await work.failSilent();
    expect(await settled(lost.id)).toMatchObject({ state: 'done', importId: done.importId });
    await work.close();
  });
});
