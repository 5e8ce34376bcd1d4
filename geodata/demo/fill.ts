import { shift, type Ring, type XY } from '#geodata/spatial/plane.ts';
import type { Rng } from './rng.ts';
import { slabInside, slabMeetsStrip, slabsMeet, type Slab, type Strip } from './slab.ts';

/** What stands and runs on a plot already; new slabs keep clear of it. */
export interface Yard {
  ring: Ring;
  strips: readonly Strip[];
  slabs: Slab[];
}

export interface Rows {
  way: XY;
  depth: number;
  /** Clear ground between rows, and between neighbours in a row. */
  gap: number;
  aside: number;
  /** Lengths to try, the next one drawn by chance and shorter ones where it does not fit. */
  lengths: readonly number[];
  most?: number;
}

const CLEAR_OF_WAYS_M = 5;

/** Puts a slab into a yard if it lies inside and clear of everything. */
export function place(yard: Yard, slab: Slab, apart = 6): boolean {
  const clear =
    slabInside(slab, yard.ring) &&
    !yard.strips.some((strip) => slabMeetsStrip(slab, strip, CLEAR_OF_WAYS_M)) &&
    !yard.slabs.some((other) => slabsMeet(slab, other, apart));
  if (clear) yard.slabs.push(slab);
  return clear;
}

/** Rows of slabs from the south of a yard to its north. */
export function fillRows(yard: Yard, { way, depth, gap, aside, lengths, most = Infinity }: Rows, random: Rng): Slab[] {
  const along = (spot: XY) => spot[0] * way[0] + spot[1] * way[1];
  const across = (spot: XY) => -spot[0] * way[1] + spot[1] * way[0];
  const [us, vs] = [yard.ring.map(along), yard.ring.map(across)];
  const [west, east, south, north] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
  const placed: Slab[] = [];
  const longestFirst = lengths.toSorted((p, q) => q - p);
  const shortest = longestFirst.at(-1)!;
  for (let v = south + depth / 2 + 1; v < north && placed.length < most;) {
    const before = placed.length;
    for (let u = west; u + shortest < east && placed.length < most;) {
      const wanted = random.pick(lengths);
      const fitting = longestFirst
        .filter((length) => length <= wanted)
        .map((length): Slab => ({ middle: shift([0, 0], way, u + length / 2, v), way, length, depth }))
        .find((slab) => place(yard, slab, Math.min(aside, gap) - 0.1));
      if (fitting) placed.push(fitting);
      u += fitting ? fitting.length + aside : 4;
    }
    // Where nothing fits, as over a way, the next row is tried a little further on.
    v += placed.length > before ? depth + gap : 3;
  }
  return placed;
}

/** One slab somewhere in the yard, where it fits. */
export function placeSomewhere(yard: Yard, shape: Omit<Slab, 'middle'>, random: Rng, tries = 40): Slab | null {
  const xs = yard.ring.map(([x]) => x);
  const ys = yard.ring.map(([, y]) => y);
  for (let i = 0; i < tries; i++) {
    const middle: XY = [
      random.between(Math.min(...xs), Math.max(...xs)),
      random.between(Math.min(...ys), Math.max(...ys))
    ];
    const slab = { ...shape, middle };
    if (place(yard, slab)) return slab;
  }
  return null;
}
