import type { PrivateCluster } from '../../../scripts/provision/private-database.ts';

/** One figure that an issue sets a bar for. Modules of tests/bench export them, under any name. */
export interface Bench {
  /** `<room>/<what>`: tiles/uncached_ratio. */
  name: string;
  /** What the value is in: ×, KB, s. */
  unit: string;
  bar: { atMost: number } | { atLeast: number };
  /** Measures against a baseline run in the same call where the value is a ratio. */
  run(ctx: BenchContext): Promise<Measured>;
}

export interface Measured {
  value: number;
  /** What the value was made of, for whoever reads the figure. */
  note?: string;
}

export interface BenchContext {
  /** The clone's own cluster; a bench makes its own database in it. */
  cluster: Pick<PrivateCluster, 'url'>;
  /** Says what is being done, on one line. */
  log(line: string): void;
  /** Ends when the run is stopped. */
  signal: AbortSignal;
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * A ratio measured over rounds in which the two sides take turns, so that what else the machine does meets both.
 * @returns the median ratio and the medians of both sides
 */
export async function ratio(rounds: number, ours: () => Promise<number>, baseline: () => Promise<number>) {
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round++) {
    const [first, second] = round % 2 ? [ours, baseline] : [baseline, ours];
    const [a, b] = [await first(), await second()];
    pairs.push(round % 2 ? [a, b] : [b, a]);
  }
  return {
    value: median(pairs.map(([own, other]) => own / other)),
    ours: median(pairs.map(([own]) => own)),
    baseline: median(pairs.map(([, other]) => other))
  };
}
