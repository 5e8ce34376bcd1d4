import { rng } from '../demo/rng.ts';
import { quantile } from './bootstrap.ts';
import { topCells } from './hits.ts';

/** Share of the cells that an alert names. */
const ALERTED = 0.05;
const PERMUTATIONS = 200;

/** Cells that were called above or below their own average. */
export interface Alert {
  up: Int32Array;
  down: Int32Array;
}

/** Events in the alerted cells over what their average let expect; what it would be by chance, and its 90 % range. */
export interface Lift {
  lift: number;
  null: number;
  null_range: [number, number];
}

/** The cells where the forecast departs most from the mean, in √mean; both maps at one level. */
export function alertOf(forecast: Float64Array, mean: Float64Array): Alert {
  const departure = forecast.map((expected, cell) => (expected - mean[cell]!) / Math.sqrt(mean[cell]!));
  return {
    up: topCells(departure, ALERTED),
    down: topCells(
      departure.map((value) => -value),
      ALERTED
    )
  };
}

/**
 * The lift of alerts. Under the null each window's alerts meet the events of another window, so what is merely a lasting
 * difference from the mean remains in it.
 * @param means the mean's expected counts, `observed` what came, per window
 */
export function liftOf(
  alerted: readonly Int32Array[],
  means: readonly Float64Array[],
  observed: readonly Float64Array[]
): Lift {
  const expected = sumOver(alerted, means);
  const chance = rng('alerts');
  const shuffled = Float64Array.from(
    { length: PERMUTATIONS },
    () => sumOver(alerted, chance.shuffled(observed)) / expected
  ).sort();
  return {
    lift: sumOver(alerted, observed) / expected,
    null: shuffled.reduce((sum, value) => sum + value, 0) / PERMUTATIONS,
    null_range: [quantile(shuffled, 0.05), quantile(shuffled, 0.95)]
  };
}

function sumOver(alerted: readonly Int32Array[], maps: readonly Float64Array[]): number {
  let sum = 0;
  alerted.forEach((cells, window) => {
    for (const cell of cells) sum += maps[window]![cell]!;
  });
  return sum;
}
