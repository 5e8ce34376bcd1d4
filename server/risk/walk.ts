import { greatCircleDistance, UNITS } from 'h3-js';
import type { Routing } from '#server/routing/routing.service.ts';

export type LngLat = [lng: number, lat: number];

/** How one gets from stop to stop on foot. */
export interface Walk {
  /** On roads, or in straight lines. */
  byRoad: boolean;
  /** Metres, or what grows with them, from every stop to every other; Infinity where no way leads. */
  matrix(stops: readonly LngLat[]): Promise<number[][]>;
  /** The way through stops in order, and its length in metres. */
  line(stops: readonly LngLat[]): Promise<{ line: LngLat[]; distance_m: number }>;
}

/** As the crow flies: where the roads cannot be asked. */
export const straightWalk: Walk = {
  byRoad: false,
  matrix: async (stops) => stops.map((from) => stops.map((to) => metres(from, to))),
  line: async (stops) => ({
    line: [...stops],
    distance_m: stops.slice(1).reduce((sum, stop, i) => sum + metres(stops[i]!, stop), 0)
  })
};

/** Along the roads, for whoever walks. It throws what routing throws: no graph yet, no road near, no way. */
export function roadWalk(routing: Pick<Routing, 'route' | 'travelTimes'>): Walk {
  const profile = 'foot' as const;
  return {
    byRoad: true,
    async matrix(stops) {
      const { durations_s } = await routing.travelTimes([...stops], [...stops], { profile });
      return durations_s.map((row) => row.map((seconds) => seconds ?? Infinity));
    },
    async line(stops) {
      const legs = await Promise.all(stops.slice(1).map((to, i) => routing.route(stops[i]!, to, { profile })));
      return {
        line: legs.flatMap(({ geometry }) => geometry.coordinates),
        distance_m: legs.reduce((sum, { distance_m }) => sum + distance_m, 0)
      };
    }
  };
}

function metres([fromLng, fromLat]: LngLat, [toLng, toLat]: LngLat): number {
  return greatCircleDistance([fromLat, fromLng], [toLat, toLng], UNITS.m);
}
