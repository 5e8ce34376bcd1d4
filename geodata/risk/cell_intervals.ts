import { quantile } from './bootstrap.ts';

const BINS = 10;
const LOW = 0.1;
const HIGH = 0.9;
/** Windows that intervals are read from; of a test they are the last ones. */
const WINDOWS = 26;
/** Fewer windows than that say nothing about how well intervals hold. */
const FEWEST_MEASURED = 8;

/** 80 % intervals for single cells: how far off cells with a like expectation were, in √expected. */
export interface CellIntervals {
  /** Upper edge of each bin of expected counts but the last. */
  edges: number[];
  /** 10 % and 90 % quantiles of (observed − expected) / √expected in each bin. */
  residuals: [number, number][];
  /** Share of cells and windows that fell into intervals made before them; null where there were too few windows. */
  coverage: number | null;
}

/** Intervals from the last windows of a test, and how well such intervals held on windows they were not made from. */
export function cellIntervalsOf(expected: readonly Float64Array[], observed: readonly Float64Array[]): CellIntervals {
  const made = residualsOf(expected.slice(-WINDOWS), observed.slice(-WINDOWS));
  const measured = Math.min(WINDOWS, expected.length - WINDOWS);
  if (measured < FEWEST_MEASURED) return { ...made, coverage: null };
  const earlier = <T>(maps: readonly T[]) => maps.slice(-WINDOWS - measured, -measured);
  const before = residualsOf(earlier(expected), earlier(observed));
  let [inside, all] = [0, 0];
  expected.slice(-measured).forEach((map, window) => {
    const came = observed.at(window - measured)!;
    map.forEach((value, cell) => {
      const [low, high] = cellInterval(value, before);
      if (came[cell]! >= low && came[cell]! <= high) inside++;
      all++;
    });
  });
  return { ...made, coverage: inside / all };
}

/** In whole reports. */
export function cellInterval(
  expected: number,
  { edges, residuals }: Pick<CellIntervals, 'edges' | 'residuals'>
): [number, number] {
  const bin = edges.findIndex((edge) => expected < edge);
  const whole = (residual: number) => Math.max(0, Math.round(expected + residual * Math.sqrt(expected)));
  const [low, high] = residuals.at(bin)!;
  return [whole(low), whole(high)];
}

function residualsOf(expected: readonly Float64Array[], observed: readonly Float64Array[]) {
  const sorted = Float64Array.from(expected.flatMap((map) => [...map])).sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
  const bins: number[][] = Array.from({ length: BINS }, () => []);
  expected.forEach((map, window) => {
    map.forEach((value, cell) => {
      const bin = edges.findIndex((edge) => value < edge);
      bins.at(bin)!.push(value > 0 ? (observed[window]![cell]! - value) / Math.sqrt(value) : 0);
    });
  });
  const residuals = bins.map((values): [number, number] => {
    const own = Float64Array.from(values).sort();
    return own.length > 0 ? [quantile(own, LOW), quantile(own, HIGH)] : [0, 0];
  });
  return { edges, residuals };
}
