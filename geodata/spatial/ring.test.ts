import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAcross, frameOf, splitRing } from './cut_ring.ts';
import { insetRing } from './inset_ring.ts';
import { distance, type Ring, type XY } from './plane.ts';
import { distanceToRing, ringArea, ringCentre, ringContains, ringIsSimple, simplifyRing } from './ring.ts';
import { ringKernel } from './ring_kernel.ts';

const square: Ring = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100]
];
/** An L. */
const crooked: Ring = [
  [0, 0],
  [100, 0],
  [100, 40],
  [40, 40],
  [40, 100],
  [0, 100]
];
/** Corners on a wavy circle, counter-clockwise: crooked, but never crossing itself. */
const anyRing = fc
  .array(fc.double({ min: 60, max: 140, noNaN: true }), { minLength: 4, maxLength: 14 })
  .map((radii): Ring =>
    radii.map((r, i): XY => {
      const angle = (2 * Math.PI * i) / radii.length;
      return [r * Math.cos(angle), r * Math.sin(angle)];
    })
  );

test('area is positive counter-clockwise and negative clockwise', () => {
  expect([ringArea(square), ringArea(square.toReversed())]).toEqual([10_000, -10_000]);
  expect(ringCentre(square)).toEqual([50, 50]);
});

test('a spot in the notch of an L is outside it', () => {
  expect([ringContains(crooked, [20, 80]), ringContains(crooked, [80, 80])]).toEqual([true, false]);
});

test('a ring whose sides cross is not simple', () => {
  expect(ringIsSimple(crooked)).toBe(true);
  expect(ringIsSimple([square[0]!, square[2]!, square[1]!, square[3]!])).toBe(false);
});

test('an inset keeps its distance from every side and lies inside', () => {
  expect(ringArea(insetRing(square, () => 10)!)).toBeCloseTo(6400);
  expect(ringArea(insetRing(square, (side) => (side === 0 ? 50 : 5))!)).toBeCloseTo(4050);
  fc.assert(
    fc.property(anyRing, fc.double({ min: 1, max: 12, noNaN: true }), (ring, metres) => {
      const inner = insetRing(ring, () => metres);
      if (!inner) return;
      for (const corner of inner) {
        expect(ringContains(ring, corner)).toBe(true);
        expect(distanceToRing(ring, corner)).toBeGreaterThan(metres * 0.98);
      }
    })
  );
});

test('an inset deeper than the ring is wide is refused', () => {
  expect(insetRing(square, () => 60)).toBeNull();
});

test('the kernel lies inside every side by its distance, and an L has one in its corner', () => {
  expect(ringArea(ringKernel(crooked, () => 0)!)).toBeCloseTo(1600);
  expect(ringKernel(square, () => 51)).toBeNull();
});

test('a cut leaves two rings that make up the whole', () => {
  fc.assert(
    fc.property(anyRing, fc.double({ min: 0, max: Math.PI, noNaN: true }), (ring, angle) => {
      const cut = cutAcross(ring, ringCentre(ring), [Math.cos(angle), Math.sin(angle)]);
      if (!cut) return;
      expect(cut.length).toBeCloseTo(distance(cut.from.spot, cut.to.spot), 6);
      const [one, other] = splitRing(ring, cut).map(ringArea);
      expect(one! + other!).toBeCloseTo(ringArea(ring), 3);
    })
  );
});

test('the frame of a rectangle is the rectangle, its way along the longer side', () => {
  const turned = ([x, y]: XY): XY => [0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y];
  const slab: Ring = (
    [
      [0, 0],
      [90, 0],
      [90, 30],
      [0, 30]
    ] as XY[]
  ).map(turned);
  const frame = frameOf(slab);
  expect([frame.length, frame.width]).toEqual([expect.closeTo(90), expect.closeTo(30)]);
  expect(Math.abs(frame.way[0])).toBeCloseTo(0.8);
});

test('simplifying takes off corners on the way and keeps the shape', () => {
  const fine: Ring = [
    [0, 0],
    [50, 0.1],
    [100, 0],
    [100, 100],
    [0, 100]
  ];
  expect(simplifyRing(fine, 1)).toHaveLength(4);
});
