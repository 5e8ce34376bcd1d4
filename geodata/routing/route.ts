import type { LngLat } from '#geodata/spatial/local_frame.ts';
import { headOf, type Graph } from './graph.ts';
import type { Network } from './network.ts';
import { alongEdge, endsOf, offRoad, type Place } from './places.ts';
import { sliceEdge } from './shape.ts';
import type { Spot } from './snap.ts';
import { reach } from './times.ts';

/** A stretch of one edge, from one share of its length to another; `to` below `from` goes against its direction. */
export interface Leg {
  edge: number;
  from: number;
  to: number;
  length_m: number;
  seconds: number;
}

export interface Route {
  seconds: number;
  length_m: number;
  legs: Leg[];
  line: LngLat[];
  /** Where the way leaves the first place for the road and reaches the last. */
  start: Spot;
  end: Spot;
}

/** The fastest way between two places; null when there is none. */
export function findRoute(network: Network, from: Place, to: Place): Route | null {
  const [reached] = reach(network, from, [to]);
  if (!reached) return null;
  const { via, spot: end, seconds } = reached;
  const { start, legs } = via === null ? straight(network, from, end) : around(network, from, via, end);
  const line = joined(legs.map(({ edge, from, to }) => sliceEdge(network.graph, edge, from, to)));
  return {
    ...{ seconds, legs, start, end },
    length_m: legs.reduce((sum, leg) => sum + leg.length_m, start.away_m + end.away_m),
    line: joined([[from.at], line.length > 0 ? line : [start.at], [to.at]])
  };
}

/** Along the one edge that both ends lie on. */
function straight(network: Network, { spots }: Place, end: Spot): { start: Spot; legs: Leg[] } {
  const start = spots.reduce((best, spot) =>
    alongEdge(network, spot, end) < alongEdge(network, best, end) ? spot : best
  );
  return { start, legs: start.share === end.share ? [] : [legOf(network, start.edge, start.share, end.share)] };
}

/** From a spot to a node of its edge, along the arcs of the search, and from a node into the edge of the other spot. */
function around(network: Network, { spots }: Place, via: number, end: Spot): { start: Spot; legs: Leg[] } {
  const { graph, search } = network;
  const arcs = search.arcsTo(via);
  const root = arcs[0] === undefined ? via : headOf(graph, arcs[0] ^ 1);
  const starts = spots.flatMap((spot) => exits(network, spot, false).map((exit) => ({ spot, ...exit })));
  const start = cheapest(starts.filter(({ node }) => node === root));
  const last = cheapest(exits(network, end, true).filter(({ node }) => node === via));
  const middle = arcs.map((arc) => legOf(network, arc >> 1, arc & 1, (arc & 1) ^ 1));
  const legs = [
    ...(start.spot.share === start.share ? [] : [legOf(network, start.spot.edge, start.spot.share, start.share)]),
    ...middle,
    ...(end.share === last.share ? [] : [legOf(network, end.edge, last.share, end.share)])
  ];
  return { start: start.spot, legs };
}

/** Both ends of a spot's edge with what they cost and where along the edge they are. */
function exits(network: Network, spot: Spot, arriving: boolean) {
  return endsOf(network, spot, arriving).map((seed, share) => ({ ...seed, share }));
}

function cheapest<T extends { cost: number }>(options: readonly T[]): T {
  return options.reduce((best, option) => (option.cost < best.cost ? option : best));
}

function legOf({ graph, costs }: Network, edge: number, from: number, to: number): Leg {
  const share = Math.abs(to - from);
  const seconds = share * costs[edge * 2 + (to < from ? 1 : 0)]!;
  return { edge, from, to, length_m: graph.length_m[edge]! * share, seconds };
}

/** Lines end to end to 1e-7 degrees, spots that repeat left out. */
function joined(lines: readonly (readonly LngLat[])[]): LngLat[] {
  const all: LngLat[] = [];
  for (const [lng, lat] of lines.flat()) {
    const at: LngLat = [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
    const last = all.at(-1);
    if (last?.[0] !== at[0] || last[1] !== at[1]) all.push(at);
  }
  return all;
}

/** Seconds of a route that are walked beside the roads, and metres. */
export function besideRoads({ start, end }: Route): { seconds: number; length_m: number } {
  return { seconds: offRoad(start) + offRoad(end), length_m: start.away_m + end.away_m };
}

/** Id in the database of the edge a leg is of. */
export function edgeId({ id }: Graph, { edge }: Leg): number {
  return id[edge]!;
}
