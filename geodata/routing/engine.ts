import type { LngLat } from '#geodata/spatial/local_frame.ts';
import { unpackBlock, type Block, type PackedBlock } from './block.ts';
import { closedEdges, type Closure } from './closures.ts';
import { buildGraph, type Graph } from './graph.ts';
import { areaOf, reachedStretches } from './isochrone.ts';
import { Networks, type Network } from './network.ts';
import { placeOn, type Place } from './places.ts';
import { profiles, type ProfileId } from './profiles.ts';
import { besideRoads, edgeId, findRoute } from './route.ts';
import { sliceEdge } from './shape.ts';
import { stepsOf, type Step } from './steps.ts';
import { reach, type Direction } from './times.ts';

/** What every question says: whom it is about, and when. */
export interface Asked {
  profile: ProfileId;
  /** Closures in force at this moment are kept, ms since 1970. */
  at: number;
  winter: boolean;
}

/** Why there is no way: no road near enough, a network of its own, or only streets the wrong way. */
export type Unreached = 'no_road' | 'island' | 'one_way';

export interface RouteAnswer {
  seconds: number;
  length_m: number;
  line: LngLat[];
  steps: Step[];
  /** Ids of the edges gone along, in order. */
  edges: number[];
  /** Of these, beside the roads. */
  beside: { seconds: number; length_m: number };
  islands: { from: boolean; to: boolean };
}

export interface NearestAnswer {
  /** Targets in the order in which they are reached. */
  reached: { target: number; seconds: number }[];
  place: Unreached | null;
}

export interface IsochroneAnswer {
  bands: { seconds: number; area: LngLat[][][]; length_m: number; lines?: LngLat[][] }[];
  island: boolean;
}

/**
 * The road graph in memory and the questions put to it. Loaded block by block; until `commit` the questions are answered
 * from the graph as it was.
 */
export class Engine {
  readonly #blocks = new Map<number, Block>();
  #closures: readonly Closure[] = [];
  #graph: Graph = buildGraph([]);
  #networks = new Networks(this.#graph);

  /** Takes a block's new contents; what is empty now is dropped. */
  put(packed: PackedBlock): void {
    if (packed.edges === 0) this.#blocks.delete(packed.block);
    else this.#blocks.set(packed.block, unpackBlock(packed));
  }

  /**
   * Makes the graph of the blocks taken so far, and takes the closures.
   * @param only the blocks there are at all, when everything was sent anew
   */
  commit(closures: readonly Closure[], { only, rebuild = true }: { only?: readonly number[]; rebuild?: boolean } = {}) {
    this.#closures = closures;
    if (only) {
      const kept = new Set(only);
      for (const block of this.#blocks.keys()) if (!kept.has(block)) this.#blocks.delete(block);
    }
    if (!rebuild) return;
    const inOrder = [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
    this.#graph = buildGraph(inOrder);
    this.#networks = new Networks(this.#graph);
  }

  /** How large the graph is, and how it hangs together for a profile: nodes of its components, the largest first. */
  facts(asked: Asked) {
    const { graph, components } = this.#network(asked);
    const usable = components.sizes.filter((size) => size > 1);
    return { edges: graph.edgeCount, nodes: graph.nodeCount, components: usable.length, largest: usable.slice(0, 10) };
  }

  /** @returns the fastest way, or why there is none at which end */
  route(asked: Asked, from: LngLat, to: LngLat): RouteAnswer | { unreached: Unreached; end: 'from' | 'to' } {
    const network = this.#network(asked);
    const [start, end] = [placeOn(network, from), placeOn(network, to)];
    if (start.spots.length === 0) return { unreached: 'no_road', end: 'from' };
    if (end.spots.length === 0) return { unreached: 'no_road', end: 'to' };
    const route = findRoute(network, start, end);
    if (!route) return { unreached: whyNot(network, start, end), end: start.island ? 'from' : 'to' };
    const { seconds, length_m, line, legs } = route;
    return {
      ...{ seconds, length_m, line, steps: stepsOf(network.graph, route) },
      edges: legs.map((leg) => edgeId(network.graph, leg)),
      beside: besideRoads(route),
      islands: { from: start.island, to: end.island }
    };
  }

  /** @returns seconds from each source to each target, or why there is no way */
  times(asked: Asked, sources: readonly LngLat[], targets: readonly LngLat[]): (number | Unreached)[][] {
    const network = this.#network(asked);
    const ends = targets.map((at) => placeOn(network, at));
    return sources.map((at) => {
      const start = placeOn(network, at);
      const row: (number | Unreached)[] = ends.map((end) => whyNot(network, start, end));
      for (const { target, seconds } of reach(network, start, ends)) row[target] = seconds;
      return row;
    });
  }

  /**
   * The first `count` targets in order of travel time, exact, by one search.
   * @param direction `to`: they travel to the place
   */
  nearest(
    asked: Asked,
    at: LngLat,
    targets: readonly LngLat[],
    { count, direction, limit }: { count: number; direction: Direction; limit?: number | undefined }
  ): NearestAnswer {
    const network = this.#network(asked);
    const place = placeOn(network, at);
    const ends = targets.map((target) => placeOn(network, target));
    const reached = reach(network, place, ends, { most: count, direction, ...(limit !== undefined && { limit }) });
    return {
      reached: reached.map(({ target, seconds }) => ({ target, seconds })),
      place: place.spots.length === 0 ? 'no_road' : place.island ? 'island' : null
    };
  }

  /** What is reached within each of some times, widest last. */
  isochrone(
    asked: Asked,
    at: LngLat,
    limits: readonly number[],
    { direction, lines }: { direction: Direction; lines: boolean }
  ): IsochroneAnswer | { unreached: 'no_road' } {
    const network = this.#network(asked);
    const place = placeOn(network, at);
    if (place.spots.length === 0) return { unreached: 'no_road' };
    const bands = limits
      .toSorted((a, b) => a - b)
      .map((seconds) => {
        const stretches = reachedStretches(network, place, seconds, direction);
        const { graph } = network;
        return {
          ...{ seconds, area: areaOf(network, place, stretches) },
          length_m: stretches.reduce((sum, { edge, low, high }) => sum + graph.length_m[edge]! * (high - low), 0),
          ...(lines && { lines: stretches.map(({ edge, low, high }) => sliceEdge(graph, edge, low, high)) })
        };
      });
    return { bands, island: place.island };
  }

  #network({ profile: id, at, winter }: Asked): Network {
    const profile = profiles[id];
    return this.#networks.of(profile, { winter, closed: closedEdges(this.#graph, this.#closures, profile.mode, at) });
  }
}

function whyNot({ components, graph }: Network, from: Place, to: Place): Unreached {
  if (from.spots.length === 0 || to.spots.length === 0) return 'no_road';
  const networksOf = ({ spots }: Place) => spots.map(({ edge }) => components.of[graph.source[edge]!]!);
  const common = new Set(networksOf(from)).intersection(new Set(networksOf(to)));
  return common.size === 0 ? 'island' : 'one_way';
}
