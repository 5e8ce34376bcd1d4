import type { Network } from './network.ts';
import { endsOf, offRoad, type Place } from './places.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import { outlineOf } from './outline.ts';
import { sliceEdge } from './shape.ts';
import type { Spot } from './snap.ts';
import type { Direction } from './times.ts';

/** A stretch of an edge that is reached in time, by shares of its length; `low` is below `high`. */
export interface ReachedStretch {
  edge: number;
  low: number;
  high: number;
}

/**
 * The stretches of road that are reached within some seconds.
 * @param direction `to`: from where the place is reached in time
 */
export function reachedStretches(
  network: Network,
  place: Place,
  limit: number,
  direction: Direction = 'from'
): ReachedStretch[] {
  const { graph, costs, search } = network;
  const backward = direction === 'to';
  const seeds = place.spots.flatMap((spot) => endsOf(network, spot, backward));
  const touched = new Set<number>();
  search.run({
    ...{ costs, seeds, backward, limit },
    onSettled(node) {
      for (let i = graph.firstArc[node]!; i < graph.firstArc[node + 1]!; i++) touched.add(graph.arcs[i]! >> 1);
    }
  });
  const stretches = place.spots.flatMap((spot) => aroundSpot(network, spot, limit, backward));
  const rest = (node: number) => limit - search.costOf(node);
  for (const edge of touched) {
    // How far into the edge one gets from its two ends.
    const ahead = shareWithin(rest(graph.source[edge]!), costs[edge * 2 + (backward ? 1 : 0)]!);
    const back = shareWithin(rest(graph.target[edge]!), costs[edge * 2 + (backward ? 0 : 1)]!);
    if (ahead + back >= 1) stretches.push({ edge, low: 0, high: 1 });
    else {
      if (ahead > 0) stretches.push({ edge, low: 0, high: ahead });
      if (back > 0) stretches.push({ edge, low: 1 - back, high: 1 });
    }
  }
  return stretches;
}

/** The part of the edge a place lies on that is reached without leaving it. */
function aroundSpot({ costs }: Network, spot: Spot, limit: number, backward: boolean): ReachedStretch[] {
  const { edge, share } = spot;
  const rest = limit - offRoad(spot);
  if (rest <= 0) return [];
  const ahead = shareWithin(rest, costs[edge * 2 + (backward ? 1 : 0)]!);
  const back = shareWithin(rest, costs[edge * 2 + (backward ? 0 : 1)]!);
  return [{ edge, low: Math.max(0, share - back), high: Math.min(1, share + ahead) }];
}

function shareWithin(seconds: number, cost: number): number {
  if (seconds <= 0 || cost === Infinity) return 0;
  return cost <= seconds ? 1 : seconds / cost;
}

/** What lies beside a reached road counts as reached up to here, metres. */
const BESIDE_M = 50;

/** The area around a place and the stretches reached from it, as polygons with holes (GeoJSON coordinates, EPSG:4326). */
export function areaOf({ graph }: Network, place: Place, stretches: readonly ReachedStretch[]): LngLat[][][] {
  const frame = localFrame(place.at);
  const lines = stretches.map(({ edge, low, high }) =>
    sliceEdge(graph, edge, low, high).map((at): XY => frame.toPlane(at))
  );
  // The way from the place to the road belongs to it.
  const own = place.spots.map(({ at }): XY[] => [frame.toPlane(place.at), frame.toPlane(at)]);
  return outlineOf([...lines, ...own], BESIDE_M).map((rings) =>
    rings.map((ring) => ring.map((at): LngLat => frame.toLngLat(at)))
  );
}
