import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from 'vitest';
import { converter, type Frame } from '#geodata/spatial/datum.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { findLayer } from '#geodata/layers/index.ts';
import { findShift, ShiftRefusal } from '#server/import/datum-guard.ts';
import type { Stage } from '#server/import/stage.queries.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { describeWithSharedData, sharedData, testWithSharedData as test } from '../support/shared.ts';
import { count, feature, folder, part, run, writeLines, writeText, type Feature } from './support.ts';

const dir = folder();
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

type Nested = [number, number] | Nested[];

function moved(nested: Nested, move: (at: LngLat) => readonly [number, number]): Nested {
  return typeof nested[0] === 'number'
    ? [...move(nested as LngLat)]
    : (nested as Nested[]).map((inner) => moved(inner, move));
}

/** The rows of a layer as a file in another frame. */
async function fileOf(layer: string, frame: Frame, where = 'true'): Promise<string> {
  const { rows } = await db.pool.query<{ id: string; properties: object; geom: { type: string; coordinates: Nested } }>(
    `SELECT source_id AS id, to_jsonb(t) - 'geom' - 'id' - 'source' AS properties, ST_AsGeoJSON(geom)::jsonb AS geom
     FROM asset.${layer} AS t WHERE ${where}`
  );
  const move = converter('wgs84', frame);
  const features: Feature[] = rows.map(({ properties, geom }) =>
    feature(properties, { ...geom, coordinates: moved(geom.coordinates, move) })
  );
  return writeLines(dir, `${layer}-${frame}.geojsonl`, features);
}

/** The refusal, and how far its shift is from the true one where it was measured. */
async function refusal(layer: string, file: string, frame: Frame, more = {}) {
  const error = await run(db, layer, file, { source: 'app', ...more }).catch((error: unknown) => error);
  expect(error, `${layer} in ${frame}`).toBeInstanceOf(ShiftRefusal);
  const { shift, words } = error as ShiftRefusal;
  const [x, y] = localFrame(shift.at).toPlane(converter(frame, 'wgs84')(shift.at));
  const turn = (shift.azimuthDeg * Math.PI) / 180;
  const off = Math.hypot(shift.metres * Math.sin(turn) + x, shift.metres * Math.cos(turn) + y);
  return { shift, words, off };
}

const shifted = ['gcj02', 'bd09'] as const;

describeWithSharedData('the campus in Beijing', () => {
  beforeAll(() => run(db, 'osm', sharedData('osm/beijing_cau.osm.gz')), 180_000);
  const campus = `geom && ST_MakeEnvelope(116, 39, 117, 41, 4326) AND source = 'osm'`;

  test('moved to GCJ-02 and BD-09 it is refused with the shift within 30 m, and taken with --datum', async () => {
    for (const frame of shifted) {
      for (const layer of ['buildings', 'roads']) {
        const file = await fileOf(layer, frame, campus);
        const { shift, words, off } = await refusal(layer, file, frame);
        expect(off, `${layer} in ${frame}`).toBeLessThan(30);
        expect(shift.frame).toBe(frame);
        expect(words.en).toMatch(new RegExp(`lies ${shift.metres} m to the .* that are there, .*--datum ${frame}`));
        expect(words.zh).toMatch(/整体向[东南西北]+偏移 \d+ 米.*--accept-shift。/);
        expect(await count(db, `asset.${layer}`, `source = 'app'`)).toBe(0);
        const summary = await run(db, layer, file, { source: `right ${frame}`, datum: frame });
        expect(part(summary, layer).inserted).toBeGreaterThan(200);
        await db.pool.query(`DELETE FROM asset.${layer} WHERE source LIKE 'right%'`);
      }
    }
  }, 180_000);

  test('moved as an OpenStreetMap file it is refused too', async () => {
    const xml = gunzipSync(readFileSync(sharedData('osm/beijing_cau.osm.gz'))).toString();
    const move = converter('wgs84', 'gcj02');
    const text = xml.replace(/ lat="([\d.]+)" lon="([\d.]+)"/g, (_, lat: string, lon: string) => {
      const [x, y] = move([Number(lon), Number(lat)]);
      return ` lat="${y}" lon="${x}"`;
    });
    const file = writeText(dir, 'moved.osm', text);
    expect((await refusal('osm', file, 'gcj02', { source: 'moved' })).off).toBeLessThan(30);
    expect((await run(db, 'osm', file, { source: 'moved', datum: 'gcj02', dryRun: true })).frame).toBe('gcj02');
  }, 180_000);

  test('said to be GCJ-02 while it is WGS84, it is refused and WGS84 named', async () => {
    const file = await fileOf('buildings', 'wgs84', campus);
    const error = await run(db, 'buildings', file, { source: 'app', datum: 'gcj02' }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ShiftRefusal);
    expect((error as ShiftRefusal).shift.frame).toBe('wgs84');
  }, 120_000);

  test('an accepted shift is taken and kept with the import', async () => {
    const file = await fileOf('buildings', 'bd09', campus);
    const summary = await run(db, 'buildings', file, { source: 'accepted', acceptShift: true });
    const { inserted, shift } = part(summary, 'buildings');
    expect(inserted).toBe(257);
    const { rows } = await db.pool.query<{ frame: string; shift_m: number; shift_azimuth_deg: number }>(
      `SELECT frame, shift_m, shift_azimuth_deg FROM governance.imports WHERE source = 'accepted'`
    );
    expect(rows).toEqual([{ frame: 'wgs84', shift_m: shift!.metres, shift_azimuth_deg: shift!.azimuthDeg }]);
    await db.pool.query(`DELETE FROM asset.buildings WHERE source = 'accepted'`);
  }, 120_000);
});

