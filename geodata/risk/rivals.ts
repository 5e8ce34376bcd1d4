import { countsBetween } from './daily_events.ts';
import { expectedHits } from './hits.ts';
import { maps } from './maps.ts';
import type { Moment, Study } from './moment.ts';

/** The rows of a backtest, in the order they are shown. */
export const modelNames = ['last28', 'mean', 'stkde', 'model', 'oracle'] as const;
export type ModelName = (typeof modelNames)[number];

const RECENT_DAYS = 28;
/** Share of the area by which the kernel estimate is tuned. */
const TUNED_AT = 0.05;

/** Events a day in each cell over the last 28 days. */
export function last28({ kind, cells }: Study, moment: Moment): Float64Array {
  const day = moment.day();
  return countsBetween(kind, day - RECENT_DAYS, day, cells).map((count) => count / RECENT_DAYS);
}

/** Weights that pick out one map. */
export function only(map: number): Float64Array {
  const beta = new Float64Array(maps.length);
  beta[map] = 1;
  return beta;
}

/** Finds the one τ and σ with which a space-time kernel would have hit most; fed one past window after another. */
export interface Tuner {
  /** The moment at the window's start, and what the window then brought. */
  see(moment: Moment, observed: Float64Array): void;
  /** Position of the best map so far. */
  best(): number;
}

export function stkdeTuner(): Tuner {
  const candidates = maps.flatMap(({ of }, k) => (of === 'kind' ? [k] : []));
  const hits = candidates.map(() => 0);
  const see = (moment: Moment, observed: Float64Array) => {
    candidates.forEach((map, i) => {
      hits[i]! += expectedHits(moment.mix(only(map)), observed, observed.length * TUNED_AT);
    });
  };
  return { see, best: () => candidates[hits.indexOf(Math.max(...hits))]! };
}
