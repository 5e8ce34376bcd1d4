import { cellsBetween, countsBetween } from './daily_events.ts';
import type { Day } from './day.ts';
import { maps } from './maps.ts';
import type { Moment, Study } from './moment.ts';

const ITERATIONS = 300;

/** What one training origin contributes: only cells where something happened enter the numerator. */
export interface Lesson {
  day: Day;
  /** Maps of the cells with events, row after row, times the horizon. */
  features: Float64Array;
  /** Events of each of those cells in [day, day + horizon). */
  observed: Float64Array;
  /** Sum of every map over all cells, times the horizon. */
  totals: Float64Array;
}

/**
 * The lesson of the moment's day: its maps, and what happened in the `horizon` days from then on.
 * It may be learnt from once that time has passed.
 */
export function lessonOf(moment: Moment, { kind, cells }: Study, horizon: number): Lesson {
  const day = moment.day();
  const counts = countsBetween(kind, day, day + horizon, cells);
  const busy = [...new Set(cellsBetween(kind, day, day + horizon))];
  const features = new Float64Array(busy.length * maps.length);
  busy.forEach((cell, row) => moment.features(cell, features, row * maps.length));
  for (let i = 0; i < features.length; i++) features[i]! *= horizon;
  const totals = moment.totals().map((total) => total * horizon);
  return { day, features, observed: Float64Array.from(busy, (cell) => counts[cell]!), totals };
}

/**
 * Weights of the maps, none negative, that make the observed counts most likely under a Poisson mixture: expectation
 * maximisation. The likelihood is concave, so where it starts does not matter.
 * @param lessons their windows lie in the past
 * @param among positions of the maps that may be used; the others get 0
 * @returns one weight per map of `maps`
 */
export function fit(lessons: readonly Lesson[], among: readonly number[]): Float64Array {
  const size = among.length;
  const exposure = among.map((k) => lessons.reduce((sum, { totals }) => sum + totals[k]!, 0));
  const [rows, observed] = packed(lessons, among);
  const beta = new Float64Array(size).fill(1 / size);
  const gained = new Float64Array(size);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    gained.fill(0);
    for (let row = 0, at = 0; row < observed.length; row++, at += size) {
      let raw = 0;
      for (let k = 0; k < size; k++) raw += beta[k]! * rows[at + k]!;
      // An event where no map has anything cannot be learnt from.
      if (raw === 0) continue;
      const share = observed[row]! / raw;
      for (let k = 0; k < size; k++) gained[k]! += share * rows[at + k]!;
    }
    for (let k = 0; k < size; k++) beta[k] = exposure[k]! > 0 ? (beta[k]! * gained[k]!) / exposure[k]! : 0;
  }
  const weights = new Float64Array(maps.length);
  among.forEach((k, position) => (weights[k] = beta[position]!));
  return weights;
}

/** The rows of all lessons in one array with the chosen maps only, and what was observed in each. */
function packed(lessons: readonly Lesson[], among: readonly number[]): [Float64Array, Float64Array] {
  const count = lessons.reduce((sum, { observed }) => sum + observed.length, 0);
  const rows = new Float64Array(count * among.length);
  const all = new Float64Array(count);
  let at = 0;
  for (const { features, observed } of lessons) {
    for (let row = 0; row < observed.length; row++, at++) {
      all[at] = observed[row]!;
      for (let k = 0; k < among.length; k++) rows[at * among.length + k] = features[row * maps.length + among[k]!]!;
    }
  }
  return [rows, all];
}
