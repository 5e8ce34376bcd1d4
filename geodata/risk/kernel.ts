import { gridDiskDistances } from 'h3-js';
import type { Universe } from './universe.ts';

/** Beyond this many rings a kernel is cut off. */
const RINGS = 6;

/** Below this share of the middle a ring is not worth its arithmetic. */
const NEGLIGIBLE = 1e-6;

/**
 * Smoothing over neighbours as a sparse matrix by rows: what cell c receives is the sum over i in
 * [start[c], start[c + 1]) of weight[i] × value[source[i]]. Every column sums to 1, so mass stays inside the universe.
 */
export interface Kernel {
  /** Width in rings. */
  sigma: number;
  start: Int32Array;
  source: Int32Array;
  weight: Float64Array;
}

/** A kernel ∝ exp(−k²/2σ²) over hex rings k ≤ 6 for every σ > 0 (rings), renormalised at the edge of the universe. */
export function kernelsOf({ cells, at }: Universe, sigmas: readonly number[]): Kernel[] {
  const around = cells.map((cell) =>
    gridDiskDistances(cell, RINGS).map((ring) => ring.map((id) => at.get(id)).filter((index) => index !== undefined))
  );
  return sigmas.map((sigma) => kernelOf(around, sigma));
}

/** `around[c][k]`: the cells of the universe in ring k of cell c. */
function kernelOf(around: number[][][], sigma: number): Kernel {
  const shape = shapeOf(sigma);
  const reach = shape.length;
  const given = around.map((rings) => massOf(shape, (ring) => rings[ring]!.length));
  const size = around.reduce((sum, rings) => sum + count(rings, reach), 0);
  const start = new Int32Array(around.length + 1);
  const source = new Int32Array(size);
  const weight = new Float64Array(size);
  let end = 0;
  around.forEach((rings, cell) => {
    for (let k = 0; k < reach; k++) {
      for (const other of rings[k]!) {
        source[end] = other;
        weight[end++] = shape[k]! / given[other]!;
      }
    }
    start[cell + 1] = end;
  });
  return { sigma, start, source, weight };
}

function count(rings: number[][], reach: number): number {
  let sum = 0;
  for (let k = 0; k < reach; k++) sum += rings[k]!.length;
  return sum;
}

/** Adds the smoothed `values` to `into`; both have one number per cell. */
export function addSmoothed({ start, source, weight }: Kernel, values: Float64Array, into: Float64Array): void {
  for (let cell = 0; cell < into.length; cell++) {
    let sum = 0;
    for (let i = start[cell]!; i < start[cell + 1]!; i++) sum += weight[i]! * values[source[i]!]!;
    into[cell]! += sum;
  }
}

/**
 * One cell of several columns at once, as it is and smoothed by every kernel: kernels.length + 1 runs of `columns`
 * numbers, written to `into` from `offset` on.
 * @param s the columns of all cells, cell by cell
 */
export function gather(
  s: Float64Array,
  columns: number,
  cell: number,
  kernels: readonly Kernel[],
  into: Float64Array,
  offset: number
): void {
  into.fill(0, offset, offset + (kernels.length + 1) * columns);
  for (let j = 0; j < columns; j++) into[offset + j] = s[cell * columns + j]!;
  let at = offset;
  for (const { start, source, weight } of kernels) {
    at += columns;
    for (let i = start[cell]!; i < start[cell + 1]!; i++) {
      const share = weight[i]!;
      const from = source[i]! * columns;
      for (let j = 0; j < columns; j++) into[at + j]! += share * s[from + j]!;
    }
  }
}

/**
 * For every cell that reaches this one, with which weight at each σ: what `kernelsOf` would give, for one cell alone.
 * @returns by position in the universe, one weight per σ
 */
export function weightsIntoCell(
  { cells, at }: Universe,
  cell: number,
  sigmas: readonly number[]
): Map<number, number[]> {
  const shapes = sigmas.map(shapeOf);
  const near = new Map<number, number[]>();
  gridDiskDistances(cells[cell]!, RINGS).forEach((ring, k) => {
    for (const id of ring) {
      const source = at.get(id);
      if (source === undefined) continue;
      const rings = gridDiskDistances(id, RINGS).map((ids) => ids.filter((other) => at.has(other)).length);
      near.set(
        source,
        shapes.map((shape) => (k < shape.length ? shape[k]! / massOf(shape, (ring) => rings[ring]!) : 0))
      );
    }
  });
  return near;
}

/** exp(−k²/2σ²) by ring, as far as it is worth its arithmetic. */
function shapeOf(sigma: number): number[] {
  if (sigma === 0) return [1];
  return Array.from({ length: RINGS + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigma * sigma))).filter(
    (share) => share >= NEGLIGIBLE
  );
}

/** What a cell gives away in all, before it is made 1. */
function massOf(shape: readonly number[], cellsIn: (ring: number) => number): number {
  let mass = 0;
  for (let k = 0; k < shape.length; k++) mass += shape[k]! * cellsIn(k);
  return mass;
}
