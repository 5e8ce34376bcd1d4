import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Role } from '#geodata/access/roles.ts';
import { converter } from '#geodata/spatial/datum.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
const as = (role: Role, scope: string[] = ['*']) => ({ role, scope });

async function take(layer: string, query: Record<string, string>, who?: ReturnType<typeof as>) {
  const response = await site.ask(`/api/layers/${layer}/export?${new URLSearchParams(query)}`, who);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
}
const takeJson = async (layer: string, query: Record<string, string>, who?: ReturnType<typeof as>) => {
  const { text } = await take(layer, { format: 'geojson', ...query }, who);
  return JSON.parse(text) as {
    features: { id: number; geometry: { coordinates: number[] }; properties: Record<string, unknown> }[];
    gezhi_export: Record<string, string>;
    crs?: { properties: { name: string } };
  };
};
const recorded = async (id: string | null) =>
  (await site.db.pool.query<Record<string, unknown>>('SELECT * FROM governance.exports WHERE id = $1', [id])).rows[0];

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  await site.db.pool.query(`
    INSERT INTO emergency.hydrants (source, source_id, code, kind, status, pressure_kpa, checked_on, division_code, geom)
    VALUES ('test', '1', '=cmd|''/c calc''!A1', 'hydrant', 'usable', 300, '2026-03-01', '220102002001', ST_SetSRID(ST_Point(125.3181, 43.8845), 4326)),
           ('test', '2', '第"二",号', 'crane', 'frozen', NULL, NULL, '220102002001', ST_SetSRID(ST_Point(125.32, 43.89), 4326)),
           ('test', '3', '-3', 'hydrant', 'faulty', 125, NULL, '220104001001', ST_SetSRID(ST_Point(125.28, 43.88), 4326))`);
  await site.db.pool.query(`
    INSERT INTO asset.buildings (source, source_id, name, kind, households, geom)
    VALUES ('test', 'b', '公开楼', 'residential', 424242, ST_Multi(ST_MakeEnvelope(125.3, 43.88, 125.301, 43.881, 4326)))`);
});
afterAll(() => site.close());

test('GeoJSON holds the features within scope, and says by which export, for whom and when', async () => {
  const all = await takeJson('hydrants', {}, as('commander'));
  expect(all.features).toHaveLength(3);
  expect(all.features[0]!.geometry.coordinates).toEqual([125.3181, 43.8845]);
  expect(all.gezhi_export).toMatchObject({ by: expect.stringContaining('commander'), frame: 'WGS84' });
  expect(Date.parse(all.gezhi_export.at!)).toBeGreaterThan(Date.now() - 60_000);
  expect((await takeJson('hydrants', {}, as('commander', ['220102']))).features).toHaveLength(2);
  expect((await takeJson('hydrants', {}, as('commander', []))).features).toEqual([]);
});

test('box, filter and time choose as they do elsewhere', async () => {
  const ids = async (query: Record<string, string>) =>
    (await takeJson('hydrants', query, as('commander'))).features.map(({ properties }) => properties.status);
  expect(await ids({ bbox: '125.31,43.88,125.319,43.886' })).toEqual(['usable']);
  expect(await ids({ filter: "kind = 'crane'" })).toEqual(['frozen']);
  expect(await ids({ as_of: '2020-01-01T00:00:00Z' })).toEqual([]);
  expect((await take('hydrants', { format: 'csv', filter: 'nonsense' }, as('commander'))).status).toBe(400);
});

test('nobody takes what they may not see: layers, columns, or columns by way of a filter', async () => {
  expect((await take('hydrants', { format: 'csv' })).status).toBe(403);
  expect((await take('no_such', { format: 'csv' })).status).toBe(404);
  const { text } = await take('buildings', { format: 'csv' });
  expect(text).toContain('公开楼');
  expect(text).not.toContain('424242');
  expect((await take('buildings', { format: 'csv', filter: 'households = 424242' })).status).toBe(400);
});

test('CSV begins with the mark of UTF-8, ends its lines as Excel does, and runs no formula', async () => {
  const { bytes, text, headers } = await take('hydrants', { format: 'csv' }, as('commander'));
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = text.slice(1).split('\r\n');
  expect(lines[0]).toBe(
    'id,code,kind,status,pressure_kpa,checked_on,division_code,grid_code,source,observed_at,valid_from,lng,lat,export_ref'
  );
  expect(lines).toHaveLength(5);
  expect(lines[1]).toContain(",'=cmd|'/c calc'!A1,hydrant,");
  expect(lines[2]).toContain(',"第""二"",号",crane,');
  expect(lines[3]).toContain(",'-3,hydrant,faulty,125,");
  for (const line of lines.slice(1, 4)) expect(line).toContain(headers.get('x-export-id')!);
});