describeWithSharedData('Changchun', () => {
  beforeAll(() => run(db, 'roads', sharedData('changchun/roads.geojson')), 180_000);

  test('its roads moved to GCJ-02 and BD-09 are refused with the shift within 30 m', async () => {
    for (const frame of shifted) {
      const file = await fileOf('roads', frame, `source LIKE 'changchun/%'`);
      const { shift, off } = await refusal('roads', file, frame);
      expect(off, frame).toBeLessThan(30);
      expect(shift.frame).toBe(frame);
    }
  }, 180_000);

  test('the same source that comes back in GCJ-02 is refused', async () => {
    const file = await fileOf('roads', 'gcj02', `source LIKE 'changchun/%'`);
    expect((await refusal('roads', file, 'gcj02', { source: 'changchun/roads' })).off).toBeLessThan(30);
  }, 120_000);

  test('they contradict roads of another survey as well', async () => {
    const other = await testDatabase();
    try {
      const major = sharedData('jilin/major_roads.geojson.gz');
      expect(part(await run(other, 'roads', major), 'roads').inserted).toBeGreaterThan(10_000);
      const file = await fileOf('roads', 'gcj02', `source LIKE 'changchun/%'`);
      await expect(run(other, 'roads', file)).rejects.toThrow(ShiftRefusal);
      await run(other, 'roads', sharedData('changchun/roads.geojson'));
    } finally {
      await other.drop();
    }
  }, 120_000);
});

/** What the guard says of some rows of a layer as if they were delivered, against the layer or some of its rows. */
async function guarded(layer: string, delivered: string, there = 'true') {
  const client = await db.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `CREATE TEMP TABLE delivered ON COMMIT DROP AS SELECT geom FROM asset.${layer} WHERE ${delivered}`
    );
    await client.query(`CREATE TEMP TABLE there ON COMMIT DROP AS SELECT geom FROM asset.${layer} WHERE ${there}`);
    // Only places are delivered here, no names.
    const table = { layer: findLayer(layer)!, sql: 'there', columns: [] } as unknown as Stage['table'];
    return await findShift(client, { name: 'delivered', table }, 'wgs84');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

describeWithSharedData('what lies where it should is never refused', () => {
  for (const place of ['monaco', 'liechtenstein']) {
    test(`${place}, on empty ground, again, by halves, and as an import under another name`, async () => {
      const file = sharedData(`osm/${place}.osm.pbf`);
      const source = `source = '${place}'`;
      await run(db, 'osm', file, { source: place });
      for (const layer of ['buildings', 'roads', 'landuse', 'green', 'water', 'service_points']) {
        expect(await guarded(layer, source), layer).toBeNull();
        expect(await guarded(layer, `${source} AND id % 2 = 0`, `${source} AND id % 2 = 1`), layer).toBeNull();
      }
      await run(db, 'osm', file, { source: 'again', dryRun: true });
    }, 300_000);
  }

  test('Hong Kong, layer after layer, again and by halves; but its points of interest in GCJ-02 are', async () => {
    const source = `source LIKE 'hongkong/%'`;
    for (const [layer, file] of [
      ['buildings', 'buildings'],
      ['roads', 'roads'],
      ['service_points', 'pois'],
      ['landuse', 'landuse']
    ] as const) {
      await run(db, layer, sharedData(`hongkong/${file}.geojsonl.gz`));
      expect(await guarded(layer, source), layer).toBeNull();
      expect(await guarded(layer, `${source} AND id % 2 = 0`, `${source} AND id % 2 = 1`), layer).toBeNull();
    }
    const points = await fileOf('service_points', 'gcj02', source);
    expect((await refusal('service_points', points, 'gcj02')).off).toBeLessThan(30);
  }, 600_000);
});
