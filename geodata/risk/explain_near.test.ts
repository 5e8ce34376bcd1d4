import { expect, test } from 'vitest';
import { explain, sharesOf } from './explain.ts';
import { heaviest, reachOf, type NearEvent } from './explain_near.ts';
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

test('from the events around a cell come those that weigh most in it, with the shares the whole city gives them', () => {
  for (let cell = 0; cell < study.cells; cell += 5) {
    const full = explain(study, moment, beta, cell);
    const { raw } = sharesOf(moment, beta, cell);
    const found = heaviest(made, reachOf(universe, cell), raw, events);
    expect(found.map(({ share }) => share)).toEqual(full.largest.map(({ share }) => expect.closeTo(share, 10)));
    expect(found.map(({ day }) => day)).toEqual(full.largest.map(({ day }) => day));
  }
});

test('an event that is not handed in is not named, and the shares of the others stay what they are', () => {
  const { raw } = sharesOf(moment, beta, 0);
  const [first, ...others] = heaviest(made, reachOf(universe, 0), raw, events);
  const without = heaviest(
    made,
    reachOf(universe, 0),
    raw,
    events.filter(({ id }) => id !== first!.id)
  );
  expect(without.slice(0, others.length)).toEqual(others);
});

test('what happened on the day or after it explains nothing', () => {
  const later = events.map((event) => ({ ...event, day: END }));
  expect(heaviest(made, reachOf(universe, 0), 1, later)).toEqual([]);
});
