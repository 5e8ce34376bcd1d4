import { afterAll, beforeAll, expect, test } from 'vitest';
import { converter, type Frame } from '#geodata/spatial/datum.ts';
import { localFrame } from '#geodata/spatial/local_frame.ts';
import { ShiftRefusal } from '#server/import/datum-guard.ts';
import { ImportError } from '#server/import/import-error.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { count, feature, folder, part, point, run, square, writeLines, writeText, type Feature } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

type At = readonly [number, number];
const site: At = [125.3245, 43.8868];
const sites = Array.from({ length: 9 }, (_, i): At => [site[0] + i / 500, site[1] + i / 900]);
const cameras = (spots: readonly At[]) => spots.map(([x, y], id) => feature({ id, name: `路口${id}` }, point(x, y)));
const inFrame = (frame: Frame, spots = sites) => spots.map(converter('wgs84', frame));

/** How far the imported points of a source lie from where they should, metres. */
async function apart(source: string, at: At): Promise<number> {
  const { rows } = await db.pool.query<{ m: number }>(
    `SELECT ST_Distance(geom::geography, ST_SetSRID(ST_Point($2, $3), 4326)::geography) AS m
     FROM asset.cameras WHERE source = $1 AND source_id = '0'`,
    [source, ...at]
  );
  return rows[0]!.m;
}

test('every frame is brought to the same place, and the import says what it came in', async () => {
  for (const frame of ['wgs84', 'gcj02', 'bd09', 'epsg:4490', 'epsg:4530', 'epsg:4551', 'epsg:3857'] as const) {
    const path = writeLines(dir, 'frame.geojsonl', cameras(inFrame(frame)));
    const summary = await run(db, 'cameras', path, { source: frame, datum: frame });
    expect(part(summary, 'cameras').inserted, frame).toBe(9);
    expect(await apart(frame, site), frame).toBeLessThan(0.2);
    expect(await count(db, 'governance.imports', `source = '${frame}' AND frame = '${frame}'`)).toBe(1);
    const again = await run(db, 'cameras', path, { source: frame, datum: frame });
    expect(part(again, 'cameras').unchanged).toBe(9);
  }
});

test('a zone before the easting and a named frame are seen without being told', async () => {
  const zoned = writeLines(dir, 'zoned.geojsonl', cameras(inFrame('epsg:4530')));
  expect((await run(db, 'cameras', zoned, { source: 'zoned' })).frame).toBe('epsg:4530');
  expect(await apart('zoned', site)).toBeLessThan(0.01);
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4551' } };
  const features = cameras(inFrame('epsg:4551'));
  const named = writeText(dir, 'named.geojson', JSON.stringify({ type: 'FeatureCollection', crs, features }));
  expect((await run(db, 'cameras', named, { source: 'named' })).frame).toBe('epsg:4551');
  expect(await apart('named', site)).toBeLessThan(0.01);
});

