import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { XY } from '#geodata/spatial/plane.ts';
import { ringArea, ringContains, ringIsSimple } from '#geodata/spatial/ring.ts';
import { outlineOf } from './outline.ts';

const spot = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 })) as fc.Arbitrary<XY>;
const lines = fc.array(fc.array(spot, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });

test('the outline holds every line, its rings close, cross nothing, and holes lie inside', () => {
  fc.assert(
    fc.property(lines, (drawn) => {
      const polygons = outlineOf(drawn, 50);
      const inside = (at: XY) =>
        polygons.some(([outer, ...holes]) => ringContains(outer!, at) && !holes.some((hole) => ringContains(hole, at)));
      for (const at of drawn.flat()) expect(inside(at)).toBe(true);
      for (const rings of polygons) {
        rings.forEach((ring, i) => {
          expect(ring.at(-1)).toEqual(ring[0]);
          expect(ringIsSimple(ring.slice(0, -1))).toBe(true);
          expect(Math.sign(ringArea(ring.slice(0, -1)))).toBe(i === 0 ? 1 : -1);
          if (i > 0) expect(ringContains(rings[0]!, ring[0]!)).toBe(true);
        });
      }
    }),
    { numRuns: 60 }
  );
});

test('around one straight line it is as large as the line and its two ends', () => {
  const [[ring]] = outlineOf(
    [
      [
        [0, 0],
        [1000, 0]
      ]
    ],
    50
  ) as [[XY[]]];
  const expected = 1000 * 100 + Math.PI * 50 * 50;
  expect(Math.abs(ringArea(ring.slice(0, -1)) / expected - 1)).toBeLessThan(0.03);
});

test('a large block amid reached streets is a hole, a yard is not', () => {
  const square = (side: number): XY[] => [
    [0, 0],
    [side, 0],
    [side, side],
    [0, side],
    [0, 0]
  ];
  expect(outlineOf([square(400)], 50)[0]).toHaveLength(2);
  expect(outlineOf([square(180)], 50)[0]).toHaveLength(1);
});

test('nothing reached is nothing drawn', () => {
  expect(outlineOf([], 50)).toEqual([]);
});
