import type { City } from '../city.ts';
import type { Placed } from '../rows.ts';
import { lineThrough, type MultiLineString } from '../geo.ts';
import { between, distance, type XY } from '#geodata/spatial/plane.ts';

export interface RoadRow extends Placed {
  class: string;
  link: boolean;
  name: string | null;
  name_en: string | null;
  oneway: 0 | 1;
  bridge: boolean;
  tunnel: boolean;
  lanes: number | null;
  maxspeed_kmh: number | null;
  geom: MultiLineString;
}

const LANES: Record<string, number> = { primary: 6, secondary: 4, tertiary: 2, minor: 2 };
const SPEED: Record<string, number> = { primary: 60, secondary: 50, tertiary: 40, minor: 30, service: 15 };

export function roads({ roads: pieces, placeOf }: City): RoadRow[] {
  return pieces.map((piece, i) => ({
    ...{ source_id: `road-${i + 1}`, ...placeOf(beside(piece.spots)), class: piece.class, link: false },
    ...{ name: piece.name, name_en: piece.en, oneway: piece.oneway, bridge: piece.bridge, tunnel: false },
    ...{ lanes: LANES[piece.class] ?? null, maxspeed_kmh: SPEED[piece.class] ?? null, geom: lineThrough(piece.spots) }
  }));
}

/** A spot just left of the middle of the first stretch, so that a street on a border lies in one grid. */
function beside(spots: readonly XY[]): XY {
  const [a, b] = [spots[0]!, spots[1]!];
  const [x, y] = between(a, b, 0.5);
  const length = distance(a, b) || 1;
  return [x - (b[1] - a[1]) / length, y + (b[0] - a[0]) / length];
}