test('coordinates that cannot be in their frame are refused in a sentence', async () => {
  const swap = (spots: readonly At[]) => spots.map(([x, y]): At => [y, x]);
  const feet = (spots: readonly At[]) => spots.map(([x, y]): At => [x / 0.3048, y / 0.3048]);
  const vaduz: At[] = [[9.52, 47.14]];
  const cases: [spots: readonly At[], datum: Frame | undefined, sentence: RegExp][] = [
    [inFrame('epsg:4551'), undefined, /its coordinates are metres: name their frame with --datum/],
    [inFrame('epsg:4530'), 'wgs84', /WGS84, but its coordinates are metres/],
    [feet(inFrame('epsg:4551')), 'epsg:4551', /seem to be feet/],
    [feet(inFrame('epsg:4551')), undefined, /seem to be feet/],
    [sites, 'epsg:4551', /central meridian 126°E, but its coordinates are degrees/],
    [swap(sites), undefined, /axes seem to be swapped: write longitude/],
    [swap(inFrame('epsg:4530')), 'epsg:4530', /axes seem to be swapped/],
    [vaduz, 'gcj02', /outside China, where coordinates are not shifted: import it with --datum wgs84/],
    [vaduz, 'bd09', /outside China/],
    // Seoul lies in the box of the shift, but not where anyone shifts.
    [[[126.98, 37.57]], 'gcj02', /outside China/],
    [inFrame('epsg:4529'), 'epsg:4530', /zone of epsg:4529/]
  ];
  for (const [spots, datum, sentence] of cases) {
    const path = writeLines(dir, 'contrary.geojsonl', cameras(spots));
    const error = await run(db, 'cameras', path, { source: 'contrary', datum }).catch((error: unknown) => error);
    expect(error, String(sentence)).toBeInstanceOf(ImportError);
    const { en, zh } = (error as ImportError).words;
    expect(en).toMatch(sentence);
    expect(en).not.toMatch(/\n|undefined|NaN/);
    expect(zh).toMatch(/[\u4e00-\u9fff].*。$/);
  }
  expect(await count(db, 'asset.cameras', `source = 'contrary'`)).toBe(0);
});

test('one feature of another frame among many is refused by itself', async () => {
  const mixed: Feature[] = [...cameras(sites), feature({ id: 'stray', name: '路口' }, point(445_717, 4_861_466))];
  const summary = part(await run(db, 'cameras', writeLines(dir, 'mixed.geojsonl', mixed)), 'cameras');
  expect(summary).toMatchObject({ inserted: 9, refused: [{ reason: 'coordinates_out_of_range', count: 1 }] });
});

test('areas are converted corner by corner', async () => {
  const ring = (square(...site) as { coordinates: At[][] }).coordinates[0]!;
  const moved = { type: 'Polygon', coordinates: [ring.map(converter('wgs84', 'bd09'))] };
  await run(db, 'buildings', writeLines(dir, 'area.geojsonl', [feature({ id: 1 }, moved)]), {
    ...{ source: 'area', datum: 'bd09' }
  });
  const { rows } = await db.pool.query<{ share: number }>(
    `SELECT ST_Area(ST_Intersection(geom, $1::geometry)) / ST_Area($1::geometry) AS share FROM asset.buildings WHERE source = 'area'`,
    [`SRID=4326;POLYGON((${ring.map((at) => at.join(' ')).join(',')}))`]
  );
  expect(rows[0]!.share).toBeGreaterThan(0.99);
});

test('a handful of points beside their namesakes is told by them', async () => {
  const points = (frame: Frame, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const at = converter('wgs84', frame)([site[0] + (i % 4) / 150, site[1] + Math.floor(i / 4) / 180]);
      return feature({ id: i, name: `第${i}小学`, category: 'school' }, point(at[0], at[1]));
    });
  await run(db, 'key_sites', writeLines(dir, 'schools.geojsonl', points('wgs84', 12)), { source: 'bureau' });
  for (const frame of ['gcj02', 'bd09'] as const) {
    const file = writeLines(dir, 'few.geojsonl', points(frame, 7));
    const error = await run(db, 'key_sites', file, { source: 'app' }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ShiftRefusal);
    const { shift } = error as ShiftRefusal;
    expect(shift.frame).toBe(frame);
    const [x, y] = localFrame([...site]).toPlane(converter('wgs84', frame)(site));
    expect(Math.hypot(shift.east_m - x, shift.north_m - y)).toBeLessThan(30);
    expect(part(await run(db, 'key_sites', file, { source: frame, datum: frame }), 'key_sites').inserted).toBe(7);
  }
  const beside = points('wgs84', 7).map((each, i) => ({
    ...each,
    properties: { id: i, name: `第${i}小学`, category: 'school' }
  }));
  expect(
    part(await run(db, 'key_sites', writeLines(dir, 'same.geojsonl', beside), { source: 'other' }), 'key_sites')
      .inserted
  ).toBe(7);
});
