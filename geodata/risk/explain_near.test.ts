import { expect, test } from 'vitest';
import { explain } from './explain.ts';
import { explainNear, reachOf, type NearEvent } from './explain_near.ts';
import { fitAsOf } from './model.ts';
import { simulate, SIMULATED_FROM, SIMULATED_RES } from './simulated_city.ts';
import { cellsOf } from './universe.ts';
import { prepare } from './study.ts';

const DAYS = 500;
const END = SIMULATED_FROM + DAYS;

const city = simulate({
  ...{ name: 'explained', rings: 5, days: DAYS, background: 5, unequal: 1, theta: 0.5, tau: 10, sigma: 0.7 }
});
const mixed = { ...city, kind: city.kind.map((_, i) => (i % 3 === 0 ? 1 : 0)), kinds: ['noise', 'theft'] };
const plan = { res: SIMULATED_RES, from: SIMULATED_FROM, universeUntil: END, end: END };
const { universe, study } = prepare(mixed, { ...plan, isKind: (kind) => kind === 'noise' });
const { beta, moment } = fitAsOf(study, END, 7);
const cells = cellsOf(SIMULATED_RES, mixed.lon, mixed.lat);
const events = cells.map((id, i): NearEvent => ({
  id: i,
  day: mixed.day[i]!,
  cell: universe.at.get(id)!,
  ours: mixed.kind[i] === 0
}));
const made = { day: END, beta, rates: moment.rates() };

test('from the events around a cell alone comes what the whole city gives: shares, events that weigh most and value', () => {
  const whole = moment.mix(beta);
  for (let cell = 0; cell < study.cells; cell += 5) {
    const reach = new Set(reachOf(universe, cell));
    const around = events.filter((event) => reach.has(event.cell));
    const near = explainNear(universe, made, cell, around);
    const full = explain(study, moment, beta, cell);
    expect(near.raw).toBeCloseTo(whole[cell]!, 12);
    for (const [group, share] of Object.entries(full.shares))
      expect(near.shares[group as keyof typeof near.shares]).toBeCloseTo(share, 10);
    expect(near.largest.map(({ share }) => share)).toEqual(full.largest.map(({ share }) => expect.closeTo(share, 10)));
  }
});

test('an event that may not be named still counts, and another takes its place in the list', () => {
  const open = explainNear(universe, made, 0, events);
  const hidden = open.largest[0]!.id;
  const closed = explainNear(universe, made, 0, events, ({ id }) => id !== hidden);
  expect(closed.shares).toEqual(open.shares);
  expect(closed.largest.map(({ id }) => id)).not.toContain(hidden);
  expect(closed.largest[0]).toEqual(open.largest[1]);
});

test('what happened on the day or after it explains nothing', () => {
  const later = events.map((event) => ({ ...event, id: -1, day: END }));
  expect(explainNear(universe, made, 0, [...events, ...later])).toEqual(explainNear(universe, made, 0, events));
});
