import { cellsBetween, type DailyEvents } from './daily_events.ts';
import type { Day } from './day.ts';

/**
 * What the model remembers of the past: for cell c and the j-th time constant, s[c · taus.length + j] is
 * Σ n(c, d) e^{−(asOf − 1 − d)/τ} over all days d < asOf. Stored between nights, it replaces the history.
 */
export interface Decayed {
  /** Days; ∞ forgets nothing. */
  taus: readonly number[];
  first: Day;
  /** The first day that is not yet in it. */
  asOf: Day;
  s: Float64Array;
}

/** Nothing remembered yet, as of the first day of the history. */
export function emptyDecayed(taus: readonly number[], cells: number, first: Day): Decayed {
  return { taus, first, asOf: first, s: new Float64Array(cells * taus.length) };
}

/**
 * Brings a state forward to a day, in place: s ← s · e^{−1/τ} + n for every day between, in one step.
 * @throws RangeError when asked to go back
 */
export function advance(state: Decayed, events: DailyEvents, to: Day): void {
  const days = to - state.asOf;
  if (days < 0) throw new RangeError('A state cannot be brought back in time.');
  const { taus, s } = state;
  const width = taus.length;
  const fade = taus.map((tau) => Math.exp(-days / tau));
  for (let i = 0, j = 0; i < s.length; i++, j = j + 1 === width ? 0 : j + 1) s[i]! *= fade[j]!;
  for (let day = state.asOf; day < to; day++) {
    const cells = cellsBetween(events, day, day + 1);
    if (cells.length > 0) add(state, cells, to - 1 - day);
  }
  state.asOf = to;
}

/**
 * Adds events that were reported late: n · e^{−age/τ}, in place.
 * @throws RangeError for a day that the state has not reached
 */
export function addLate(state: Decayed, day: Day, cells: Int32Array): void {
  if (day >= state.asOf) throw new RangeError('The day of a late report lies after the state.');
  add(state, cells, state.asOf - 1 - day);
}

/** What a steady event a day would have added up to, for each τ: the denominators of the feature maps. */
export function weights({ taus, first, asOf }: Decayed): number[] {
  const days = asOf - first;
  return taus.map((tau) => (tau === Infinity ? days : Math.expm1(-days / tau) / Math.expm1(-1 / tau)));
}

function add({ taus, s }: Decayed, cells: Int32Array, age: number): void {
  const width = taus.length;
  const left = taus.map((tau) => Math.exp(-age / tau));
  for (const cell of cells) for (let j = 0; j < width; j++) s[cell * width + j]! += left[j]!;
}
