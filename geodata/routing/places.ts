import type { LngLat } from '#geodata/spatial/local_frame.ts';
import { isIsland } from './components.ts';
import type { Network } from './network.ts';
import { OFF_ROAD_KMH, REACH_M } from './profiles.ts';
import type { Seed } from './search.ts';
import type { Spot } from './snap.ts';

/** A place asked for, and where on the network one may begin or end for it. */
export interface Place {
  at: LngLat;
  /** Nearest first: the nearest spot, and where that lies on an island, the nearest one off it. Empty: no road in reach. */
  spots: Spot[];
  /** Whether the nearest road hangs together with few others only. */
  island: boolean;
}

/** Finds the roads next to a place. */
export function placeOn(network: Network, at: LngLat): Place {
  const { graph, costs, components, index } = network;
  const isUsable = (edge: number) => costs[edge * 2] !== Infinity || costs[edge * 2 + 1] !== Infinity;
  const nearest = index.nearest(at, REACH_M, isUsable);
  if (!nearest) return { at, spots: [], island: false };
  if (!isIsland(components, graph, nearest.edge)) return { at, spots: [nearest], island: false };
  const main = index.nearest(at, REACH_M, (edge) => isUsable(edge) && !isIsland(components, graph, edge));
  return { at, spots: main ? [nearest, main] : [nearest], island: true };
}

/** Seconds on foot between a place and a spot on the road. */
export function offRoad({ away_m }: Spot): number {
  return (away_m * 3.6) / OFF_ROAD_KMH;
}

/** Costs between a spot and the two ends of its edge, the way to the place beside the road included. */
export function endsOf({ graph, costs }: Network, spot: Spot, arriving: boolean): [atSource: Seed, atTarget: Seed] {
  const { edge, share } = spot;
  const [along, against] = [costs[edge * 2]!, costs[edge * 2 + 1]!];
  const [atSource, atTarget] = arriving
    ? [part(share, along), part(1 - share, against)]
    : [part(share, against), part(1 - share, along)];
  return [
    { node: graph.source[edge]!, cost: atSource + offRoad(spot) },
    { node: graph.target[edge]!, cost: atTarget + offRoad(spot) }
  ];
}

/** Seconds from one spot to another of the same edge without leaving it; Infinity where that is another edge. */
export function alongEdge({ costs }: Network, from: Spot, to: Spot): number {
  if (from.edge !== to.edge) return Infinity;
  const ahead = to.share - from.share;
  const cost = ahead >= 0 ? part(ahead, costs[from.edge * 2]!) : part(-ahead, costs[from.edge * 2 + 1]!);
  return cost + offRoad(from) + offRoad(to);
}

/** No part of a way that may not be gone is nothing. */
function part(share: number, cost: number): number {
  return share === 0 ? 0 : share * cost;
}