test('CSV in words is in the words of the registry', async () => {
  const { text } = await take('hydrants', { format: 'csv', words: 'zh' }, as('commander'));
  expect(text).toContain('id,编号,类型,状态,水压 (kPa),上次检查,');
  expect(text).toContain(',消火栓,可用,300,');
});

test('frames: degrees of CGCS2000, metres of a zone, GCJ-02, each labelled', async () => {
  const inFrame = (frame: string) => takeJson('hydrants', { frame, filter: "status = 'usable'" }, as('commander'));
  const cgcs = await inFrame('epsg:4490');
  expect(cgcs.crs?.properties.name).toBe('urn:ogc:def:crs:EPSG::4490');
  expect(cgcs.features[0]!.geometry.coordinates).toEqual([125.3181, 43.8845]);
  const zone = await inFrame('epsg:4551');
  const [east, north] = converter('wgs84', 'epsg:4551')([125.3181, 43.8845]);
  expect(zone.features[0]!.geometry.coordinates[0]).toBeCloseTo(east, 2);
  expect(zone.features[0]!.geometry.coordinates[1]).toBeCloseTo(north, 2);
  const gcj = await inFrame('gcj02');
  const [lng, lat] = converter('wgs84', 'gcj02')([125.3181, 43.8845]);
  expect(gcj.features[0]!.geometry.coordinates[0]).toBeCloseTo(lng, 6);
  expect(gcj.features[0]!.geometry.coordinates[1]).toBeCloseTo(lat, 6);
  expect(gcj.gezhi_export.frame).toContain('GCJ-02');
  expect(
    (await take('hydrants', { format: 'csv', frame: 'gcj02' }, as('commander'))).headers.get('content-disposition')
  ).toContain('_gcj02_');
  for (const frame of ['bd09', 'epsg:3857', 'epsg:27700', 'x'])
    expect((await take('hydrants', { format: 'csv', frame }, as('commander'))).status, frame).toBe(422);
});

