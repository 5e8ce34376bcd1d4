import { headOf, type Graph } from './graph.ts';
import { NodeHeap } from './heap.ts';

/** A node a search begins at, and what it has cost to get there. */
export interface Seed {
  node: number;
  cost: number;
}

export interface Order {
  /** Seconds per arc, as costsOf() gives them. */
  costs: Float64Array;
  seeds: readonly Seed[];
  /** Costs are those of travelling to the seeds, not from them. */
  backward?: boolean;
  /** Nodes beyond are not settled, seconds. */
  limit?: number;
  /** Told every node as its cost becomes final, cheapest first; true ends the search. */
  onSettled?: (node: number, cost: number) => boolean | void;
}

const NONE = 0xffffffff;

/**
 * Dijkstra's algorithm on one graph. Its arrays are made once; a search touches only what it reaches. Not for two
 * searches at a time.
 */
export class Search {
  readonly #graph: Graph;
  readonly #heap: NodeHeap;
  readonly #cost: Float64Array;
  readonly #arc: Uint32Array;
  /** Number of the search a node was last reached by. */
  readonly #seen: Uint32Array;
  #run = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#heap = new NodeHeap(graph.nodeCount);
    this.#cost = new Float64Array(graph.nodeCount);
    this.#arc = new Uint32Array(graph.nodeCount);
    this.#seen = new Uint32Array(graph.nodeCount);
  }

  run({ costs, seeds, backward = false, limit = Infinity, onSettled }: Order): void {
    const graph = this.#graph;
    const { firstArc, arcs } = graph;
    const heap = this.#heap;
    heap.clear();
    this.#run++;
    for (const { node, cost } of seeds) this.#reach(node, cost, NONE);
    while (heap.size > 0 && heap.least <= limit) {
      const node = heap.take();
      const cost = this.#cost[node]!;
      if (onSettled?.(node, cost)) return;
      for (let i = firstArc[node]!; i < firstArc[node + 1]!; i++) {
        const arc = arcs[i]!;
        const step = costs[backward ? arc ^ 1 : arc]!;
        if (step !== Infinity) this.#reach(headOf(graph, arc), cost + step, arc);
      }
    }
  }

  #reach(node: number, cost: number, arc: number): void {
    if (this.#seen[node] === this.#run && this.#cost[node]! <= cost) return;
    if (cost === Infinity) return;
    this.#seen[node] = this.#run;
    this.#cost[node] = cost;
    this.#arc[node] = arc;
    this.#heap.put(node, cost);
  }

  /** Cost of a node in the last search; Infinity when it was not reached. Final for settled nodes only. */
  costOf(node: number): number {
    return this.#seen[node] === this.#run ? this.#cost[node]! : Infinity;
  }

  /** The arcs from a seed to a node as the last search went, in that order; a backward search walks them the other way. */
  arcsTo(node: number): number[] {
    const path: number[] = [];
    for (let arc = this.#arc[node]!; arc !== NONE; arc = this.#arc[headOf(this.#graph, arc ^ 1)]!) path.push(arc);
    return path.reverse();
  }
}
