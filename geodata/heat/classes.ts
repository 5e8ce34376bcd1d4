import type { Measure } from '#geodata/heat/query.ts';

/** Steps of the ramp for how much, and on each side of the ramp for more and less. */
export const RAMP_STEPS = 7;
const SIDE_STEPS = 3;

/**
 * Classes of a measure. `edges` are the lower bounds of the steps, ascending; a value belongs to the last step whose
 * bound it reaches. One-sided measures begin above 0; two-sided ones have `SIDE_STEPS` bounds, mirrored below 0, and
 * what reaches none of them is "as usual".
 */
export interface Classes {
  sided: 'one' | 'two';
  edges: number[];
}

/** Chances of 1 in 20, 100 and 1,000, as −log10. */
export const SURPRISE_EDGES = [-Math.log10(0.05), 2, 3];

/**
 * Classes that fit some values: bounds are round numbers, about evenly spaced on a logarithmic scale, since counts per
 * cell are many small ones and a few large ones. Values may be pooled from several windows, so that a class means the
 * same through all of them.
 */
export function classesOf(measure: Measure, values: Iterable<number>): Classes {
  if (measure === 'anomaly') return { sided: 'two', edges: SURPRISE_EDGES };
  const sizes = [...values].map(Math.abs).filter((value) => value > 0 && Number.isFinite(value));
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  if (measure === 'change') return { sided: 'two', edges: roundEdges(1, most, SIDE_STEPS, 1) };
  if (measure === 'count') return { sided: 'one', edges: roundEdges(1, most, RAMP_STEPS, 1) };
  const sorted = sizes.sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.05)] ?? 1;
  return { sided: 'one', edges: roundEdges(low, most, RAMP_STEPS, 0) };
}

/** Which step a value falls into: 0 … for more, −1 … downward for less, null for nothing or as usual. */
export function classOf(classes: Classes, value: number): number | null {
  const size = Math.abs(value);
  if (!(size >= classes.edges[0]!) || (value < 0 && classes.sided === 'one')) return null;
  let step = 0;
  while (step + 1 < classes.edges.length && size >= classes.edges[step + 1]!) step++;
  return value < 0 ? -1 - step : step;
}

/** Up to `steps` round bounds from about `low` up to at most `high`, at least `gap` apart. */
function roundEdges(low: number, high: number, steps: number, gap: number): number[] {
  const edges = [roundDown(Math.max(low, 1e-9))];
  for (let step = 1; step < steps; step++) {
    const ideal = low * (Math.max(high, low) / low) ** (step / steps);
    const edge = Math.max(roundDown(ideal), nextRound(edges.at(-1)!, gap));
    if (edge > high) break;
    edges.push(edge);
  }
  return edges;
}

const round = [1, 2, 3, 4, 5, 6, 8, 10];

/** The largest round number not above. */
function roundDown(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const digit = round.findLast((digit) => digit * unit <= value * (1 + 1e-9)) ?? 1;
  return tidy(digit * unit);
}

/** The next round number above, at least `gap` above. */
function nextRound(value: number, gap: number): number {
  const unit = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const digit = round.find((digit) => digit * unit >= value + gap - 1e-9 && digit * unit > value * (1 + 1e-9));
  return tidy(digit === undefined ? 20 * unit : digit * unit);
}

/** Without what binary fractions add: 0.30000000000000004. */
const tidy = (value: number) => Number(value.toPrecision(6));
