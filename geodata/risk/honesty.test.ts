import { expect, test, vi } from 'vitest';
import { backtest, type Backtest } from './backtest.ts';
import type { EventTable } from './event_rows.ts';
import { maps } from './maps.ts';
import { fitAsOf, forecast } from './model.ts';
import { replay } from './replay.ts';
import { simulate, SIMULATED_FROM, SIMULATED_RES, withDaysShuffled } from './simulated_city.ts';
import { prepare } from './study.ts';
import { windowDays } from './windows.ts';

// Two seconds of arithmetic each, more on a machine that does other things.
vi.setConfig({ testTimeout: 60_000 });

const DAYS = 4 * 364;
const TEST_FROM = SIMULATED_FROM + 3 * 364;
const END = SIMULATED_FROM + DAYS;
const whole = { testFrom: TEST_FROM, testTo: END };

const restless = simulate({
  ...{ name: 'restless', rings: 12, days: DAYS, background: 20, unequal: 0.5, theta: 0.6, tau: 10, sigma: 0.7 }
});
const small = simulate({
  ...{ name: 'small', rings: 6, days: DAYS, background: 4, unequal: 1, theta: 0.6, tau: 10, sigma: 0.7 }
});
const even = simulate({
  ...{ name: 'even', rings: 9, days: DAYS, background: 12, unequal: 0, theta: 0, tau: 10, sigma: 0 }
});

function prepared(table: EventTable, isKind = (_: string) => true) {
  return prepare(table, {
    ...{ res: SIMULATED_RES, from: SIMULATED_FROM, universeUntil: TEST_FROM - 364, end: END, isKind }
  });
}

function tested(table: EventTable, horizon: number): Backtest {
  const result = backtest(prepared(table), { ...whole, horizon });
  if ('lacking' in result) throw new Error(`lacking ${result.lacking}`);
  return result;
}

/** The events at some positions. */
function picked(table: EventTable, at: number[]) {
  return {
    day: Int32Array.from(at, (i) => table.day[i]!),
    lon: Float64Array.from(at, (i) => table.lon[i]!),
    lat: Float64Array.from(at, (i) => table.lat[i]!),
    kind: Uint16Array.from(at, (i) => table.kind[i]!)
  };
}

/** The events before a day as they were; from then on fewer, elsewhere, some of another kind. */
function edited(table: EventTable, from: number): EventTable {
  const rest = Array.from(table.day.keys()).filter((i) => table.day[i]! < from || i % 3 > 0);
  const { day, lon, lat, kind } = picked(table, rest);
  const late = (i: number) => day[i]! >= from;
  return {
    ...table,
    ...{ day, lat },
    lon: lon.map((value, i) => (late(i) ? value + 0.01 * ((i % 5) - 2) : value)),
    kind: kind.map((value, i) => (late(i) && i % 7 === 0 ? 1 : value)),
    kinds: ['report', 'other']
  };
}

test.each([1, 7, 28])('what happens at or after a morning changes no bit of its forecast (%i days)', (horizon) => {
  const morning = TEST_FROM + 14;
  const forecastOf = (table: EventTable) => {
    const { study } = prepared(table, (kind) => kind === 'report');
    const { beta, moment } = fitAsOf(study, morning, horizon);
    return forecast(moment, study, beta, horizon);
  };
  expect(forecastOf(edited(small, morning))).toEqual(forecastOf(small));
  expect(forecastOf(edited(small, morning - 1))).not.toEqual(forecastOf(small));
});

test('nor any bit of any prediction of a backtest up to then, its tuned rivals included', () => {
  const days = windowDays(TEST_FROM, END, 7);
  const cut = days[15]!;
  const play = (table: EventTable) => {
    const played = replay(
      prepared(table, (kind) => kind === 'report'),
      days.slice(0, 16),
      7,
      { fit: 0, predict: 0 }
    );
    return Array.from(played, ({ guesses: { oracle: _, ...honest } }) => honest);
  };
  expect(JSON.stringify(play(edited(small, cut))) === JSON.stringify(play(small))).toBe(true);
});

test('a city that excites itself is found out: θ, τ, and a gain over the mean', () => {
  const { beta } = fitAsOf(prepared(restless).study, END, 1);
  const recent = maps.flatMap(({ of, tau }, k) => (of === 'kind' && tau <= 90 ? [{ tau, weight: beta[k]! }] : []));
  const theta = recent.reduce((sum, { weight }) => sum + weight, 0);
  const logTau = recent.reduce((sum, { tau, weight }) => sum + weight * Math.log(tau), 0) / theta;
  expect(Math.abs(theta - 0.6)).toBeLessThan(0.1);
  expect(Math.exp(logTau)).toBeGreaterThan(7);
  expect(Math.exp(logTau)).toBeLessThan(14);

  const { models, gate, alerts, calibration, shift, hidden } = tested(restless, 7);
  expect(gate).toBe('model');
  expect(models.model.ig).toBeGreaterThan(0.015);
  expect(models.model.hr5).toBeGreaterThan(models.mean.hr5);
  expect(alerts.up.lift).toBeGreaterThan(alerts.up.null_range[1]);
  expect(calibration.ece).toBeLessThan(0.03);
  expect(Math.abs(calibration.slope - 1)).toBeLessThan(0.1);
  expect(Math.abs(models.model.sum_ratio - 1)).toBeLessThan(0.05);
  expect([shift, hidden]).toEqual([undefined, undefined]);
});

test('with its days in another order there is nothing left to gain', () => {
  const { models, gate, alerts } = tested(withDaysShuffled(restless, SIMULATED_FROM, END), 7);
  expect(models.model.ig).toBeLessThan(0.001);
  expect(gate).toBe('mean');
  expect(alerts.up.lift).toBeLessThan(alerts.up.null_range[1]);
});

test('where every cell is alike five in a hundred are hit, and the mean is published', () => {
  const { models, events, gate } = tested(even, 7);
  const error = Math.sqrt((0.05 * 0.95) / events);
  for (const name of ['last28', 'mean', 'stkde', 'model'] as const) {
    expect(Math.abs(models[name].hr5 - 0.05)).toBeLessThan(3 * error);
  }
  expect(gate).toBe('mean');
});

test('a city that reports twice as much from one day on is told so', () => {
  const doubled = TEST_FROM + 91;
  const again = Array.from(even.day.keys()).flatMap((i) => (even.day[i]! < doubled ? [i] : [i, i]));
  const { shift } = tested({ ...even, ...picked(even, again) }, 7);
  expect(shift?.factor).toBeGreaterThan(1.5);
  expect(shift!.day - doubled).toBeGreaterThan(0);
  expect(shift!.day - doubled).toBeLessThanOrEqual(28);
});

test('nine events, a short test and a short past are not enough data', () => {
  const nine = picked(
    even,
    Array.from({ length: 9 }, (_, i) => i * 1000)
  );
  const all = { ...whole, horizon: 7 };
  expect(backtest(prepared({ ...even, ...nine }), all)).toMatchObject({ lacking: 'events', windows: 52 });
  expect(backtest(prepared(even), { ...all, testTo: TEST_FROM + 25 * 7 })).toMatchObject({ lacking: 'windows' });
  const lateStart = { ...all, testFrom: SIMULATED_FROM + 300 };
  expect(backtest(prepared(even), lateStart)).toMatchObject({ lacking: 'past' });
});
