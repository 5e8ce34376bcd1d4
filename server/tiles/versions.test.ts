import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxOf, tileAt, type Box } from '#geodata/spatial/tile.ts';
import { BlockVersions } from '#server/tiles/versions.ts';

const place = fc.tuple(fc.double({ min: 73, max: 135, noNaN: true }), fc.double({ min: 18, max: 53, noNaN: true }));
const around = ([lng, lat]: [number, number], size: number): Box => [lng - size, lat - size, lng + size, lat + size];

test('a change is seen by every tile of every zoom it lies in or next to', () => {
  fc.assert(
    fc.property(
      place,
      fc.double({ min: 0, max: 0.02, noNaN: true }),
      fc.integer({ min: 0, max: 20 }),
      (at, size, z) => {
        const versions = new BlockVersions();
        const [west, south, east, north] = around(at, size);
        const corners = [[west, south], [west, north], [east, south], [east, north], at] as [number, number][];
        const before = corners.map((corner) => versions.of('roads', tileAt(corner, z)));
        versions.bump('roads', [west, south, east, north]);
        const after = corners.map((corner) => versions.of('roads', tileAt(corner, z)));
        after.forEach((version, index) => expect(version).toBeGreaterThan(before[index]!));
      }
    )
  );
});

test('a change is not seen by the city two blocks away nor by another layer', () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 12, max: 20 }), (at, z) => {
      const versions = new BlockVersions();
      const block = tileAt(at, 12);
      const [west, , , north] = boxOf({ z: 12, x: block.x + 2, y: block.y });
      const far = tileAt([west + 1e-6, north - 1e-6], z);
      versions.bump('roads', around(at, 0));
      expect(versions.of('roads', far)).toBe(0);
      expect(versions.of('water', tileAt(at, z))).toBe(0);
    })
  );
});

test('a change at the edge of a tile is seen by the neighbour that draws it in its buffer', () => {
  const versions = new BlockVersions();
  const [west, , , north] = boxOf({ z: 12, x: 3473, y: 1490 });
  versions.bump('roads', [west + 1e-5, north - 1e-5, west + 1e-5, north - 1e-5]);
  expect(versions.of('roads', { z: 12, x: 3472, y: 1489 })).toBeGreaterThan(0);
  expect(versions.of('roads', { z: 12, x: 3474, y: 1490 })).toBe(0);
});

test('a camera that looks across the edge of a block is seen there', () => {
  const versions = new BlockVersions();
  const [west, south, east, north] = boxOf({ z: 12, x: 3473, y: 1490 });
  const at = [west + (east - west) * 0.1, (south + north) / 2] as const;
  versions.bump('cameras', [...at, ...at]);
  versions.bump('roads', [...at, ...at]);
  expect(versions.of('cameras', { z: 12, x: 3472, y: 1490 })).toBeGreaterThan(0);
  expect(versions.of('roads', { z: 12, x: 3472, y: 1490 })).toBe(0);
});

test.each([
  ['nowhere', null],
  ['over a province', [122, 41, 131, 46]],
  ['in a box that is no box', [NaN, 0, 1, 1]]
] as [string, Box | null][])('a change %s is a change of the whole layer', (_, box) => {
  const versions = new BlockVersions();
  versions.bump('roads', [125, 43, 125.1, 43.1]);
  const before = versions.of('roads', { z: 14, x: 1, y: 1 });
  versions.bump('roads', box);
  expect(versions.of('roads', { z: 14, x: 1, y: 1 })).toBeGreaterThan(before);
  expect(versions.of('roads', { z: 0, x: 0, y: 0 })).toBeGreaterThan(before);
  expect(versions.of('water', { z: 0, x: 0, y: 0 })).toBe(0);
});

test('versions only ever grow, whatever changes', () => {
  const boxes = fc.oneof(
    fc.constant(null),
    place.map((at) => around(at, 0.001)),
    fc.constant<Box>([70, 10, 140, 60])
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(boxes, fc.constant('all' as const)), { maxLength: 30 }), place, (changes, at) => {
      const versions = new BlockVersions();
      const tile = tileAt(at, 15);
      let last = versions.of('roads', tile);
      for (const change of changes) {
        if (change === 'all') versions.bumpAll();
        else versions.bump('roads', change);
        const now = versions.of('roads', tile);
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    })
  );
});

test('a layer with changes everywhere forgets where they were and stays true', () => {
  const versions = new BlockVersions();
  for (let n = 0; n < 20_000; n++) versions.bump('events', around([73 + (n % 200) * 0.3, 18 + n / 600], 0));
  const tile = tileAt([100, 30], 14);
  const before = versions.of('events', tile);
  versions.bump('events', around([100, 30], 0));
  expect(versions.of('events', tile)).toBeGreaterThan(before);
});
