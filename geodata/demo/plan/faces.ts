import { ringArea } from '#geodata/spatial/ring.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { Graph } from './graph.ts';

/** A piece of ground that edges enclose. */
export interface Face {
  /** Its sides in order, counter-clockwise: edge number × 2, + 1 when walked from b to a. */
  sides: number[];
  nodes: number[];
  ring: XY[];
  area_m2: number;
}

export interface Faces {
  faces: Face[];
  /** Number of the face left of each directed edge; -1 for the ground outside. */
  leftOf: Int32Array;
}

/** Start node of a directed edge. */
export const tailOf = ({ edges }: Graph, side: number): number =>
  side & 1 ? edges[side >> 1]!.b : edges[side >> 1]!.a;
const headOf = (graph: Graph, side: number): number => tailOf(graph, side ^ 1);

/**
 * The faces of a plan, found by walking every edge once in each direction and turning as far left as possible.
 * @throws when the plan falls into parts that do not touch: a face would then have a hole
 */
export function facesOf(graph: Graph): Faces {
  const next = nextSides(graph);
  const leftOf = new Int32Array(graph.edges.length * 2).fill(-2);
  const faces: Face[] = [];
  let outside = 0;
  for (let start = 0; start < leftOf.length; start++) {
    if (leftOf[start] !== -2) continue;
    const sides: number[] = [];
    for (let side = start; leftOf[side] === -2; side = next[side]!) {
      leftOf[side] = -1;
      sides.push(side);
    }
    const nodes = sides.map((side) => tailOf(graph, side));
    const ring = nodes.map((node) => graph.nodes[node]!);
    const area_m2 = ringArea(ring);
    if (area_m2 <= 0) outside++;
    else {
      for (const side of sides) leftOf[side] = faces.length;
      faces.push({ sides, nodes, ring, area_m2 });
    }
  }
  if (outside !== 1) throw new Error(`The street plan falls into ${outside} parts`);
  return { faces, leftOf };
}

/** For each directed edge the one that follows it around the face on its left. */
function nextSides(graph: Graph): Int32Array {
  const leaving: { side: number; angle: number }[][] = graph.nodes.map(() => []);
  for (let side = 0; side < graph.edges.length * 2; side++) {
    const from = tailOf(graph, side);
    const [ax, ay] = graph.nodes[from]!;
    const [bx, by] = graph.nodes[headOf(graph, side)]!;
    leaving[from]!.push({ side, angle: Math.atan2(by - ay, bx - ax) });
  }
  const next = new Int32Array(graph.edges.length * 2);
  for (const around of leaving) {
    around.sort((p, q) => p.angle - q.angle || p.side - q.side);
    // Arriving along one edge, the next to the right of the way back is the next side of the face on the left.
    around.forEach(({ side }, i) => (next[side ^ 1] = around[(i + around.length - 1) % around.length]!.side));
  }
  return next;
}
