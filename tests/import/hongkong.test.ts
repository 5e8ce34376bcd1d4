import { afterAll, beforeAll, expect } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { describeWithSharedData, sharedData, testWithSharedData as test } from '../support/shared.ts';
import { accounted, count, part, refusals, run } from './support.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

/** First and second run of one file: everything is accounted for, and the second changes nothing. */
async function twice(layer: string, path = `hongkong/${layer}.geojsonl.gz`) {
  const first = await run(db, layer, sharedData(path));
  const second = await run(db, layer, sharedData(path));
  const [a, b] = [part(first, layer), part(second, layer)];
  expect(accounted(a)).toBe(a.read);
  expect(b).toEqual({ ...a, inserted: 0, unchanged: a.inserted });
  expect(await count(db, `asset.${layer}`, `source = '${first.source}'`)).toBe(a.inserted);
  expect(await count(db, `asset.${layer}_history`)).toBe(0);
  return { ...a, peakMemoryMb: first.peakMemoryMb };
}

describeWithSharedData('Hong Kong', () => {
  test('all 100,505 buildings arrive, 971 of them repaired, in less than 512 MB', async () => {
    const buildings = await twice('buildings');
    expect(buildings).toMatchObject({ read: 100_505, inserted: 100_505, repaired: 971, refused: [] });
    // The file gives 58 of them the height 0 and 60,043 the 5 m by which OpenMapTiles draws what it does not know.
    expect(await count(db, 'asset.buildings', 'height_m IS NULL')).toBe(58);
    expect(await count(db, 'asset.buildings', 'height_m = 5')).toBe(60_043);
    expect(buildings.peakMemoryMb).toBeLessThanOrEqual(512);
  }, 120_000);

  test('of 182,592 features among the roads, those that are roads arrive', async () => {
    const roads = await twice('roads');
    expect(roads).toMatchObject({ read: 182_592, inserted: 175_496, duplicates: 8 });
    expect(refusals(roads)).toEqual({
      ...{ belongs_to_railways: 2514, not_for_layer: 2399, not_in_use: 1630, wrong_geometry: 532, missing_value: 13 }
    });
  }, 120_000);

  test('all 5,483 water areas arrive but for eight that are there twice', async () => {
    expect(await twice('water')).toMatchObject({ read: 5483, inserted: 5475, duplicates: 8, refused: [] });
  }, 60_000);

  test('of 23,122 areas of land use the military ones stay out', async () => {
    const landuse = await twice('landuse');
    expect(landuse).toMatchObject({ read: 23_122, inserted: 23_043, duplicates: 6 });
    expect(refusals(landuse)).toEqual({ sensitive: 69, not_for_layer: 4 });
  }, 60_000);

  test('parks become green; points are no areas', async () => {
    const green = await twice('green', 'hongkong/park.geojsonl.gz');
    expect(refusals(green)).toEqual({ wrong_geometry: 98 });
    expect(green.inserted).toBe(524);
  }, 60_000);

  test('points of interest become service points with their Chinese names', async () => {
    const points = await twice('service_points', 'hongkong/pois.geojsonl.gz');
    expect(points.inserted).toBe(32_047);
    const { rows } = await db.pool.query(
      `SELECT name_en, category FROM asset.service_points WHERE name = '大澳賽馬會診所'`
    );
    expect(rows).toEqual([{ name_en: 'Tai O Jockey Club Clinic', category: 'medical' }]);
  }, 60_000);
});

describeWithSharedData('Changchun', () => {
  test('roads of a shapefile keep class, one-way, bridge and speed', async () => {
    const summary = await run(db, 'roads', sharedData('changchun/roads.geojson'));
    expect(part(summary, 'roads')).toMatchObject({ read: 1253, inserted: 1253, refused: [] });
    expect(await count(db, 'asset.roads', `source = 'changchun/roads' AND name IS NOT NULL`)).toBe(543);
    expect(await count(db, 'asset.roads', `source = 'changchun/roads' AND oneway = 1`)).toBe(437);
    expect(await count(db, 'asset.roads', `source = 'changchun/roads' AND maxspeed_kmh IS NOT NULL`)).toBe(50);
  });

  test('its railways are told apart', async () => {
    await run(db, 'railways', sharedData('changchun/rail.geojson'));
    expect(await count(db, 'asset.railways', `class = 'light_rail'`)).toBe(8);
  });
});
