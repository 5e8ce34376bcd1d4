import { distance, type Ring, type XY } from '#geodata/spatial/plane.ts';
import { ringArea, ringCentre } from '#geodata/spatial/ring.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import { cutUp, groundInside } from './block_ground.ts';
import type { Line } from './plan/graph.ts';
import { landmarkOf, squareOf, type Plan } from './plan/plan.ts';
import { rng, type Rng } from './rng.ts';
import { river, type Ground, type Landmark } from './skeleton/landmarks.ts';

export type Use =
  | 'residential'
  | 'commercial'
  | 'office'
  | 'education'
  | 'medical'
  | 'industrial'
  | 'public'
  | 'garden'
  | 'construction'
  | 'river_bank'
  | 'island'
  | 'rail_yard'
  | Ground;

/** A piece of ground in one hand, inside the streets around it. */
export interface Plot {
  face: number;
  ring: Ring;
  use: Use;
  area_m2: number;
  middle: XY;
  landmark?: Landmark;
}

/** From the middle of a street to the plots beside it, metres: half the carriageway, the trees and the pavement. */
export const halfWidth = (line: Line): number => {
  if (line.kind === 'river') return river.width_m / 2 + 9;
  if (line.kind === 'wall') return 1.5;
  if (line.kind === 'rail') return 22;
  return { primary: 27, secondary: 19, tertiary: 14, minor: 8.5 }[line.class];
};

/** Every face of the plan as plots: one for parks and the like, several for a block that is built on. */
export function plotsOf(plan: Plan, seed: string): Plot[] {
  const random = rng(`${seed} plots`);
  return plan.faces.flatMap((face, i) => {
    const widths = face.sides.map((side) => halfWidth(plan.lineOf(side)));
    const grounds = groundInside(face.ring, widths, random);
    const landmark = landmarkOf(face);
    const use = landmark?.ground ?? blockUse(plan, i, random);
    const whole = landmark || ['island', 'river_bank', 'rail_yard'].includes(use);
    const pieces = whole ? grounds : grounds.flatMap((ring) => cutUp(ring, plotSize[use] ?? 22_000, random));
    return pieces.map((piece): Plot => {
      const plotUse = use === 'residential' && pieces.length > 1 ? random.weighted(amongHomes) : use;
      return {
        face: i,
        ring: piece,
        use: plotUse,
        area_m2: ringArea(piece),
        middle: ringCentre(piece),
        ...(landmark && { landmark })
      };
    });
  });
}

const plotSize: Partial<Record<Use, number>> = {
  residential: 23_000,
  commercial: 9_000,
  office: 10_000,
  industrial: 26_000
};

const amongHomes: Partial<Record<Use, number>> = {
  ...{ residential: 85, commercial: 4, education: 5, garden: 2.5, public: 2, office: 1.5 }
};

/** Shops gather near the squares and the busy streets, works near the railway and at the southern edge. */
function blockUse(plan: Plan, index: number, random: Rng): Use {
  const face = plan.faces[index]!;
  const kinds = face.sides.map((side) => plan.lineOf(side).kind);
  if (squareOf(face)) return 'island';
  if (kinds.includes('river')) return 'river_bank';
  if (kinds.every((kind) => kind !== 'street')) return 'garden';
  const middle = ringCentre(face.ring);
  const far = distance([0, 0], middle) / 1000;
  const busy = shoppingStreets.some(({ from, to }) => nearestOnSegment(middle, from, to).away < 170);
  const rail = kinds.includes('rail');
  return random.weighted<Use>({
    residential: 60,
    commercial: busy ? 70 : 5 + 12 * Math.exp(-far),
    office: 4 + 14 * Math.exp(-far),
    education: 5,
    medical: 1.6,
    public: 2.2,
    industrial: rail ? 26 : far > 3.5 ? 4 : 0.6,
    garden: 2.2,
    construction: far > 3 ? 2.2 : 0.7
  });
}

/** 重庆路, 桂林路 and the street before the station, in metres from 人民广场. */
const shoppingStreets: { from: XY; to: XY }[] = [
  { from: [-460, 250], to: [800, 560] },
  { from: [-700, -1930], to: [40, -1950] },
  { from: [0, 2120], to: [1200, 2130] },
  { from: [-2700, -2000], to: [-2500, -2300] }
];
