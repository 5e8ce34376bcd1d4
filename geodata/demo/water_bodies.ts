import { ringContains } from '#geodata/spatial/ring.ts';
import type { Ring, XY } from '#geodata/spatial/plane.ts';
import type { Plot } from './ground.ts';
import { frame } from './plan/plan.ts';
import { rng } from './rng.ts';
import { lake } from './skeleton/landmarks.ts';
import { smoothRing } from './smooth.ts';

export interface StandingWater {
  name: string | null;
  shore: Ring;
  plot: Plot;
}

/** The lake in its park, and a pond of chance in every other park of some size. */
export function standingWater(plots: readonly Plot[], seed: string): StandingWater[] {
  const random = rng(`${seed} ponds`);
  return plots.flatMap((plot): StandingWater[] => {
    if (plot.use === 'lake_park')
      return [{ name: lake.name, shore: smoothRing(lake.shore.map(frame.toPlane), 3), plot }];
    if (plot.use !== 'park' || plot.area_m2 < 60_000) return [];
    const radius = Math.sqrt(plot.area_m2) * 0.13;
    const shore = Array.from({ length: 9 }, (_, i): XY => {
      const angle = (2 * Math.PI * i) / 9;
      const r = radius * random.between(0.65, 1.25);
      return [plot.middle[0] + 1.3 * r * Math.cos(angle), plot.middle[1] + r * Math.sin(angle)];
    });
    return [{ name: null, shore: smoothRing(shore, 3), plot }];
  });
}

/** Whether any of some corners stands in water. */
export function isWet(corners: readonly XY[], waters: readonly StandingWater[]): boolean {
  return waters.some(({ shore }) => corners.some((corner) => ringContains(shore, corner)));
}
