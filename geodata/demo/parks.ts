import { insetRing } from '#geodata/spatial/inset_ring.ts';
import { distance, type XY } from '#geodata/spatial/plane.ts';
import { simplifyRing } from '#geodata/spatial/ring.ts';
import type { Plot, Use } from './ground.ts';
import type { Plan } from './plan/plan.ts';
import type { RoadNet, Way } from './road_net.ts';
import type { Strip } from './slab.ts';
import { smoothRing } from './smooth.ts';

const PATH: Way = { class: 'path', name: null, en: null, oneway: 0 };

/** How far inside its edge the path around a ground runs, metres; further rings where there is room. */
const ringsOf: Partial<Record<Use, number[]>> = {
  park: [26, 95],
  lake_park: [22],
  plaza: [30, 110],
  campus: [34],
  river_bank: [12]
};

/**
 * Paths around parks and along the river, joined to the streets at gates a walk apart.
 * @returns the lines of the paths on each plot
 */
export function layParkPaths(plots: readonly Plot[], plan: Plan, net: RoadNet): Map<Plot, Strip[]> {
  const laid = new Map<Plot, Strip[]>();
  for (const plot of plots) {
    const strips: Strip[] = [];
    const lay = (nodes: number[]) => {
      net.add(PATH, nodes);
      nodes.slice(1).forEach((to, i) => strips.push([plan.graph.nodes[nodes[i]!]!, plan.graph.nodes[to]!]));
    };
    let outer: number[] | null = null;
    for (const metres of ringsOf[plot.use] ?? []) {
      const ring = insetRing(simplifyRing(plot.ring, 8), () => metres);
      if (!ring) continue;
      const nodes = smoothRing(ring, 2).map((spot) => plan.addNode(spot));
      lay([...nodes, nodes[0]!]);
      // Two ways lead from one ring to the next.
      if (outer)
        for (const from of [nodes[0]!, nodes[nodes.length >> 1]!])
          lay([from, nearest(plan, outer, plan.graph.nodes[from]!)]);
      else for (const door of gates(plan, plot)) lay([door, nearest(plan, nodes, plan.graph.nodes[door]!)]);
      outer ??= nodes;
    }
    if (strips.length > 0) laid.set(plot, strips);
  }
  return laid;
}

/** Gates in the middle of the streets around a ground, at most one to every other stretch. */
function gates(plan: Plan, plot: Plot): number[] {
  const { edges, nodes } = plan.graph;
  const streets = plan.faces[plot.face]!.sides.filter((side) => plan.lineOf(side).kind === 'street');
  const long = streets.filter((side) => distance(nodes[edges[side >> 1]!.a]!, nodes[edges[side >> 1]!.b]!) > 50);
  return long.filter((_, i) => i % 2 === 0).map((side) => plan.join(side >> 1, 0.5));
}

function nearest(plan: Plan, nodes: number[], spot: XY): number {
  const away = (node: number) => distance(plan.graph.nodes[node]!, spot);
  return nodes.reduce((best, node) => (away(node) < away(best) ? node : best));
}
