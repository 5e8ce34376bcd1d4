import { expect, test } from 'vitest';
import { cellInterval, cellIntervalsOf } from './cell_intervals.ts';
import { dailyEvents } from './daily_events.ts';
import { expectedHits, hitCurve } from './hits.ts';
import { datedShift } from './level_shift.ts';
import { CURVE_AREAS, reportOn } from './report.ts';
import { rng } from '../demo/rng.ts';
import { simulate, SIMULATED_FROM, SIMULATED_RES } from './simulated_city.ts';
import { prepare } from './study.ts';
import { testFromFor } from './test_span.ts';

const chance = rng('reports');

test('a curve gives at each area what that area alone gives, ties included', () => {
  const map = Float64Array.from({ length: 60 }, () => chance.int(0, 9));
  const observed = Float64Array.from({ length: 60 }, () => chance.poisson(1));
  const areas = [0.6, 3, 12.5, 30, 60];
  expect(hitCurve(map, observed, areas)).toEqual(
    areas.map((area) => expect.closeTo(expectedHits(map, observed, area), 10))
  );
});

test('a city that doubled its reporting overnight is told with the day, and that it is not the season', () => {
  const doubled = 600;
  const days = Array.from({ length: 640 }, (_, day) => Array<number>(day < doubled ? 8 : 16).fill(day)).flat();
  const events = dailyEvents(days, new Int32Array(days.length), 0, 640);
  expect(datedShift(events, 628)).toEqual({ day: doubled, factor: expect.closeTo(2, 6), seasonal: false });
  expect(datedShift(events, 590)).toBeUndefined();
});

test('what happens every winter is the season', () => {
  const winter = (day: number) => day % 364 >= 300;
  const days = Array.from({ length: 728 }, (_, day) => Array<number>(winter(day) ? 20 : 5).fill(day)).flat();
  const events = dailyEvents(days, new Int32Array(days.length), 0, 728);
  expect(datedShift(events, 700)).toMatchObject({ day: 664, seasonal: true });
});

test('a test spans a year where the past allows, less where it must, and never too few weeks to learn from', () => {
  expect(testFromFor(0, 1500, 7)).toBe(1500 - 364);
  expect(testFromFor(0, 730, 7)).toBe(730 - 364);
  expect(testFromFor(0, 730, 28)).toBeGreaterThan(730 - 364);
  expect(testFromFor(0, 200, 7)).toBe(200 - 364);
});

test('intervals of cells are whole reports, hold at least four fifths of what comes, and are not as wide as all of it', () => {
  const windows = 60;
  const expected = Array.from({ length: windows }, () =>
    Float64Array.from({ length: 300 }, (_, cell) => 0.05 + cell / 100)
  );
  const observed = expected.map((map) => map.map((value) => chance.poisson(value)));
  const made = cellIntervalsOf(expected, observed);
  expect(made.coverage).toBeGreaterThan(0.8);
  expect(made.coverage).toBeLessThan(0.99);
  const [low, high] = cellInterval(2.5, made);
  expect([low, high].every(Number.isInteger)).toBe(true);
  expect(low).toBeLessThanOrEqual(1);
  expect(high).toBeGreaterThanOrEqual(4);
  expect(cellIntervalsOf(expected.slice(0, 30), observed.slice(0, 30)).coverage).toBeNull();
});

test('a report adds up: districts hold all events and flags, the curve meets the hit rates of the table', () => {
  const days = 900;
  const end = SIMULATED_FROM + days;
  const city = simulate({
    ...{ name: 'report', rings: 7, days, background: 6, unequal: 1, theta: 0.4, tau: 20, sigma: 0 }
  });
  const testFrom = testFromFor(SIMULATED_FROM, end, 7);
  const prepared = prepare(city, {
    ...{ res: SIMULATED_RES, from: SIMULATED_FROM, universeUntil: testFrom, end },
    isKind: () => true
  });
  const districtOf = prepared.universe.cells.map((_, i) => (i % 3 ? 'east' : 'west'));
  const report = reportOn(prepared, { testFrom, testTo: end, horizon: 7 }, districtOf);
  if ('lacking' in report) throw new Error(`not enough ${report.lacking}`);
  expect(report.districts.reduce((sum, { cells }) => sum + cells, 0)).toBe(districtOf.length);
  expect(report.curve.model[CURVE_AREAS.indexOf(0.05)]).toBeCloseTo(report.models.model.hr5, 10);
  expect(report.curve.oracle.at(-1)).toBe(1);
  expect(report.series).toHaveLength(52);
  expect(report.flagged.expected).toHaveLength(26);
  const flags = report.districts.reduce((sum, { flagged_share, cells }) => sum + flagged_share * cells, 0);
  expect(flags).toBeCloseTo(Math.round(districtOf.length * 0.05), 10);
});
