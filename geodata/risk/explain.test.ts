import { expect, test } from 'vitest';
import type { EventTable } from './event_rows.ts';
import { explain } from './explain.ts';
import { maps } from './maps.ts';
import { fitAsOf } from './model.ts';
import { momentOf } from './moment.ts';
import { simulate, SIMULATED_FROM, SIMULATED_RES } from './simulated_city.ts';
import { prepare } from './study.ts';

const DAYS = 500;
const END = SIMULATED_FROM + DAYS;

const city = simulate({
  ...{ name: 'explained', rings: 5, days: DAYS, background: 5, unequal: 1, theta: 0.5, tau: 10, sigma: 0.7 }
});
/** Every third event is of another kind. */
const mixed: EventTable = { ...city, kind: city.kind.map((_, i) => (i % 3 === 0 ? 1 : 0)), kinds: ['noise', 'theft'] };

function studied(table: EventTable, from = SIMULATED_FROM) {
  const isKind = (kind: string) => kind !== 'theft';
  return prepare(table, { res: SIMULATED_RES, from, universeUntil: END, end: END, isKind }).study;
}

const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

test('the shares of every cell sum to 1, and its five events are those that weigh most', () => {
  const study = studied(mixed);
  const { beta, moment } = fitAsOf(study, END, 7);
  for (let cell = 0; cell < study.cells; cell += 7) {
    const { shares, largest } = explain(study, moment, beta, cell);
    expect(sumOf(Object.values(shares))).toBeCloseTo(1, 12);
    expect(largest).toHaveLength(5);
    expect(largest.map(({ share }) => share)).toEqual(largest.map(({ share }) => share).toSorted((a, b) => b - a));
  }
});

test('the parts of the map are the map: features and weights give in each cell what mixing gives', () => {
  const study = studied(mixed);
  const { beta, moment } = fitAsOf(study, END, 7);
  const mixture = moment.mix(beta);
  const values = new Float64Array(maps.length);
  mixture.forEach((value, cell) => {
    moment.features(cell, values, 0);
    expect(sumOf(values.map((each, k) => each * beta[k]!))).toBeCloseTo(value, 12);
  });
});

test('no mass is lost at the edge: every map sums to the events a day it speaks of', () => {
  const study = studied(mixed);
  const moment = momentOf(study);
  moment.to(END);
  maps.forEach((_, k) => {
    const only = new Float64Array(maps.length);
    only[k] = 1;
    expect(sumOf(moment.mix(only))).toBeCloseTo(moment.totals()[k]!, 10);
  });
});

test('events and the even map are all there is: with five events the shares of events fill the rest', () => {
  const few = [0, 1, 2, 3, 4].map((i) => mixed.day.length - 1 - 3 * i);
  const of = <T extends Int32Array | Float64Array | Uint16Array>(values: T) => few.map((i) => values[i]!);
  const five: EventTable = {
    ...mixed,
    ...{ day: Int32Array.from(of(mixed.day)), lon: Float64Array.from(of(mixed.lon)) },
    ...{ lat: Float64Array.from(of(mixed.lat)), kind: Uint16Array.from([0, 1, 0, 0, 0]) }
  };
  const study = studied(five);
  const moment = momentOf(study);
  moment.to(END);
  const beta = new Float64Array(maps.length).fill(1);
  for (let cell = 0; cell < study.cells; cell++) {
    const { shares, largest } = explain(study, moment, beta, cell);
    expect(sumOf(largest.map(({ share }) => share)) + shares.citywide).toBeCloseTo(1, 10);
  }
});

test('where nothing has ever happened nothing is explained', () => {
  const study = studied({ ...mixed, kind: mixed.kind.map(() => 1) });
  const moment = momentOf(study);
  moment.to(END);
  expect(explain(study, moment, new Float64Array(maps.length).fill(1), 0)).toMatchObject({
    shares: { long_here: 0, citywide: 0 },
    largest: []
  });
});
