import { expect, test } from 'vitest';
import { boxAround, metresPerPixel, tilesInBox, viewOfBox } from '$lib/map/mercator.ts';

test('a pixel covers less ground the further from the equator', () => {
  expect(metresPerPixel(0, 0)).toBeCloseTo(78271.5, 0);
  expect(metresPerPixel(60, 10)).toBeCloseTo(metresPerPixel(0, 10) / 2, 6);
});

test('a box around a centre has that centre and that width', () => {
  const [west, south, east, north] = boxAround([125.3, 43.9], 14, 512, 512);
  expect((west + east) / 2).toBeCloseTo(125.3, 9);
  expect(east - west).toBeCloseTo(360 / 2 ** 14, 9);
  expect(south).toBeLessThan(43.9);
  expect(north).toBeGreaterThan(43.9);
});

test('a box fits into the view made for it', () => {
  const box = [125.2, 43.8, 125.4, 43.95] as [number, number, number, number];
  const { center, zoom } = viewOfBox(box, 800, 600, 18);
  const seen = boxAround(center, zoom, 800, 600);
  expect(seen[0]).toBeLessThan(box[0]);
  expect(seen[1]).toBeLessThan(box[1]);
  expect(seen[2]).toBeGreaterThan(box[2]);
  expect(seen[3]).toBeGreaterThan(box[3]);
});

test('a point is viewed at the closest zoom allowed', () => {
  expect(viewOfBox([125, 43, 125, 43], 800, 600, 17).zoom).toBe(17);
});

test('a point lies in one tile of each zoom, or in two where it touches the buffer of the next', () => {
  const tiles = tilesInBox([125.3235, 43.8868, 125.3235, 43.8868], 14, 16)!;
  expect(tiles.map(({ z }) => z)).toEqual([14, 15, 16]);
  expect(tiles[0]).toEqual({ z: 14, x: 13895, y: 5964 });
});

test('a box of a whole province asks for everything instead of a list of tiles', () => {
  expect(tilesInBox([121, 40, 131, 46], 0, 16)).toBeNull();
});
