import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import type { Layer } from '#geodata/layers/define.ts';
import { boxOf, tileAt, tilesOver } from '#geodata/spatial/tile.ts';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { root } from '../../scripts/provision/root.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { draw } from './support/draw.ts';

const counted = layers.filter((layer) => layer.aggregated);
const hydrants = layers.find(({ id }) => id === 'hydrants')!;
const city = [125.2, 43.8, 125.5, 44.0] as const;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await insertDivisions(db.pool);
  // Close together, on corners and edges of tiles, on one spot, and at the ends of the world.
  await db.pool.query(`
    INSERT INTO emergency.hydrants (source, source_id, kind, division_code, geom)
    SELECT 'test', n::text, 'hydrant', CASE n % 3 WHEN 0 THEN '220102002001' WHEN 1 THEN '220104001001' END, ST_SetSRID(spot, 4326)
    FROM (SELECT row_number() OVER () AS n, spot FROM (
      SELECT ST_Point(125.2 + 0.3 * (i * 7919 % 1000) / 1000, 43.8 + 0.2 * (i * 104729 % 997) / 997) AS spot FROM generate_series(1, 3000) i
      UNION ALL SELECT ST_Point(125.33, 43.9) FROM generate_series(1, 50)
      UNION ALL SELECT ST_Point(tiles.lng(14, 13900 + i), tiles.lat(14, 5900 + j)) FROM generate_series(0, 3) i, generate_series(0, 3) j
      UNION ALL SELECT ST_Point(lng, lat) FROM unnest(ARRAY[-180, -179.99, 0, 179.99, 180]) lng, unnest(ARRAY[-85, 0, 85]) lat
    ) AS spots) AS rows`);
});
afterAll(() => db.drop());

async function total(layer: Layer, z: number, scope: string): Promise<number> {
  let sum = 0;
  const drawn = await db.pool.query<{ tile: Buffer }>(
    `SELECT tiles.${layer.id}($1, x, y, $2) AS tile FROM (
       SELECT DISTINCT x >> (16 - $1) AS x, y >> (16 - $1) AS y FROM tiles.counts WHERE layer = $3 AND x IS NOT NULL) AS cells`,
    [z, JSON.stringify({ scope, projection: 'staff' }), layer.id]
  );
  for (const { tile } of drawn.rows) {
    const features = tile.length ? new VectorTile(new PbfReader(tile)).layers[layer.id]! : { length: 0 };
    for (let index = 0; index < features.length; index++) {
      const { properties } = (features as InstanceType<typeof VectorTile>['layers'][string]).feature(index);
      expect(Object.keys(properties)).toEqual(['point_count']);
      sum += Number(properties.point_count);
    }
  }
  return sum;
}

test.each(Array.from({ length: hydrants.minzoom }, (_, z) => z))(
  'at zoom %i the tiles add up to the number of features, for every scope',
  async (z) => {
    const { rows } = await db.pool.query<{ all: number; ours: number; both: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE division_code LIKE '220102%')::int AS ours,
            count(*) FILTER (WHERE division_code IS NOT NULL)::int AS both FROM emergency.hydrants`
    );
    const { all, ours, both } = rows[0]!;
    expect(await total(hydrants, z, '*')).toBe(all);
    expect(await total(hydrants, z, '220102')).toBe(ours);
    expect(await total(hydrants, z, '22')).toBe(both);
    expect(await total(hydrants, z, '220102,220104')).toBe(both);
  }
);

test('counts stay true while rows are moved and removed, before and after they are compacted', async () => {
  await db.pool.query(
    `UPDATE emergency.hydrants SET geom = ST_Translate(geom, 0.03, 0.01) WHERE id % 5 = 0 AND ST_X(geom) BETWEEN 0 AND 150`
  );
  await db.pool.query(`DELETE FROM emergency.hydrants WHERE id % 7 = 0`);
  const { rows } = await db.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM emergency.hydrants');
  for (const z of [0, 9, 14]) expect(await total(hydrants, z, '*')).toBe(rows[0]!.n);
  await db.pool.query('SELECT tiles.compact_counts()');
  for (const z of [0, 9, 14]) expect(await total(hydrants, z, '*')).toBe(rows[0]!.n);
});

test('a count stands within its tile, among what it counts', async () => {
  for (const z of [3, 8, 11, 13, 14]) {
    const tile = tileAt([125.33, 43.9], z);
    const { rows } = await db.pool.query<{ tile: Buffer }>('SELECT tiles.hydrants($1, $2, $3, $4) AS tile', [
      z,
      tile.x,
      tile.y,
      '{"scope": "*", "projection": "staff"}'
    ]);
    const drawn = new VectorTile(new PbfReader(rows[0]!.tile)).layers.hydrants!;
    const [west, south, east, north] = boxOf(tile);
    for (let index = 0; index < drawn.length; index++) {
      const [lng, lat] = (drawn.feature(index).toGeoJSON(tile.x, tile.y, tile.z).geometry as { coordinates: number[] })
        .coordinates as [number, number];
      const close = 1e-9;
      expect(lng >= west - close && lng <= east + close && lat >= south - close && lat <= north + close).toBe(true);
    }
  }
});

test('a count keeps its id while its cell is the same, and no two of a zoom share one', async () => {
  const query = { scope: '*', projection: 'staff' };
  const { left, right, top, bottom } = tilesOver([...city], 12);
  const seen = new Set<number>();
  for (let x = left; x <= right; x++) {
    for (let y = top; y <= bottom; y++) {
      const before = await draw(db.pool, hydrants, { z: 12, x, y }, query);
      for (const { id } of before) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      const ours = await draw(db.pool, hydrants, { z: 12, x, y }, { ...query, scope: '220102' });
      for (const { id } of ours) expect(seen.has(id)).toBe(true);
    }
  }
  expect(seen.size).toBeGreaterThan(50);
});

test('every layer that counts shows counts until its first zoom and single features from there', async () => {
  for (const layer of counted) {
    const source = `${readFileSync(join(root, 'tiles', 'functions', layer.id + '.sql'), 'utf8')}`;
    expect(source, layer.id).toContain(
      `CASE WHEN z < ${layer.minzoom} THEN tiles.counted('${layer.id}', z, x, y, query)`
    );
  }
});

test('the database puts a place into the cell that tile arithmetic puts it into', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -180e6, max: 180e6 }).map((micro) => micro / 1e6),
      fc.integer({ min: -85e6, max: 85e6 }).map((micro) => micro / 1e6),
      async (lng, lat) => {
        const { rows } = await db.pool.query<{ x: number; y: number }>(
          'SELECT tiles.cell_x($1) AS x, tiles.cell_y($2) AS y',
          [lng, lat]
        );
        const { x, y } = tileAt([lng, lat], 16);
        // Two libraries may round a place on an edge to either side of it.
        expect(Math.abs(rows[0]!.x - x) <= 1 && Math.abs(rows[0]!.y - y) <= 1).toBe(true);
      }
    ),
    { numRuns: 200 }
  );
});
