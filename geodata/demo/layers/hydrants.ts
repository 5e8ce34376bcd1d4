import type { XY } from '#geodata/spatial/plane.ts';
import type { City } from '../city.ts';
import { pointAt, type Point } from '../geo.ts';
import type { Placed } from '../rows.ts';
import { spotsAlong, streetLines } from '../street_lines.ts';

export interface HydrantRow extends Placed {
  geom: Point;
  code: string;
  kind: 'hydrant' | 'crane';
  status: string;
  pressure_kpa: number | null;
  checked_on: string;
}

/** 120 m is the most allowed; the rest is for bends and for the few that stand on the other side of their street. */
const HYDRANT_EVERY_M = 104;
const CRANE_EVERY_M = 1300;

/** Hydrants along every street, and water cranes 消防水鹤, which fill an engine in the cold, along the main ones. */
export function hydrants(city: City): HydrantRow[] {
  const { placeOf, dayAgo } = city;
  const random = city.chance('hydrants');
  const lines = streetLines(city.plan);
  const row = (kind: HydrantRow['kind'], spot: XY): HydrantRow => ({
    ...{
      source_id: '',
      ...placeOf(spot),
      code: '',
      kind,
      status: random.weighted({ usable: 93, faulty: 4, frozen: kind === 'hydrant' ? 1.5 : 0, unknown: 1.5 })
    },
    pressure_kpa: random.chance(0.9) ? random.int(140, 420) : null,
    ...{ checked_on: dayAgo(random.int(3, 200)), geom: pointAt(spot) }
  });
  const usual = lines.flatMap((line) =>
    spotsAlong(line, HYDRANT_EVERY_M).map((spot) => row('hydrant', city.kerb(spot, 'right')))
  );
  const cranes = lines
    .filter(({ line, length_m }) => ['primary', 'secondary'].includes(line.class) && length_m > 700)
    .flatMap((line) => spotsAlong(line, CRANE_EVERY_M).map((spot) => row('crane', city.kerb(spot, 'left'))));
  return [...usual, ...cranes].map((one, i) => ({
    ...one,
    source_id: `hydrant-${i + 1}`,
    code: `${one.kind === 'crane' ? 'SH' : 'XH'}-${String(i + 1).padStart(5, '0')}`
  }));
}
