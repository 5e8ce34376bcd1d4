import { addresser, type Addresser } from './addresses.ts';
import { buildOn, type Built } from './built.ts';
import { plotsOf, type Plot } from './ground.ts';
import { nameLanes } from './lanes.ts';
import { layParkPaths } from './parks.ts';
import { Plan } from './plan/plan.ts';
import { RoadNet, type RoadPiece } from './road_net.ts';
import { rng, type Rng } from './rng.ts';
import { kerb, type Side, type StreetSpot } from './street_lines.ts';
import { standingWater, type StandingWater } from './water_bodies.ts';
import { territoryOf, type Territory } from './territory.ts';
import type { XY } from '#geodata/spatial/plane.ts';

const DAY_MS = 86_400_000;

/** The city as it stands on a day, before it is written down layer by layer. */
export interface City {
  plan: Plan;
  territory: Territory;
  plots: Plot[];
  built: Built;
  waters: StandingWater[];
  roads: RoadPiece[];
  addressOf: Addresser;
  /** Codes of the community and grid a spot lies in. */
  placeOf(spot: XY): { division_code: string | null; grid_code: string | null };
  /** A spot that far off, or the spot itself where that would lead out of the city. */
  astray(spot: XY, off: XY): XY;
  /** The kerb on one side of a street, or on the other where the city ends at this street. */
  kerb(spot: StreetSpot, side: Side, back?: number): XY;
  /** The stream of chance of one layer. */
  chance(layer: string): Rng;
  /** Midnight in Shanghai at which the series end, as milliseconds. */
  now: number;
  /** That many days before `now`, as a timestamp or a date. */
  ago(days: number): string;
  dayAgo(days: number): string;
}

/** @param asOf day as 2026-11-24; everything recorded happened before its midnight in Shanghai */
export function layOut(seed: string, asOf: string): City {
  const now = Date.parse(`${asOf}T00:00:00+08:00`);
  if (Number.isNaN(now)) throw new Error(`${asOf} is not a day like 2026-11-24`);
  const plan = new Plan(seed);
  const territory = territoryOf(plan);
  nameLanes(plan);
  const net = new RoadNet(plan);
  const plots = plotsOf(plan, seed);
  const waters = standingWater(plots, seed);
  const built = buildOn({ plots, plan, net, waters, paths: layParkPaths(plots, plan, net), seed });
  return {
    ...{ plan, territory, plots, built, waters, roads: net.pieces(), addressOf: addresser(plan), now },
    placeOf: (spot) => {
      const place = territory.gridAt(spot);
      return { division_code: place?.community ?? null, grid_code: place?.grid ?? null };
    },
    astray: ([x, y], off) => {
      const there: XY = [x + off[0], y + off[1]];
      return territory.gridAt(there) ? there : [x, y];
    },
    kerb: (spot, side, back) => {
      const wished = kerb(spot, side, back);
      return territory.gridAt(wished) ? wished : kerb(spot, side === 'left' ? 'right' : 'left', back);
    },
    chance: (layer) => rng(`${seed} ${layer}`),
    ago: (days) => new Date(Math.round(now - days * DAY_MS)).toISOString(),
    // A date is written as in Shanghai, eight hours ahead.
    dayAgo: (days) => new Date(now - Math.ceil(days) * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)
  };
}