test('a GeoPackage holds the features with their types, frame and watermark', async () => {
  for (const [frame, srs] of [
    ['wgs84', 4326],
    ['epsg:4490', 4490],
    ['epsg:4551', 4551]
  ] as const) {
    const { status, bytes, headers } = await take('hydrants', { format: 'gpkg', frame }, as('commander'));
    expect(status).toBe(200);
    expect(Number(headers.get('content-length'))).toBe(bytes.length);
    const dir = mkdtempSync(join(tmpdir(), 'gezhi-test-'));
    try {
      writeFileSync(join(dir, 'out.gpkg'), bytes);
      const db = new DatabaseSync(join(dir, 'out.gpkg'), { readOnly: true });
      expect(db.prepare('SELECT count(*) AS n FROM hydrants').get()).toEqual({ n: 3 });
      expect(
        db
          .prepare('SELECT organization_coordsys_id AS id FROM gpkg_contents JOIN gpkg_spatial_ref_sys USING (srs_id)')
          .get()
      ).toEqual({ id: srs });
      expect(JSON.stringify(db.prepare('SELECT metadata FROM gpkg_metadata').all())).toContain(
        headers.get('x-export-id')!
      );
      db.close();
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
});

test('a GeoPackage in GCJ-02 does not pass for WGS84', async () => {
  const { bytes } = await take('hydrants', { format: 'gpkg', frame: 'gcj02' }, as('commander'));
  expect(bytes.toString('latin1')).toContain('GCJ-02 (offset coordinates');
});

test('every export is written down with who, what, how much and the checksum of what left', async () => {
  const { headers, bytes } = await take(
    'hydrants',
    { format: 'csv', filter: "kind = 'crane'" },
    as('planner', ['2201'])
  );
  await vi.waitFor(async () =>
    expect(await recorded(headers.get('x-export-id'))).toMatchObject({
      ...{
        role: 'planner',
        account: null,
        scope: '2201',
        layer: 'hydrants',
        format: 'csv',
        frame: 'wgs84',
        rows: 1,
        outcome: 'done'
      },
      ...{
        selection: { filter: "kind = 'crane'" },
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex')
      }
    })
  );
  const { rows } = await site.db.pool.query<{ action: string; result: string }>(
    'SELECT action, result FROM audit.entries WHERE object = $1',
    [`exports/${headers.get('x-export-id')}`]
  );
  expect(rows).toEqual([{ action: 'export.take', result: 'done' }]);
});

test('more than the role may take is refused with both numbers, written down, and nothing leaves', async () => {
  await site.db.pool.query("UPDATE governance.export_ceilings SET rows = 2 WHERE role = 'responder'");
  const id = randomUUID();
  const { status, text } = await take('hydrants', { format: 'csv', id }, as('responder'));
  expect(status).toBe(403);
  expect(JSON.parse(text)).toMatchObject({ type: '/problems/export-too-large', rows: 3, ceiling: 2 });
  expect(text).not.toContain('crane');
  expect(await recorded(id)).toMatchObject({ outcome: 'refused', rows: 3, sha256: null });
  expect((await take('hydrants', { format: 'csv', filter: "kind = 'hydrant'" }, as('responder'))).status).toBe(200);
});

test('an export id serves once, and tells its own taker and nobody else how far it has come', async () => {
  const id = randomUUID();
  expect((await take('hydrants', { format: 'csv', id }, as('commander'))).status).toBe(200);
  expect((await take('hydrants', { format: 'csv', id }, as('commander'))).status).toBe(409);
  const asked = await site.ask(`/api/exports/${id}`, as('commander'));
  expect(await asked.json()).toEqual({ state: 'done', rows: 3, of: 3 });
  expect((await site.ask(`/api/exports/${id}`, as('planner'))).status).toBe(404);
  expect((await site.ask(`/api/exports/${randomUUID()}`, as('commander'))).status).toBe(404);
});

test('the list of exports is for those who supervise', async () => {
  expect((await site.ask('/api/exports', as('commander'))).status).toBe(403);
  expect((await site.ask('/api/exports')).status).toBe(403);
  const { exports } = (await (await site.ask('/api/exports', as('audit_admin', []))).json()) as {
    exports: { layer: string }[];
  };
  expect(exports.length).toBeGreaterThan(5);
});

test('who hangs up ends the export, and it is written down as cancelled', async () => {
  await site.db.pool.query(`
    INSERT INTO asset.landuse (source, source_id, class, name, geom)
    SELECT 'test', n::text, 'other', repeat('长', 300), ST_Multi(ST_Buffer(ST_SetSRID(ST_Point(125 + n * 0.00001, 43), 4326), 0.001, 32)) FROM generate_series(1, 8000) AS n`);
  const id = randomUUID();
  const gone = new AbortController();
  const response = await site.ask(`/api/layers/landuse/export?format=geojson&id=${id}`, as('planner'), {
    signal: gone.signal
  });
  const reader = response.body!.getReader();
  await reader.read();
  gone.abort();
  await reader.read().catch(() => {});
  await vi.waitFor(async () => expect(await recorded(id)).toMatchObject({ outcome: 'cancelled', sha256: null }), {
    timeout: 10_000
  });
});

test('an export whose server was stopped in the middle is written down as failed once another ends', async () => {
  const id = randomUUID();
  await site.db.pool.query(
    `INSERT INTO governance.exports (id, role, scope, layer, format, frame, rows, began_at)
     VALUES ($1, 'planner', '*', 'roads', 'csv', 'wgs84', 5, now() - interval '1 hour')`,
    [id]
  );
  await take('hydrants', { format: 'csv' }, as('commander'));
  await vi.waitFor(async () => expect(await recorded(id)).toMatchObject({ outcome: 'failed' }));
});

test('HEAD takes nothing', async () => {
  const count = async () =>
    (await site.db.pool.query<{ n: string }>('SELECT count(*) AS n FROM governance.exports')).rows[0]!.n;
  const before = await count();
  expect((await site.ask('/api/layers/hydrants/export?format=csv', as('commander'), { method: 'HEAD' })).status).toBe(
    200
  );
  expect(await count()).toBe(before);
});

test('an export that has ended is never rewritten', async () => {
  await expect(site.db.pool.query("UPDATE governance.exports SET outcome = 'failed'")).rejects.toThrow('has ended');
});
