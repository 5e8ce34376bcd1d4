import { distance, type XY } from '#geodata/spatial/plane.ts';
import { fillRows, type Yard } from './fill.ts';
import type { Rng } from './rng.ts';
import { southFacing, type Slab } from './slab.ts';

/** How a housing estate of one time was built. */
export interface Era {
  built: [from: number, to: number];
  depth: [number, number];
  /** Width of one stairwell's flats, and how many stand in a row. */
  unitWidth: [number, number];
  units: readonly number[];
  gap: [number, number];
  aside: [number, number];
  floors: readonly number[];
  flatsPerFloor: readonly number[];
}

const eras = {
  old: {
    ...{
      built: [1952, 1978],
      depth: [10.5, 12],
      unitWidth: [12, 14],
      units: [2, 3, 3, 4],
      gap: [13, 16],
      aside: [6, 9]
    },
    ...{ floors: [3, 3, 4, 4, 5], flatsPerFloor: [2, 3, 3] }
  },
  walkup: {
    ...{
      built: [1979, 2003],
      depth: [11.5, 13],
      unitWidth: [12.5, 15],
      units: [2, 3, 4, 4, 5],
      gap: [17, 22],
      aside: [7, 10]
    },
    ...{ floors: [6, 6, 6, 7, 7], flatsPerFloor: [2, 2, 3] }
  },
  midrise: {
    ...{
      built: [2004, 2015],
      depth: [13, 15],
      unitWidth: [17, 20],
      units: [1, 2, 2, 3],
      gap: [27, 34],
      aside: [11, 15]
    },
    ...{ floors: [9, 11, 11, 16, 18], flatsPerFloor: [2, 3, 4] }
  },
  tower: {
    ...{ built: [2010, 2024], depth: [16, 18], unitWidth: [26, 30], units: [1, 1, 2], gap: [36, 44], aside: [18, 26] },
    ...{ floors: [24, 27, 30, 32, 33], flatsPerFloor: [4, 4, 6] }
  }
} as const satisfies Record<string, Era>;

export interface Home {
  slab: Slab;
  floors: number;
  units: number;
  households: number;
}

/** Which era a plot was built in: the old town has more of the old, the outskirts more of the new. */
export function eraOf(middle: XY, random: Rng): Era {
  const far = distance(middle, [600, 400]) / 1000;
  const era = random.weighted({ old: far < 2 ? 22 : 3, walkup: 56, midrise: 8 + 3 * far, tower: 5 + 2 * far });
  return eras[era];
}

/** Rows of houses that face south, as long as their stairwells make them. */
export function buildHomes(yard: Yard, era: Era, random: Rng): Home[] {
  const unitWidth = random.between(...era.unitWidth);
  const rows = {
    ...{ way: southFacing(yard.ring), depth: random.between(...era.depth), gap: random.between(...era.gap) },
    ...{ aside: random.between(...era.aside), lengths: [...new Set(era.units)].map((units) => units * unitWidth) }
  };
  const floorsHere = random.pick(era.floors);
  const flats = random.pick(era.flatsPerFloor);
  return fillRows(yard, rows, random).map((slab) => {
    const units = Math.round(slab.length / unitWidth);
    const floors = random.chance(0.75) ? floorsHere : random.pick(era.floors);
    return { slab, floors, units, households: units * floors * flats };
  });
}
