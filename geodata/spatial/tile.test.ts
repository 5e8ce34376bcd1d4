import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxOf, MAX_LAT, tileAt, tilesOver } from './tile.ts';

const zoom = fc.integer({ min: 0, max: 22 });
const place = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -MAX_LAT, max: MAX_LAT, noNaN: true })
);

test('Changchun lies in the tiles that maps of it are cut into', () => {
  expect(tileAt([125.3245, 43.8868], 12)).toEqual({ z: 12, x: 3473, y: 1491 });
  expect(tileAt([114.17, 22.28], 14)).toEqual({ z: 14, x: 13388, y: 7151 });
});

test('every place lies in the box of its tile', () => {
  fc.assert(
    fc.property(place, zoom, ([lng, lat], z) => {
      const [west, south, east, north] = boxOf(tileAt([lng, lat], z));
      const close = 1e-9;
      return lng >= west - close && lng <= east + close && lat >= south - close && lat <= north + close;
    })
  );
});

test('a tile exists wherever its place is, even beyond the square of the map', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), zoom, (lng, lat, z) => {
      const { x, y } = tileAt([lng, lat], z);
      return x >= 0 && y >= 0 && x < 2 ** z && y < 2 ** z && Number.isInteger(x) && Number.isInteger(y);
    })
  );
});

test('a tile is its own only cover, and with a buffer has its neighbours too', () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 6, max: 18 }), (at, z) => {
      const tile = tileAt(at, z);
      const [west, south, east, north] = boxOf(tile);
      const inner = (a: number, b: number, share: number) => a + (b - a) * share;
      const inside = [
        inner(west, east, 0.001),
        inner(south, north, 0.001),
        inner(west, east, 0.999),
        inner(south, north, 0.999)
      ] as const;
      const only = tilesOver([...inside], z);
      const more = tilesOver([...inside], z, 1 / 64);
      expect(only).toEqual({ left: tile.x, right: tile.x, top: tile.y, bottom: tile.y });
      const most = 2 ** z - 1;
      expect(more).toEqual({
        left: Math.max(0, tile.x - 1),
        right: Math.min(most, tile.x + 1),
        top: Math.max(0, tile.y - 1),
        bottom: Math.min(most, tile.y + 1)
      });
    })
  );
});
