import type { StreetClass } from './skeleton/streets.ts';
import { direction, distance, shift, type XY } from '#geodata/spatial/plane.ts';
import type { Plan } from './plan/plan.ts';

export interface Way {
  class: StreetClass | 'service' | 'path';
  name: string | null;
  en: string | null;
  oneway: 0 | 1;
}

export interface RoadPiece extends Way {
  /** From junction to junction, in the direction of traffic where that is one-way. */
  spots: XY[];
  bridge: boolean;
  length_m: number;
}

interface Link {
  a: number;
  b: number;
  way: Way;
  /** Leads out of the city. */
  spur: boolean;
}

/** A lane that ends blind at the railway or at a wall stops this far from it. */
const BLIND_END_M = 14;

/** All ways on foot and wheels, joined where they share a node of the plan. */
export class RoadNet {
  readonly #plan: Plan;
  readonly #own: Link[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Adds a way through nodes of the plan. */
  add({ class: kind, name, en, oneway }: Way, nodes: readonly number[]): void {
    const way = { class: kind, name, en, oneway };
    for (let i = 0; i + 1 < nodes.length; i++) this.#own.push({ a: nodes[i]!, b: nodes[i + 1]!, way, spur: false });
  }

  /** The net as pieces that run from junction to junction and meet only at their ends. */
  pieces(): RoadPiece[] {
    const links = [...this.#streetLinks(), ...this.#own];
    const at = new Map<number, number[]>();
    const meet = (node: number, link: number) => {
      const there = at.get(node);
      if (there) there.push(link);
      else at.set(node, [link]);
    };
    links.forEach(({ a, b }, i) => {
      meet(a, i);
      meet(b, i);
    });
    /** Whether a way ends at a node rather than going on through it. */
    const ends = (node: number) => {
      const [one, two, ...more] = at.get(node)!.map((i) => links[i]!);
      if (!one || !two || more.length > 0) return true;
      return one.way !== two.way || one.spur !== two.spur || one.a === two.a || one.b === two.b;
    };
    const used = new Uint8Array(links.length);
    const pieces: RoadPiece[] = [];
    const take = (start: number) => {
      if (used[start]) return;
      used[start] = 1;
      const nodes = [links[start]!.a, links[start]!.b];
      for (let node = nodes.at(-1)!; !ends(node); node = nodes.at(-1)!) {
        const next = at.get(node)!.find((i) => !used[i]);
        if (next === undefined) break;
        used[next] = 1;
        nodes.push(links[next]!.b);
      }
      pieces.push(this.#piece(links[start]!, nodes, (node) => at.get(node)!.length === 1));
    };
    links.forEach(({ a }, i) => {
      if (ends(a)) take(i);
    });
    // What is left runs in a circle without a junction.
    links.forEach((_, i) => take(i));
    return pieces;
  }

  #streetLinks(): Link[] {
    const { edges, spurs } = this.#plan.graph;
    const inside = edges.flatMap(({ a, b, line }, i): Link[] => {
      if (line.kind !== 'street' && line.kind !== 'ring') return [];
      const nodes = [a, ...this.#plan.stopsAlong(i * 2), b];
      return nodes.slice(1).map((to, k) => ({ a: nodes[k]!, b: to, way: line, spur: false }));
    });
    return [...inside, ...spurs.map(({ a, b, line }) => ({ a, b, way: line, spur: true }))];
  }

  #piece({ way, spur }: Link, nodes: number[], single: (node: number) => boolean): RoadPiece {
    const spots = nodes.map((node): XY => this.#plan.graph.nodes[node]!);
    const [first, last] = [nodes[0]!, nodes.at(-1)!];
    const blind = (node: number) => single(node) && this.#plan.onEdge.has(node);
    if (blind(first)) spots[0] = shortened(spots[0]!, spots[1]!);
    if (blind(last)) spots[spots.length - 1] = shortened(spots.at(-1)!, spots.at(-2)!);
    return {
      ...{ class: way.class, name: way.name, en: way.en, oneway: way.oneway, spots },
      // Over the river a bridge reaches from bank to bank; over the railway it begins at the edge of the city.
      bridge: spur
        ? this.#plan.onEdge.has(first) || this.#plan.onEdge.has(last)
        : nodes.slice(1, -1).some((node) => this.#plan.onRiver.has(node)),
      length_m: spots.slice(1).reduce((sum, spot, i) => sum + distance(spots[i]!, spot), 0)
    };
  }
}

function shortened(end: XY, before: XY): XY {
  return shift(end, direction(end, before), Math.min(BLIND_END_M, distance(end, before) / 2));
}
