import { atLeastOne } from './model.ts';

const BINS = 10;

/** One of ten bins with as many cells and windows each, by the probability of at least one event. */
export interface ReliabilityBin {
  /** Mean probability that was given, and the share in which something happened. */
  probability: number;
  frequency: number;
  /** Mean count that was expected, and that was observed. */
  expected: number;
  observed: number;
  /** Cells × windows in it. */
  size: number;
}

export interface Calibration {
  bins: ReliabilityBin[];
  /** Expected calibration error: mean distance between probability and frequency. */
  ece: number;
  /** Slope of observed on expected counts over the bins; 1 is right, NaN where every cell is expected the same. */
  slope: number;
}

/** Reliability of expected counts against what was observed; the windows' maps one after another, in parallel. */
export function calibrationOf(expected: readonly Float64Array[], observed: readonly Float64Array[]): Calibration {
  const bins = reliability(expected, observed);
  const size = bins.reduce((sum, bin) => sum + bin.size, 0);
  const ece = bins.reduce((sum, bin) => sum + bin.size * Math.abs(bin.probability - bin.frequency), 0) / size;
  return { bins, ece, slope: slopeOf(bins) };
}

function reliability(expected: readonly Float64Array[], observed: readonly Float64Array[]): ReliabilityBin[] {
  const sorted = Float64Array.from(expected.flatMap((map) => [...map])).sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
  const sums = Array.from({ length: BINS }, () => ({
    probability: 0,
    frequency: 0,
    expected: 0,
    observed: 0,
    size: 0
  }));
  expected.forEach((map, window) => {
    map.forEach((count, cell) => {
      const seen = observed[window]![cell]!;
      let at = 0;
      while (at < edges.length && edges[at]! <= count) at++;
      const bin = sums[at]!;
      bin.size++;
      bin.expected += count;
      bin.observed += seen;
      bin.probability += atLeastOne(count);
      bin.frequency += seen > 0 ? 1 : 0;
    });
  });
  return sums.filter(({ size }) => size > 0).map(meanOf);
}

function meanOf({ probability, frequency, expected, observed, size }: ReliabilityBin): ReliabilityBin {
  const [p, f, e, o] = [probability, frequency, expected, observed].map((sum) => sum / size) as [
    number,
    number,
    number,
    number
  ];
  return { probability: p, frequency: f, expected: e, observed: o, size };
}

/** Least squares with an intercept. */
function slopeOf(bins: readonly ReliabilityBin[]): number {
  const x = bins.reduce((sum, { expected }) => sum + expected, 0) / bins.length;
  const y = bins.reduce((sum, { observed }) => sum + observed, 0) / bins.length;
  let [together, alone] = [0, 0];
  for (const { expected, observed } of bins) {
    together += (expected - x) * (observed - y);
    alone += (expected - x) ** 2;
  }
  return together / alone;
}
