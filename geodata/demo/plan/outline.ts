import { ringArea, ringContains } from '#geodata/spatial/ring.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { Plan } from './plan.ts';
import { tailOf } from './faces.ts';

/** Rings of node numbers: each polygon its outer ring first, then its holes. */
export type NodePolygons = number[][][];

/**
 * The outline of a group of faces as rings of nodes. Groups that touch share these nodes one by one, so that their
 * borders are the same to the last digit.
 * @param inside whether a face belongs to the group
 */
export function outlineOf(plan: Plan, faces: Iterable<number>): NodePolygons {
  const group = new Set(faces);
  const follower = new Map<number, number>();
  for (const face of group) {
    const { sides } = plan.faces[face]!;
    sides.forEach((side, i) => follower.set(side, sides[(i + 1) % sides.length]!));
  }
  const isBorder = (side: number) => follower.has(side) && !group.has(plan.leftOf[side ^ 1]!);
  const walked = new Set<number>();
  const rings: number[][] = [];
  for (const start of follower.keys()) {
    if (walked.has(start) || !isBorder(start)) continue;
    const ring: number[] = [];
    let side = start;
    do {
      walked.add(side);
      ring.push(tailOf(plan.graph, side), ...plan.stopsAlong(side));
      side = follower.get(side)!;
      // Inside the group: cross over to the face beyond and go on around the same corner.
      while (!isBorder(side)) side = follower.get(side ^ 1)!;
    } while (side !== start);
    rings.push(...simpleRings(ring));
  }
  return polygons(plan, rings);
}

/** A ring that meets itself at a corner falls into rings that do not. */
function simpleRings(ring: number[]): number[][] {
  const rings: number[][] = [];
  const path: number[] = [];
  for (const node of ring) {
    const seen = path.indexOf(node);
    if (seen >= 0) rings.push(path.splice(seen));
    path.push(node);
  }
  return [...rings, path];
}

function polygons(plan: Plan, rings: number[][]): NodePolygons {
  const drawn = rings.map((nodes) => {
    const spots = nodes.map((node): XY => plan.graph.nodes[node]!);
    return { nodes, spots, area: ringArea(spots) };
  });
  const outer = drawn.filter(({ area }) => area > 0).sort((p, q) => p.area - q.area);
  const found = outer.map(({ nodes }) => [nodes]);
  for (const hole of drawn.filter(({ area }) => area < 0)) {
    const around = outer.findIndex(({ nodes, spots }) =>
      hole.nodes.every((node, i) => nodes.includes(node) || ringContains(spots, hole.spots[i]!))
    );
    found[around]!.push(hole.nodes);
  }
  return found;
}
