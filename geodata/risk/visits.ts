import { rng } from '../demo/rng.ts';

/** A cell that can be visited. */
export interface Candidate {
  cell: string;
  expected: number;
  /** Among the cells that were flagged in the whole city. */
  flagged: boolean;
}

export interface Chosen {
  cell: string;
  expected: number;
  chosen: 'expected' | 'random';
}

/**
 * The cells of a round of visits: those where most is expected, and at least one drawn at random from the rest, flagged
 * ones left out, so that it can be told whether only what was looked for is found.
 * @param share of the visits that are random, at least one; the same seed draws the same cells
 */
export function chooseVisits(
  candidates: readonly Candidate[],
  { visits, share, seed }: { visits: number; share: number; seed: string }
): { chosen: Chosen[]; drawnFrom: number } {
  const order = candidates.toSorted((a, b) => b.expected - a.expected || (a.cell < b.cell ? -1 : 1));
  const wanted = Math.max(1, Math.round(visits * share));
  const top = order.slice(0, Math.max(0, visits - wanted));
  const rest = order.slice(top.length).filter(({ flagged }) => !flagged);
  const drawn = rng(seed)
    .shuffled(rest.toSorted((a, b) => (a.cell < b.cell ? -1 : 1)))
    .slice(0, wanted);
  const as =
    (chosen: Chosen['chosen']) =>
    ({ cell, expected }: Candidate): Chosen => ({ cell, expected, chosen });
  return { chosen: [...top.map(as('expected')), ...drawn.map(as('random'))], drawnFrom: rest.length };
}

/** Metres between every two stops. */
export type Distances = (from: number, to: number) => number;

/**
 * A short open tour of `count` stops from stop 0: the nearest one next, then as many crossings undone as there are.
 * @returns the stops in order, and its length in metres
 */
export function tourOf(count: number, distance: Distances): { order: number[]; distance_m: number } {
  const order = [0];
  const left = new Set(Array.from({ length: count - 1 }, (_, i) => i + 1));
  while (left.size > 0) {
    const here = order.at(-1)!;
    const next = [...left].reduce((best, stop) => (distance(here, stop) < distance(here, best) ? stop : best));
    left.delete(next);
    order.push(next);
  }
  while (uncross(order, distance));
  return { order, distance_m: lengthOf(order, distance) };
}

/** Turns one stretch round where that makes the tour shorter; true while something was found. */
function uncross(order: number[], distance: Distances): boolean {
  for (let from = 1; from < order.length - 1; from++) {
    for (let to = from + 1; to < order.length; to++) {
      const turned = [...order.slice(0, from), ...order.slice(from, to + 1).reverse(), ...order.slice(to + 1)];
      // Less than a millimetre is rounding, and would go on for ever.
      if (lengthOf(turned, distance) > lengthOf(order, distance) - 1e-3) continue;
      order.splice(0, order.length, ...turned);
      return true;
    }
  }
  return false;
}

function lengthOf(order: readonly number[], distance: Distances): number {
  return order.slice(1).reduce((sum, stop, i) => sum + distance(order[i]!, stop), 0);
}

/** 95 % interval of a rate (Wilson); undefined without trials. */
export function wilson(found: number, trials: number): [number, number] | undefined {
  if (trials === 0) return undefined;
  const z = 1.96;
  const rate = found / trials;
  const middle = (rate + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half = (z / (1 + (z * z) / trials)) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
