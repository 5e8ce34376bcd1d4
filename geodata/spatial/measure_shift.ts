import { correlate } from './fft.ts';
import type { XY } from './plane.ts';

/** A place where delivered lines are compared with those that are there, both in metres around its middle. */
export interface Place {
  /** Lines, or spots as lines of one; what lies further out than `HALF` is not looked at. */
  delivered: readonly XY[][];
  /** Needed as far as `HALF_THERE` from the middle. */
  there: readonly XY[][];
}

/**
 * How well a delivery fits what is there: the share of it that lies on what is there beyond what chance gives, so that 1
 * is all of it and 0 no better than anywhere.
 */
export interface ShiftScore {
  /** Metres east and north by which the delivery lies beside what is there where it fits best. */
  shift: XY;
  /** Fit once shifted back. */
  match: number;
  /** Fit as it is, give or take a street's width. */
  unshifted: number;
  /** Fit at the best of all shifts that are neither of these. */
  next: number;
}

/** Metres of a cell. */
const CELL = 12;
const SIDE = 512;
/** Largest shift that is looked for, cells: 1.6 km, more than BD-09 anywhere in China. */
const REACH = 133;
/** Half the side of the square in which delivered lines are compared, metres. */
export const HALF = 1200;
/** Lines that are there are needed this far from the middle, metres. */
export const HALF_THERE = HALF + REACH * CELL;
/** Shifts within this many cells of none count as none. */
const STILL = 3;

/**
 * Measures by which shift delivered lines fit best on the lines that are there: both are drawn on a grid and compared at
 * every shift at once. Streets that look alike fit at many shifts, but not in several places at the same one.
 * @returns null where there is next to nothing to compare in any of the places
 */
export function measureShift(places: readonly Place[]): ShiftScore | null {
  const fits = places.map(fitsOf).filter((fit) => fit !== null);
  if (fits.length === 0) return null;
  const fit = fits.reduce((sum, each) => sum.map((value, i) => value + each[i]!)).map((value) => value / fits.length);
  const best = highest(fit, () => true);
  const still = highest(fit, (h, k) => h * h + k * k <= STILL ** 2);
  const apart = (2 * STILL) ** 2;
  const next = highest(fit, (h, k) => h * h + k * k > apart && (h - best.h) ** 2 + (k - best.k) ** 2 > apart);
  const [dh, dk] = centroid((h, k) => Math.max(0, fit[cell(best.h + h, best.k + k)] ?? 0));
  return {
    shift: [-(best.h + dh) * CELL, -(best.k + dk) * CELL],
    ...{ match: best.value, unshifted: still.value, next: next.value }
  };
}

const WIDTH = 2 * REACH + 1;

/** Where the fit at a shift stands among all. */
function cell(h: number, k: number): number {
  return (k + REACH) * WIDTH + h + REACH;
}

function highest(fit: Float64Array, allowed: (h: number, k: number) => boolean) {
  const best = { h: 0, k: 0, value: -Infinity };
  for (let k = -REACH; k <= REACH; k++) {
    for (let h = -REACH; h <= REACH; h++) {
      const value = fit[cell(h, k)]!;
      if (value > best.value && allowed(h, k)) Object.assign(best, { h, k, value });
    }
  }
  return best;
}

/** The fit at every shift (cells east and north), above chance; null where there is too little. */
function fitsOf({ delivered, there }: Place): Float64Array | null {
  const ours = draw(delivered, HALF);
  const theirs = thicken(draw(there, HALF_THERE));
  const total = count(ours);
  if (total < LEAST || count(theirs) < LEAST) return null;
  const shared = correlate(ours, theirs, SIDE);
  const fit = new Float64Array(WIDTH * WIDTH);
  for (let k = -REACH; k <= REACH; k++) {
    for (let h = -REACH; h <= REACH; h++) {
      fit[cell(h, k)] = shared[((k + SIDE) % SIDE) * SIDE + ((h + SIDE) % SIDE)]! / total;
    }
  }
  const chance = count(fit) / fit.length;
  return fit.map((share) => (share - chance) / (1 - chance));
}

function count(cells: Float64Array): number {
  let sum = 0;
  for (const value of cells) sum += value;
  return sum;
}

/** Cells that must be drawn for a comparison to mean anything. */
const LEAST = 40;

/** Where the weight of a peak lies, cells from its highest. */
function centroid(weight: (h: number, k: number) => number): XY {
  let [x, y, total] = [0, 0, 0];
  for (let k = -1; k <= 1; k++) {
    for (let h = -1; h <= 1; h++) {
      const w = weight(h, k);
      [x, y, total] = [x + w * h, y + w * k, total + w];
    }
  }
  return total > 0 ? [x / total, y / total] : [0, 0];
}

function draw(lines: readonly XY[][], half: number): Float64Array {
  const cells = new Float64Array(SIDE * SIDE);
  const spot = (x: number, y: number) => {
    if (Math.abs(x) >= half || Math.abs(y) >= half) return;
    cells[(Math.floor(y / CELL) + SIDE / 2) * SIDE + Math.floor(x / CELL) + SIDE / 2] = 1;
  };
  for (const line of lines) {
    if (line.length === 1) spot(...line[0]!);
    for (let i = 1; i < line.length; i++) {
      const [[ax, ay], [bx, by]] = [line[i - 1]!, line[i]!];
      const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / (CELL / 2)) || 1;
      // A straight line across the whole place is an outline from far away.
      if (steps > SIDE * 4) continue;
      for (let step = 0; step <= steps; step++) spot(ax + ((bx - ax) * step) / steps, ay + ((by - ay) * step) / steps);
    }
  }
  return cells;
}

/** Draws lines three cells wide: surveys of one street differ by some metres. */
function thicken(cells: Float64Array): Float64Array {
  const wide = new Float64Array(cells.length);
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1; x < SIDE - 1; x++) {
      const i = y * SIDE + x;
      if (!cells[i]) continue;
      for (const j of [i, i - 1, i + 1, i - SIDE, i + SIDE]) wide[j] = 1;
    }
  }
  return wide;
}
