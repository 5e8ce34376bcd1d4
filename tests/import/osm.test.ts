import { gunzipSync } from 'node:zlib';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Summary } from '#server/import/summary.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { describeWithSharedData, sharedData, testWithSharedData as test } from '../support/shared.ts';
import { accounted, count, folder, part, refusals, run, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

function expectAccounted(summary: Summary): void {
  for (const layer of summary.layers) expect(accounted(layer), layer.layer).toBe(layer.read);
}

const nothingNew = (summary: Summary) => {
  expect(summary.layers.map(({ inserted, updated }) => inserted + updated)).toEqual(summary.layers.map(() => 0));
};

describeWithSharedData('Monaco', () => {
  let first: Summary;
  beforeAll(async () => {
    first = await run(db, 'osm', sharedData('osm/monaco.osm.pbf'));
  }, 60_000);

  test('its 1,183 building ways and 24 building relations are taken, but for a prison and a lone node', async () => {
    const buildings = part(first, 'buildings');
    expect(buildings).toMatchObject({ read: 1207, inserted: 1206, relations: 24 });
    expect(refusals(buildings)).toEqual({ wrong_geometry: 1 });
    expect(refusals(first.objects!).sensitive).toBe(1);
    expect(await count(db, 'asset.buildings', `source_id LIKE 'way/%'`)).toBe(1183 - 1);
  });

  test('its ten cameras are taken; a direction is kept, a view is not invented', async () => {
    expect(part(first, 'cameras').inserted).toBe(10);
    const { rows } = await db.pool.query(
      `SELECT azimuth_deg, view_geom FROM asset.cameras WHERE azimuth_deg IS NOT NULL ORDER BY 1`
    );
    expect(rows).toEqual([0, 160, 240].map((azimuth_deg) => ({ azimuth_deg, view_geom: null })));
  });

  test('its 2,379 highway ways are read, areas and what is not in use refused', () => {
    const roads = part(first, 'roads');
    expect(roads).toMatchObject({ read: 2381, relations: 2, inserted: 2353 });
    expect(refusals(roads)).toEqual({ wrong_geometry: 20, not_in_use: 8 });
  });

  test('no administrative boundary and no route relation is taken', () => {
    expect(refusals(first.objects!)).toMatchObject({ administrative_boundary: 34, route_relation: 42 });
    expect(first.layers.map(({ layer }) => layer)).not.toContain('divisions');
  });

  test('every object read is accounted for, and a second run changes nothing', async () => {
    expectAccounted(first);
    const second = await run(db, 'osm', sharedData('osm/monaco.osm.pbf'));
    expectAccounted(second);
    nothingNew(second);
    expect(await count(db, 'asset.buildings_history')).toBe(0);
  }, 60_000);

  test('what each layer got is on record', async () => {
    const { rows } = await db.pool.query(
      `SELECT read, inserted, file_sha256 FROM governance.imports WHERE layer = 'buildings' ORDER BY id LIMIT 1`
    );
    expect(rows).toEqual([
      { read: 1207, inserted: 1206, file_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }
    ]);
  });
});

describeWithSharedData('Liechtenstein', () => {
  test('of 8,992 building ways those that enclose something are taken, and 12 relations', async () => {
    const summary = await run(db, 'osm', sharedData('osm/liechtenstein.osm.pbf'));
    expectAccounted(summary);
    const buildings = part(summary, 'buildings');
    // 8,992 ways = 8,981 taken + 1 tagged building=no + 2 not closed + 8 that are outlines of relations.
    expect(buildings).toMatchObject({ read: 8998, inserted: 8993, relations: 12 });
    expect(refusals(buildings)).toEqual({ wrong_geometry: 5 });
    expect(part(summary, 'roads')).toMatchObject({ read: 4660, inserted: 4658 });
  }, 60_000);
});

describeWithSharedData('the campus in Beijing', () => {
  let summary: Summary;
  beforeAll(async () => {
    summary = await run(db, 'osm', sharedData('osm/beijing_cau.osm.gz'));
  }, 60_000);

  test('its 257 buildings are taken, 49 with a name', async () => {
    expect(part(summary, 'buildings').inserted).toBe(257);
    expect(
      await count(db, 'asset.buildings', `name IS NOT NULL AND geom && ST_MakeEnvelope(116, 39, 117, 41, 4326)`)
    ).toBe(49);
    expectAccounted(summary);
  });

  test('route relations do not widen the map beyond the campus', async () => {
    expect(refusals(summary.objects!)).toEqual({ route_relation: 96 });
    const { rows } = await db.pool.query<{ km: number }>(
      `SELECT ST_Length(ST_BoundingDiagonal(ST_Extent(geom)::geometry)::geography) / 1000 AS km
       FROM asset.roads WHERE geom && ST_MakeEnvelope(110, 35, 120, 45, 4326)`
    );
    expect(rows[0]!.km).toBeLessThan(12);
  });

  test('plain XML and gzipped XML are the same delivery', async () => {
    const xml = gunzipSync(readFileSync(sharedData('osm/beijing_cau.osm.gz')));
    const again = await run(db, 'osm', writeText(dir, 'campus.osm', xml));
    nothingNew(again);
    expect(part(again, 'buildings').unchanged).toBe(257);
  });
});

test('an extract that was cut off is refused', async () => {
  const before = await count(db, 'governance.imports');
  const [pbf, gz] = ['osm/monaco.osm.pbf', 'osm/beijing_cau.osm.gz'].map((path) => readFileSync(sharedData(path)));
  const cut = (name: string, bytes: Buffer) => {
    const path = join(dir, name);
    writeFileSync(path, bytes.subarray(0, bytes.length - 30_000));
    return run(db, 'osm', path);
  };
  await expect(cut('cut.osm.pbf', pbf!)).rejects.toThrow(/cannot be read to its end as OpenStreetMap/);
  await expect(cut('cut.osm.gz', gz!)).rejects.toThrow(/ends too early/);
  expect(await count(db, 'governance.imports')).toBe(before);
});

test('a dry run does everything and keeps nothing', async () => {
  const before = await count(db, 'governance.imports');
  const summary = await run(db, 'osm', sharedData('osm/monaco.osm.pbf'), { source: 'elsewhere', dryRun: true });
  expect(part(summary, 'buildings').inserted).toBe(1206);
  expect(await count(db, 'asset.buildings', `source = 'elsewhere'`)).toBe(0);
  expect(await count(db, 'governance.imports')).toBe(before);
});
