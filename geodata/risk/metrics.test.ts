import { gridDisk, latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { bootstrapRatio } from './bootstrap.ts';
import { calibrationOf } from './calibration.ts';
import { dailyEvents } from './daily_events.ts';
import { gate, hiddenFor } from './gate.ts';
import { expectedHits } from './hits.ts';
import { coverageOf, intervalFor } from './intervals.ts';
import { levelOf } from './level.ts';
import { mapHash } from './map_hash.ts';
import { scorer } from './scores.ts';
import { resolutionFor } from './study.ts';
import { universeOf } from './universe.ts';
import { windowDays } from './windows.ts';

const map = (...values: number[]) => Float64Array.from(values);

test('cells that tie for the last place count with the chance of being chosen', () => {
  expect(expectedHits(map(3, 1, 1, 1, 0), map(5, 3, 0, 0, 9), 2)).toBe(5 + 1);
  expect(expectedHits(map(0, 0, 0, 0), map(4, 0, 0, 0), 1)).toBe(1);
  expect(expectedHits(map(4, 3, 2, 1), map(1, 10, 0, 0), 1.5)).toBe(1 + 5);
});

test('scores by their definitions, an event outside the cells being a miss', () => {
  const each = scorer();
  const observed = new Float64Array(100).fill(0);
  observed.set([4, 0, 0, 0, 0, 2, 3]);
  const rank = observed.map((_, cell) => 100 - cell);
  const expected = new Float64Array(100).fill(0.05).with(0, 4.05);
  const even = new Float64Array(100).fill(0.09);
  each.add({ rank, expected, level: 18 }, observed, even, 1);
  const { hr1, hr5, hr10, pai5, pei5, ig, ig_ci, sum_ratio } = each.score(4);
  expect([hr1, hr5, hr10, pai5]).toEqual([0.4, 0.4, 0.9, 8]);
  expect(pei5).toBe(4 / 9);
  expect(ig).toBeCloseTo((4 * Math.log2(4.05 / 0.09) + 5 * Math.log2(0.05 / 0.09)) / 9, 12);
  expect(ig_ci).toEqual([ig, ig]);
  expect(sum_ratio).toBe(2);
});

test('the bootstrap interval is the same every time and covers the ratio', () => {
  const top = Array.from({ length: 52 }, (_, i) => Math.sin(i) + 0.1);
  const bottom = top.map(() => 1);
  const [low, high] = bootstrapRatio(top, bottom, 4);
  expect(bootstrapRatio(top, bottom, 4)).toEqual([low, high]);
  expect(low).toBeLessThan(0.1);
  expect(high).toBeGreaterThan(0.1);
});

test('a forecast that is twice too high has the slope of one half', () => {
  const expected = [Float64Array.from({ length: 1000 }, (_, i) => i / 500)];
  const { bins, ece, slope } = calibrationOf(expected, [expected[0]!.map((value) => value / 2)]);
  expect(bins.map(({ size }) => size)).toEqual(new Array(10).fill(100));
  expect(slope).toBeCloseTo(0.5, 12);
  expect(ece).toBeGreaterThan(0.3);
});

test('an interval is as wide as the last windows were off', () => {
  const past = {
    expected: new Array<number>(26).fill(100),
    observed: Array.from({ length: 26 }, (_, i) => 75 + 2 * i)
  };
  const [low, high] = intervalFor(100, past);
  expect([low, high]).toEqual([expect.closeTo(80, 6), expect.closeTo(120, 6)]);
  expect(coverageOf([...past.expected, 100, 100], [...past.observed, 100, 150])).toBe(0.5);
  expect(coverageOf(past.expected, past.observed)).toBeNaN();
});

test('the gate opens when the whole interval lies above 0', () => {
  expect([gate({ ig_ci: [0.001, 0.2] }), gate({ ig_ci: [0, 0.2] })]).toEqual(['model', 'mean']);
  expect([hiddenFor(2.9, 1), hiddenFor(3, 0.79), hiddenFor(3, 1.26), hiddenFor(3, 1)]).toEqual([
    ...['too_few', 'wrong_level', 'wrong_level', undefined]
  ]);
});

test('a year holds 52 weekly windows, 364 daily ones and 49 of four weeks', () => {
  const year = (horizon: number) => windowDays(16_983, 17_348, horizon);
  expect([year(7).length, year(1).length, year(28).length]).toEqual([52, 364, 49]);
  expect(year(28).at(-1)! + 28).toBe(16_983 + 364);
});

test('a hole with three of its disk present is filled, once and not outwards', () => {
  const middle = latLngToCell(43.88, 125.32, 9);
  const ring = gridDisk(middle, 1).filter((cell) => cell !== middle);
  const { cells, at } = universeOf(9, [...ring, ...ring]);
  expect(cells).toEqual([...ring, middle].sort());
  expect(at.get(middle)).toBe(cells.indexOf(middle));
  expect(universeOf(9, [middle]).cells).toEqual([middle]);
});

test('the level is half the month and half the year, and knows the days of the week', () => {
  const days = Array.from({ length: 730 }, (_, i) => i).filter((day) => day >= 700 || day % 7 < 5);
  const events = dailyEvents(days, new Int32Array(days.length), 0, 730);
  expect(levelOf(events, 700, 7)).toBeCloseTo(5, 0);
  expect(levelOf(events, 730, 7)).toBeGreaterThan(levelOf(events, 700, 7));
  expect(levelOf(events, 700, 1)).toBeGreaterThan(2 * levelOf(events, 705, 1));
});

test('finer cells where fifteen events a week fill them', () => {
  expect([resolutionFor(14.9), resolutionFor(15)]).toEqual([8, 9]);
});

test('the hash of a published map changes with its last bit', async () => {
  const published = { kind: 'noise', day: 20_000, horizon: 7, cells: ['a', 'b'], expected: map(0.1, 0.2) };
  const hash = await mapHash(published);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await mapHash({ ...published, expected: map(0.1, 0.2) })).toBe(hash);
  expect(await mapHash({ ...published, expected: map(0.1, 0.2 + 2 ** -55) })).not.toBe(hash);
  expect(await mapHash({ ...published, day: 20_001 })).not.toBe(hash);
});
