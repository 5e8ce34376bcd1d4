/** Units with fewer households have no rate: a single report would make it. */
const MIN_HOUSEHOLDS = 50;

export interface Rates {
  /** Per 1,000 households; NaN where there are too few households. */
  values: Float64Array;
  /** Of all units together. */
  mean: number;
  /** Variance between units that is not chance, in the same units squared. */
  spread: number;
}

/**
 * Events per 1,000 households, each unit shrunk toward the mean of all as far as its own count is uncertain: the global
 * empirical Bayes estimate of Marshall (1991, Applied Statistics 40, 283–294). With rate r = n / h, mean
 * m = Σn / Σh and spread A = Σh (r − m)² / Σh − m / h̄ (not below 0), the estimate is m + (r − m) A / (A + m / h).
 * @param counts events of each unit
 * @param households households of each unit
 */
export function shrunkRates(counts: ArrayLike<number>, households: ArrayLike<number>): Rates {
  const values = new Float64Array(counts.length).fill(NaN);
  let events = 0;
  let homes = 0;
  let used = 0;
  for (let i = 0; i < counts.length; i++) {
    if (households[i]! < MIN_HOUSEHOLDS) continue;
    events += counts[i]!;
    homes += households[i]!;
    used++;
  }
  if (used === 0 || events === 0) {
    for (let i = 0; i < counts.length; i++) if (households[i]! >= MIN_HOUSEHOLDS) values[i] = 0;
    return { values, mean: 0, spread: 0 };
  }
  const mean = events / homes;
  let squares = 0;
  for (let i = 0; i < counts.length; i++) {
    if (households[i]! >= MIN_HOUSEHOLDS) squares += households[i]! * (counts[i]! / households[i]! - mean) ** 2;
  }
  const spread = Math.max(0, squares / homes - mean / (homes / used));
  for (let i = 0; i < counts.length; i++) {
    if (households[i]! < MIN_HOUSEHOLDS) continue;
    const weight = spread / (spread + mean / households[i]!);
    values[i] = 1000 * (mean + weight * (counts[i]! / households[i]! - mean));
  }
  return { values, mean: 1000 * mean, spread: 1e6 * spread };
}
