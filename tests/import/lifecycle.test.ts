import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listImports, undoImport } from '#server/import/undo.service.ts';
import { root } from '../../scripts/provision/root.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { accounted, count, feature, folder, part, run, square, writeLines, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const building = (id: number | string, floors: number, at = 125.3) =>
  feature({ id, floors }, square(at + Number(id) / 100, 43.9));

/** Brings in buildings `id: floors` of a source. */
async function bring(source: string, floors: Record<string, number>, more = {}) {
  const rows = Object.entries(floors).map(([id, count]) => building(id, count));
  const summary = await run(db, 'buildings', writeLines(dir, `${source}.geojsonl`, rows), { source, ...more });
  return { ...part(summary, 'buildings'), id: summary.id! };
}

/** What the map has of a source now: `id: floors`. */
async function present(source: string): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ source_id: string; floors: number }>(
    'SELECT source_id, floors FROM asset.buildings WHERE source = $1',
    [source]
  );
  return Object.fromEntries(rows.map(({ source_id, floors }) => [source_id, floors]));
}

test('a full delivery ends what it no longer holds, and only of its own source', async () => {
  await bring('other', { 9: 9 });
  await bring('full', { 1: 6, 2: 7, 3: 8 });
  expect(await bring('full', { 1: 6 })).toMatchObject({ unchanged: 1, ended: 0 });
  const summary = await bring('full', { 1: 6, 2: 70 }, { full: true });
  expect(summary).toMatchObject({ unchanged: 1, updated: 1, ended: 1 });
  expect(accounted(summary)).toBe(summary.read);
  expect(await present('full')).toEqual({ 1: 6, 2: 70 });
  expect(await present('other')).toEqual({ 9: 9 });
  expect(
    await count(db, 'asset.buildings_history', `source = 'full' AND source_id = '3' AND valid_to IS NOT NULL`)
  ).toBe(1);
  expect(await count(db, 'governance.imports', `source = 'full' AND is_full AND ended = 1`)).toBe(1);
});

test('what a full delivery holds but cannot give has not vanished', async () => {
  await bring('spoilt', { 1: 6, 2: 7, 3: 8 });
  const rows = [building(1, 6), building(2, 900), feature({ id: 3 }, null)];
  const file = writeLines(dir, 'spoilt.geojsonl', rows);
  expect(part(await run(db, 'buildings', file, { source: 'spoilt', full: true }), 'buildings').ended).toBe(0);
  expect(await present('spoilt')).toEqual({ 1: 6, 2: 7, 3: 8 });
});

test('a full OpenStreetMap delivery must have a name of its own', async () => {
  const file = writeText(dir, 'x.osm', '<osm version="0.6"></osm>');
  await expect(run(db, 'osm', file, { full: true })).rejects.toThrow(/name yours with --source/);
});

test('undo brings back the day before: inserted rows go, changed and ended ones return', async () => {
  await bring('undo', { 1: 6, 2: 7, 3: 8 });
  const { id } = await bring('undo', { 1: 6, 2: 70, 4: 9 }, { full: true });
  expect(await present('undo')).toEqual({ 1: 6, 2: 70, 4: 9 });
  const { rows: before } = await db.pool.query(
    `SELECT id FROM asset.buildings_history WHERE source = 'undo' AND source_id = '3'`
  );
  expect(await undoImport(db.ownerUrl, id)).toEqual([{ layer: 'buildings', removed: 1, restored: 2 }]);
  expect(await present('undo')).toEqual({ 1: 6, 2: 7, 3: 8 });
  const { rows: after } = await db.pool.query(
    `SELECT id FROM asset.buildings WHERE source = 'undo' AND source_id = '3'`
  );
  expect(after).toEqual(before);
  await expect(undoImport(db.ownerUrl, id)).rejects.toThrow(/is undone already/);
  expect((await listImports(db.ownerUrl)).find((each) => each.id === id)!.undone_at).not.toBeNull();
});

test('undo refuses when a later import changed the same rows, says which, and works once that is undone', async () => {
  const first = await bring('later', { 1: 6, 2: 7 });
  const second = await bring('later', { 1: 60 });
  const third = await bring('later', { 3: 5 });
  await expect(undoImport(db.ownerUrl, first.id)).rejects.toThrow(
    `Import ${first.id} cannot be undone: 1 of its rows in buildings were changed since by import ${second.id}; undo that first.`
  );
  expect(await present('later')).toEqual({ 1: 60, 2: 7, 3: 5 });
  await undoImport(db.ownerUrl, second.id);
  await undoImport(db.ownerUrl, first.id);
  expect(await present('later')).toEqual({ 3: 5 });
  await undoImport(db.ownerUrl, third.id);
  expect(await present('later')).toEqual({});
});

test('undo refuses when people changed the rows since, also when they came back after having been ended', async () => {
  const { id } = await bring('hand', { 1: 6 });
  await db.pool.query(`UPDATE asset.buildings SET households = 12 WHERE source = 'hand'`);
  await expect(undoImport(db.ownerUrl, id)).rejects.toThrow(/were changed since by hand/);
  await bring('back', { 1: 6, 2: 7 });
  const ending = await bring('back', { 1: 6 }, { full: true });
  const again = await bring('back', { 2: 7 });
  await expect(undoImport(db.ownerUrl, ending.id)).rejects.toThrow(new RegExp(`by import ${again.id};`));
});

test('an import that is not there is named', async () => {
  await expect(undoImport(db.ownerUrl, '999999')).rejects.toThrow(/There is no import 999999/);
  await expect(undoImport(db.ownerUrl, 'x')).rejects.toThrow(/There is no import x/);
});

test('all layers of an OpenStreetMap file are undone together', async () => {
  const node = (id: number, lat: number, lon: number, tag = '') =>
    `<node id="${id}" lat="${lat}" lon="${lon}">${tag}</node>`;
  const text = `<osm version="0.6">${node(1, 43.9, 125.3)}${node(2, 43.901, 125.3)}${node(3, 43.901, 125.301)}
    ${node(4, 43.9, 125.31, '<tag k="amenity" v="toilets"/><tag k="name" v="公厕"/>')}
    <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way></osm>`;
  const summary = await run(db, 'osm', writeText(dir, 'two.osm', text), { source: 'two' });
  expect(summary.layers.map(({ layer }) => layer).sort()).toEqual(['buildings', 'service_points']);
  const undone = await undoImport(db.ownerUrl, summary.id!);
  expect(undone.map(({ removed }) => removed)).toEqual([1, 1]);
  for (const layer of ['buildings', 'service_points'])
    expect(await count(db, `asset.${layer}`, `source = 'two'`)).toBe(0);
});

test('the command lists imports and undoes one', async () => {
  const { id } = await bring('typed', { 1: 6 });
  const command = async (...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: db.ownerUrl };
    return (await promisify(execFile)(process.execPath, [join(root, 'scripts/import.ts'), ...args], { cwd: root, env }))
      .stdout;
  };
  expect(await command('list')).toMatch(
    new RegExp(`^ +${id} .* buildings +1 inserted, 0 updated, 0 ended  typed$`, 'm')
  );
  expect(await command('undo', id)).toMatch(/is undone\.\nbuildings: 1 removed, 0 as they were before/);
  expect(await command('list')).toMatch(new RegExp(`^ +${id} .*\\(undone\\)$`, 'm'));
}, 60_000);
