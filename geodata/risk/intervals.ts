import { quantile } from './bootstrap.ts';

/** Windows whose residuals an interval is made from. */
const RESIDUAL_WINDOWS = 26;
const LOW = 0.1;
const HIGH = 0.9;

/**
 * An 80 % interval for a count, from how far off the last windows were: residuals are measured in √expected, which is
 * what they would be in were counts Poisson; real ones spread wider.
 * @param expected of the window, and of the windows before it with what they brought
 */
export function intervalFor(
  expected: number,
  past: { expected: ArrayLike<number>; observed: ArrayLike<number> }
): [number, number] {
  const residuals = Float64Array.from(past.expected, (value, i) => residual(value, past.observed[i]!)).sort();
  const at = (share: number) => Math.max(0, expected + quantile(residuals, share) * Math.sqrt(expected));
  return [at(LOW), at(HIGH)];
}

function residual(expected: number, observed: number): number {
  return expected > 0 ? (observed - expected) / Math.sqrt(expected) : 0;
}

/**
 * Share of windows that fell into the interval made from the 26 windows before them.
 * @returns NaN where no window has 26 before it
 */
export function coverageOf(expected: readonly number[], observed: readonly number[]): number {
  let [inside, windows] = [0, 0];
  for (let i = RESIDUAL_WINDOWS; i < expected.length; i++, windows++) {
    const before = <T>(values: readonly T[]) => values.slice(i - RESIDUAL_WINDOWS, i);
    const [low, high] = intervalFor(expected[i]!, { expected: before(expected), observed: before(observed) });
    if (observed[i]! >= low && observed[i]! <= high) inside++;
  }
  return inside / windows;
}
