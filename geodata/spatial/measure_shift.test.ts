import { expect, test } from 'vitest';
import { correlate } from './fft.ts';
import { measureShift } from './measure_shift.ts';
import type { XY } from './plane.ts';

/** A town of irregular blocks, 3 km across, the same every time. */
function town(): XY[][] {
  const lines: XY[][] = [];
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < 60; i++) {
    const [x, y, turn] = [(random() - 0.5) * 3000, (random() - 0.5) * 3000, random() * Math.PI];
    const length = 200 + random() * 500;
    lines.push([
      [x, y],
      [x + Math.cos(turn) * length, y + Math.sin(turn) * length]
    ]);
  }
  return lines;
}

const moved = (lines: XY[][], dx: number, dy: number) =>
  lines.map((line) => line.map(([x, y]): XY => [x + dx, y + dy]));

test('the correlation of two squares is what it is by its definition', () => {
  const side = 8;
  const [a, b] = [3, 5].map((step) => Float64Array.from({ length: 64 }, (_, i) => ((i * step) % 7) - 2));
  const found = correlate(a!, b!, side);
  for (const [h, k] of [
    [0, 0],
    [3, 1],
    [7, 6]
  ] as const) {
    let sum = 0;
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) sum += a![y * side + x]! * b![((y + k) % side) * side + ((x + h) % side)]!;
    expect(found[k * side + h]).toBeCloseTo(sum, 9);
  }
});

test('a shifted town is found within the width of a street, whatever the direction', () => {
  for (const [dx, dy] of [
    [530, 270],
    [-1060, 905],
    [70, -300],
    [0, -1200]
  ] as const) {
    const score = measureShift([{ delivered: moved(town(), dx, dy), there: town() }])!;
    expect(Math.hypot(score.shift[0] - dx, score.shift[1] - dy)).toBeLessThan(15);
    expect(score.match).toBeGreaterThan(0.9);
    expect(score.unshifted).toBeLessThan(0.3);
  }
});

test('a town in its place has no shift, and an empty one none to measure', () => {
  const score = measureShift([{ delivered: town(), there: town() }])!;
  expect(Math.hypot(...score.shift)).toBeLessThan(15);
  expect(score.unshifted).toBe(score.match);
  expect(measureShift([{ delivered: town(), there: [] }])).toBeNull();
  expect(measureShift([{ delivered: [[[0, 0]]], there: town() }])).toBeNull();
});
