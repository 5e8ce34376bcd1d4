/** How many earlier windows a count is compared with, and how many there must be. */
export const pastWindows = { most: 26, least: 8 } as const;

export interface Surprise {
  /** −log10 of the chance, positive when there are more than usual, negative when there are fewer; at most 99. */
  score: number;
  /** What the place's own past leads one to expect. */
  expected: number;
}

/**
 * How surprising a count is against the same place's earlier windows of the same length: the chance, under a negative
 * binomial fitted to them, of a count at least as far out on its side.
 *
 * With S events in K windows and the reference prior Γ(½, 0) on the mean, the next count has mean m = (S + ½) / K and
 * variance φ m + m² / (S + ½): the second part is what is not known of the mean, φ is how much more the past scattered
 * than a Poisson count does (variance over mean, at least 1). φ = 1 is the exact predictive distribution.
 */
export function surprise(count: number, past: ArrayLike<number>): Surprise {
  const windows = past.length;
  let sum = 0;
  for (let i = 0; i < windows; i++) sum += past[i]!;
  const mean = sum / windows;
  let squares = 0;
  for (let i = 0; i < windows; i++) squares += (past[i]! - mean) ** 2;
  const scatter = sum > 0 && windows > 1 ? Math.max(1, squares / (windows - 1) / mean) : 1;
  const expected = (sum + 0.5) / windows;
  const excess = (scatter - 1) * expected + expected ** 2 / (sum + 0.5);
  const size = expected ** 2 / excess;
  const upper = count >= expected;
  const chance = upper ? atLeast(count, size, expected) : atMost(count, size, expected);
  const score = Math.min(99, Math.max(0, -Math.log10(Math.max(chance, 1e-99))));
  return { score: upper ? score : -score, expected };
}

/** P(N ≥ n) of a negative binomial with that size and mean, summed from the tail so that small chances stay exact. */
export function atLeast(n: number, size: number, mean: number): number {
  if (n <= 0) return 1;
  if (n < mean) return 1 - atMost(n - 1, size, mean);
  let term = probability(n, size, mean);
  let sum = term;
  const odds = mean / (mean + size);
  for (let k = n; term > sum * 1e-12 && k < n + 100_000; k++) {
    term *= ((k + size) / (k + 1)) * odds;
    sum += term;
  }
  return Math.min(1, sum);
}

/** P(N ≤ n) of the same. */
export function atMost(n: number, size: number, mean: number): number {
  const odds = mean / (mean + size);
  let term = probability(n, size, mean);
  let sum = term;
  for (let k = n; k > 0 && term > sum * 1e-12; k--) {
    term *= k / (k - 1 + size) / odds;
    sum += term;
  }
  return Math.min(1, sum);
}

function probability(n: number, size: number, mean: number): number {
  const log =
    logGamma(n + size) -
    logGamma(size) -
    logGamma(n + 1) +
    size * Math.log(size / (size + mean)) +
    n * Math.log(mean / (size + mean));
  return Math.exp(log);
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
];

/** Logarithm of the gamma function for x > 0, after Lanczos (g = 7, nine terms): 15 digits. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  let sum = lanczos[0]!;
  for (let i = 1; i < 9; i++) sum += lanczos[i]! / (y + i);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}
