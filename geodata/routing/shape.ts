import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { distance } from '#geodata/spatial/plane.ts';
import type { Graph } from './graph.ts';

/** Position of a vertex of the graph's shapes. */
function vertexAt({ shape }: Graph, vertex: number): LngLat {
  return [shape[vertex * 2]! / 1e7, shape[vertex * 2 + 1]! / 1e7];
}

/** The line of an edge from one share of its length to another; backwards where `to` is the smaller. */
export function sliceEdge(graph: Graph, edge: number, from: number, to: number): LngLat[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const [first, end] = [graph.shapeStart[edge]!, graph.shapeStart[edge + 1]!];
  const frame = localFrame(vertexAt(graph, first));
  const spots = Array.from({ length: end - first }, (_, i) => frame.toPlane(vertexAt(graph, first + i)));
  const steps = spots.slice(1).map((spot, i) => distance(spots[i]!, spot));
  const whole = steps.reduce((sum, step) => sum + step, 0);
  const line: LngLat[] = [];
  let walked = 0;
  steps.forEach((step, i) => {
    const [begin, finish] = [walked / whole, (walked + step) / whole];
    walked += step;
    if (finish < low || begin > high || step === 0) return;
    const at = (share: number): LngLat => {
      if (share <= begin) return vertexAt(graph, first + i);
      if (share >= finish) return vertexAt(graph, first + i + 1);
      const part = (share - begin) / (finish - begin);
      const [a, b] = [spots[i]!, spots[i + 1]!];
      return frame.toLngLat([a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]);
    };
    if (line.length === 0) line.push(at(low));
    line.push(at(Math.min(high, finish)));
  });
  return from <= to ? line : line.reverse();
}
