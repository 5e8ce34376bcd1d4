import { rng } from '../demo/rng.ts';

const DRAWS = 2000;

/**
 * 95 % interval of Σ top / Σ bottom over windows, by a circular block bootstrap: neighbouring windows resemble each
 * other, so `block` of them are drawn together. The same windows always give the same interval.
 */
export function bootstrapRatio(top: readonly number[], bottom: readonly number[], block: number): [number, number] {
  const chance = rng('backtest');
  const windows = top.length;
  const ratios = Float64Array.from({ length: DRAWS }, () => {
    let [above, below] = [0, 0];
    for (let drawn = 0; drawn < windows;) {
      const from = chance.int(0, windows - 1);
      for (let i = 0; i < block && drawn < windows; i++, drawn++) {
        above += top[(from + i) % windows]!;
        below += bottom[(from + i) % windows]!;
      }
    }
    return above / below;
  }).sort();
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}

/** The value below which a share of sorted values lies. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}
