import type { Graph } from './graph.ts';

/** Which nodes hang together, one-way streets taken as both ways. */
export interface Components {
  /** Component of each node, numbered by size from 0, the largest; nodes that no usable edge touches are alone. */
  of: Uint32Array;
  /** Nodes in each component. */
  sizes: number[];
}

/** Finds what hangs together by edges that may be used in one direction at least (union by size, paths halved). */
export function componentsOf(graph: Graph, costs: Float64Array): Components {
  const parent = Uint32Array.from({ length: graph.nodeCount }, (_, node) => node);
  const size = new Uint32Array(graph.nodeCount).fill(1);
  const find = (node: number) => {
    while (parent[node] !== node) node = parent[node] = parent[parent[node]!]!;
    return node;
  };
  for (let e = 0; e < graph.edgeCount; e++) {
    if (costs[e * 2] === Infinity && costs[e * 2 + 1] === Infinity) continue;
    const [a, b] = [find(graph.source[e]!), find(graph.target[e]!)];
    if (a === b) continue;
    const [large, small] = size[a]! >= size[b]! ? [a, b] : [b, a];
    parent[small] = large;
    size[large]! += size[small]!;
  }
  const roots: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) if (parent[node] === node) roots.push(node);
  roots.sort((a, b) => size[b]! - size[a]! || a - b);
  const number = new Map(roots.map((root, i) => [root, i]));
  const of = new Uint32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) of[node] = number.get(find(node))!;
  return { of, sizes: roots.map((root) => size[root]!) };
}

/** Share of the largest component's nodes below which another is an island: a yard, a platform, a faulty import. */
const ISLAND_SHARE = 0.05;

/** Whether an edge lies on an island. */
export function isIsland({ of, sizes }: Components, graph: Graph, edge: number): boolean {
  return sizes[of[graph.source[edge]!]!]! < sizes[0]! * ISLAND_SHARE;
}
