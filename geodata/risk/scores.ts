import { bootstrapRatio } from './bootstrap.ts';
import { expectedHits } from './hits.ts';

/** Shares of the area at which hits are counted. */
const AREAS = [0.01, 0.05, 0.1] as const;

/** How one way of predicting did over all windows; shares are fractions. */
export interface Score {
  /** Events that fell into the highest 1, 5 and 10 % of the cells. */
  hr1: number;
  hr5: number;
  hr10: number;
  /** Hit rate at 5 % over the share of the area. */
  pai5: number;
  /** Hits at 5 % over the most that as many cells could have held. */
  pei5: number;
  /** Gain over the long-run mean with its level matched, bits per event, with its 95 % interval. */
  ig: number;
  ig_ci: [number, number];
  /** Σ predicted / Σ observed, at the level the method itself gives. */
  sum_ratio: number;
}

/** One window of one method. */
export interface Guess {
  /** What ranks the cells, any scale. */
  rank: Float64Array;
  /** Expected events, at the common level and nowhere 0 where something can happen. */
  expected: Float64Array;
  /** Expected events in all cells by the method's own level. */
  level: number;
}

/** Collects the windows of one method. */
export interface Scorer {
  /**
   * @param reference the expected events of the long-run mean at the common level
   * @param outside events of the window outside the universe: always missed
   */
  add(guess: Guess, observed: Float64Array, reference: Float64Array, outside: number): void;
  /** @param block windows that are drawn together, for the interval */
  score(block: number): Score;
}

export function scorer(): Scorer {
  const hits = AREAS.map(() => 0);
  const gains: number[] = [];
  const counts: number[] = [];
  let [best, events, predicted] = [0, 0, 0];

  const add = ({ rank, expected, level }: Guess, observed: Float64Array, reference: Float64Array, outside: number) => {
    AREAS.forEach((area, i) => (hits[i]! += expectedHits(rank, observed, area * observed.length)));
    best += expectedHits(observed, observed, AREAS[1] * observed.length);
    const inside = sum(observed);
    gains.push(bitsOver(reference, expected, observed));
    counts.push(inside);
    events += inside + outside;
    predicted += level;
  };
  const score = (block: number) => {
    const [hr1, hr5, hr10] = hits.map((count) => count / events) as [number, number, number];
    const inside = sum(counts);
    return {
      ...{ hr1, hr5, hr10, pai5: hr5 / AREAS[1], pei5: hits[1]! / best },
      ig: sum(gains) / inside,
      ig_ci: bootstrapRatio(gains, counts, block),
      sum_ratio: predicted / inside
    };
  };
  return { add, score };
}

/** log2 of the Poisson likelihood ratio of two maps of expected counts. */
export function bitsOver(reference: Float64Array, expected: Float64Array, observed: Float64Array): number {
  let nats = 0;
  for (let cell = 0; cell < observed.length; cell++) {
    const count = observed[cell]!;
    if (count > 0) nats += count * Math.log(expected[cell]! / reference[cell]!);
    nats -= expected[cell]! - reference[cell]!;
  }
  return nats / Math.LN2;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
