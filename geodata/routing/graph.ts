import type { Block } from './block.ts';
import { gateKinds } from './block.ts';
import { paceOf, type RoadRules } from './pace.ts';
import type { Profile } from './profiles.ts';

/**
 * The road graph in flat arrays. Edge `e` runs from `source[e]` to `target[e]`; arc `2e` goes along it, arc `2e + 1`
 * against it. The arcs that leave node `n` are `arcs[firstArc[n] … firstArc[n + 1] - 1]`.
 * 200,000 edges with six vertices each take about 30 MB.
 */
export interface Graph {
  nodeCount: number;
  edgeCount: number;
  roads: readonly RoadRules[];
  /** Id in the database. */
  id: Float64Array;
  /** Which of `roads`. */
  road: Uint32Array;
  source: Uint32Array;
  target: Uint32Array;
  length_m: Float64Array;
  gate: Uint8Array;
  gatePasses: Float32Array;
  shapeStart: Uint32Array;
  /** lng, lat … in degrees × 10^7. */
  shape: Int32Array;
  firstArc: Uint32Array;
  arcs: Uint32Array;
}

/** Joins blocks to one graph; the same blocks in the same order give the same graph. */
export function buildGraph(blocks: readonly Block[]): Graph {
  const edgeCount = sum(blocks.map(({ count }) => count));
  const graph: Graph = {
    ...{ nodeCount: 0, edgeCount, roads: blocks.flatMap(({ roads }) => roads), id: new Float64Array(edgeCount) },
    ...{ road: new Uint32Array(edgeCount), source: new Uint32Array(edgeCount), target: new Uint32Array(edgeCount) },
    ...{ length_m: new Float64Array(edgeCount), gate: new Uint8Array(edgeCount) },
    ...{ gatePasses: new Float32Array(edgeCount), shapeStart: new Uint32Array(edgeCount + 1) },
    shape: new Int32Array(sum(blocks.map(({ shape }) => shape.length))),
    ...{ firstArc: new Uint32Array(0), arcs: new Uint32Array(edgeCount * 2) }
  };
  const nodes = new Map<number, number>();
  const nodeOf = (id: number) => {
    const known = nodes.get(id);
    if (known !== undefined) return known;
    nodes.set(id, nodes.size);
    return nodes.size - 1;
  };
  let [first, firstRoad, firstVertex] = [0, 0, 0];
  for (const block of blocks) {
    for (const name of ['id', 'length_m', 'gate', 'gatePasses'] as const) graph[name].set(block[name], first);
    graph.shape.set(block.shape, firstVertex * 2);
    for (let i = 0; i < block.count; i++) {
      graph.source[first + i] = nodeOf(block.source[i]!);
      graph.target[first + i] = nodeOf(block.target[i]!);
      graph.road[first + i] = block.road[i]! + firstRoad;
      graph.shapeStart[first + i + 1] = block.shapeStart[i + 1]! + firstVertex;
    }
    first += block.count;
    firstRoad += block.roads.length;
    firstVertex += block.shape.length / 2;
  }
  graph.nodeCount = nodes.size;
  fileArcs(graph);
  return graph;
}

/** Sorts the arcs by the node they leave (counting sort). */
function fileArcs(graph: Graph): void {
  const { source, target, edgeCount, arcs } = graph;
  const firstArc = new Uint32Array(graph.nodeCount + 2);
  for (let e = 0; e < edgeCount; e++) {
    firstArc[source[e]! + 2]!++;
    firstArc[target[e]! + 2]!++;
  }
  for (let n = 2; n < firstArc.length; n++) firstArc[n]! += firstArc[n - 1]!;
  for (let e = 0; e < edgeCount; e++) {
    arcs[firstArc[source[e]! + 1]!++] = e * 2;
    arcs[firstArc[target[e]! + 1]!++] = e * 2 + 1;
  }
  graph.firstArc = firstArc.subarray(0, graph.nodeCount + 1);
}

/** Where an arc leads. */
export function headOf({ source, target }: Graph, arc: number): number {
  return arc & 1 ? source[arc >> 1]! : target[arc >> 1]!;
}

/**
 * Seconds of every arc for a profile; Infinity where it may not be used.
 * @param closed edges nobody gets through
 */
export function costsOf(
  graph: Graph,
  profile: Profile,
  { winter = false, closed = [] }: { winter?: boolean; closed?: Iterable<number> } = {}
): Float64Array {
  const paces = graph.roads.map((road) => paceOf(profile, road, winter));
  const gates = gateKinds.map((kind) => (kind === null ? 0 : (profile.gate_s[kind] ?? Infinity)));
  const costs = new Float64Array(graph.edgeCount * 2);
  for (let e = 0; e < graph.edgeCount; e++) {
    const { along, against } = paces[graph.road[e]!]!;
    const passes = graph.gatePasses[e]!;
    const gate = passes === 0 ? 0 : gates[graph.gate[e]!]! * passes;
    // Nothing times infinity would be no number.
    costs[e * 2] = along === Infinity ? Infinity : graph.length_m[e]! * along + gate;
    costs[e * 2 + 1] = against === Infinity ? Infinity : graph.length_m[e]! * against + gate;
  }
  for (const e of closed) costs[e * 2] = costs[e * 2 + 1] = Infinity;
  return costs;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
