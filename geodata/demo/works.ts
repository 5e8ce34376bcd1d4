import { direction, distance, shift, type XY } from '#geodata/spatial/plane.ts';
import { fillRows, place, type Rows, type Yard } from './fill.ts';
import type { Use } from './ground.ts';
import { branded } from './names.ts';
import { frame } from './plan/plan.ts';
import type { Rng } from './rng.ts';
import { station } from './skeleton/landmarks.ts';
import { southFacing, type Slab } from './slab.ts';

export type BuildingKind =
  | 'residential'
  | 'commercial'
  | 'office'
  | 'industrial'
  | 'education'
  | 'medical'
  | 'public'
  | 'transport'
  | 'ancillary'
  | 'other';

export interface Work {
  slab: Slab;
  kind: BuildingKind;
  floors: number;
  name?: string;
}

type Plan = Omit<Rows, 'way'> & { kind: BuildingKind; floors: readonly number[] };

/** What is built on ground that is not for homes; rows of these, as far as they fit. */
const plans: Partial<Record<Use, Plan[]>> = {
  commercial: [
    { kind: 'commercial', depth: 24, gap: 14, aside: 10, lengths: [30, 42, 56], floors: [3, 4, 5, 6, 18, 24], most: 8 },
    { kind: 'commercial', depth: 11, gap: 8, aside: 6, lengths: [16, 26], floors: [1, 2, 3], most: 2 }
  ],
  office: [
    { kind: 'office', depth: 18, gap: 26, aside: 16, lengths: [32, 44, 58], floors: [6, 8, 11, 16, 22, 28], most: 8 }
  ],
  education: [
    { kind: 'education', depth: 15, gap: 24, aside: 12, lengths: [38, 52, 66], floors: [3, 4, 4, 5], most: 5 }
  ],
  medical: [{ kind: 'medical', depth: 19, gap: 22, aside: 14, lengths: [40, 56, 72], floors: [4, 6, 9, 14], most: 7 }],
  industrial: [
    { kind: 'industrial', depth: 26, gap: 14, aside: 12, lengths: [44, 60, 78], floors: [1, 1, 2], most: 12 }
  ],
  public: [{ kind: 'public', depth: 17, gap: 24, aside: 16, lengths: [34, 46], floors: [3, 4, 6, 9], most: 4 }],
  construction: [{ kind: 'other', depth: 17, gap: 44, aside: 30, lengths: [28, 56], floors: [2, 5, 9], most: 4 }],
  garden: [{ kind: 'ancillary', depth: 8, gap: 30, aside: 30, lengths: [12], floors: [1], most: 1 }],
  campus: [{ kind: 'education', depth: 17, gap: 42, aside: 30, lengths: [48, 62, 78], floors: [4, 5, 6, 7], most: 44 }],
  hospital: [
    { kind: 'medical', depth: 21, gap: 26, aside: 18, lengths: [48, 66, 84], floors: [6, 9, 15, 20], most: 14 }
  ],
  market: [
    { kind: 'commercial', depth: 28, gap: 12, aside: 10, lengths: [50, 70, 90], floors: [1, 2, 2, 4], most: 16 }
  ],
  stadium: [{ kind: 'public', depth: 16, gap: 60, aside: 40, lengths: [40], floors: [2, 3], most: 3 }],
  industry: [{ kind: 'industrial', depth: 32, gap: 16, aside: 14, lengths: [50, 70, 95], floors: [1, 1, 2], most: 20 }],
  park: [{ kind: 'public', depth: 9, gap: 120, aside: 140, lengths: [14], floors: [1], most: 6 }],
  lake_park: [{ kind: 'public', depth: 9, gap: 260, aside: 300, lengths: [14], floors: [1], most: 8 }],
  plaza: [{ kind: 'public', depth: 30, gap: 400, aside: 200, lengths: [70], floors: [4], most: 1 }]
};

export function buildWorks(yard: Yard, use: Use, random: Rng): Work[] {
  const way = southFacing(yard.ring);
  return (plans[use] ?? []).flatMap(({ kind, floors, ...rows }) =>
    fillRows(yard, { ...rows, way }, random).map((slab) => ({ slab, kind, floors: random.pick(floors) }))
  );
}

/** Shops of one or two floors along the longest side of a yard. */
export function buildShopfront(yard: Yard, side: { a: XY; b: XY }, random: Rng): Work[] {
  const way = direction(side.a, side.b);
  const depth = random.between(8, 11);
  const shops: Work[] = [];
  const end = distance(side.a, side.b);
  for (let u = 3; u < end - 14;) {
    const length = random.between(14, 34);
    const slab = { middle: shift(side.a, way, u + length / 2, depth / 2 + 0.3), way, length, depth };
    const fits = u + length < end && place(yard, slab, 3);
    if (fits) shops.push({ slab, kind: 'commercial', floors: random.pick([1, 2, 2, 3]) });
    u += fits ? length + random.between(4, 7) : 4;
  }
  return shops;
}

/** The hall at the head of 人民大街. */
export function buildStation(): Work[] {
  const slab: Slab = { middle: frame.toPlane(station.at), way: [1, 0], length: 170, depth: 36 };
  return [{ slab, kind: 'transport', floors: 3, name: station.name }];
}

const parts: Partial<Record<BuildingKind, string[]>> = {
  education: ['教学楼', '综合楼', '实验楼', '宿舍楼', '食堂'],
  medical: ['门诊楼', '住院楼', '医技楼', '行政楼'],
  industrial: ['厂房', '库房']
};

/** Names for what is known by one: the parts of a school or hospital in their order, towers, large shops. */
export function buildingName({ kind, floors }: Work, order: number, random: Rng): string | null {
  const known = parts[kind];
  if (known) return known[order % known.length]!;
  if (kind === 'office' && floors >= 8) return branded('大厦', random);
  if (kind === 'commercial' && floors >= 4) return branded(floors > 10 ? '商务酒店' : '商场', random);
  return null;
}
