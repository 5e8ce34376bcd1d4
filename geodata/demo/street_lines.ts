import { direction, distance, shift, type XY } from '#geodata/spatial/plane.ts';
import { halfWidth } from './ground.ts';
import type { Edge, Line } from './plan/graph.ts';
import type { Plan } from './plan/plan.ts';

/** A street from one end to the other, whatever crosses it. */
export interface StreetLine {
  line: Line;
  spots: XY[];
  length_m: number;
}

/** A spot on a street: where, along which direction, and how far it is from there to the kerb. */
export interface StreetSpot {
  at: XY;
  way: XY;
  half: number;
}

/** Every street as lines that run through its junctions. */
export function streetLines(plan: Plan): StreetLine[] {
  const { nodes, edges } = plan.graph;
  const streets = edges.filter(({ line }) => line.kind === 'street' || line.kind === 'ring');
  return [...Map.groupBy(streets, ({ line }) => line)].flatMap(([line, own]) => {
    const arriving = new Set(own.map(({ b }) => b));
    const left = new Set(own);
    const walk = (first: Edge): XY[] => {
      const spots = [nodes[first.a]!];
      for (let edge: Edge | undefined = first; edge;) {
        left.delete(edge);
        const at: number = edge.b;
        spots.push(nodes[at]!);
        edge = [...left].find(({ a }) => a === at);
      }
      return spots;
    };
    const lines: XY[][] = [];
    for (const edge of own) if (!arriving.has(edge.a)) lines.push(walk(edge));
    // What is left runs in a circle.
    for (const edge of own) if (left.has(edge)) lines.push(walk(edge));
    return lines.map((spots) => ({ line, spots, length_m: lengthOf(spots) }));
  });
}

/** Spots along a street, evenly spaced and never further apart than `every` metres; the first half a space from its end. */
export function spotsAlong({ line, spots, length_m }: StreetLine, every: number): StreetSpot[] {
  const count = Math.max(1, Math.ceil(length_m / every));
  const found: StreetSpot[] = [];
  let walked = 0;
  for (let i = 1; i < spots.length; i++) {
    const [a, b] = [spots[i - 1]!, spots[i]!];
    const step = distance(a, b);
    const way = direction(a, b);
    while (found.length < count && ((found.length + 0.5) * length_m) / count <= walked + step) {
      found.push({ at: shift(a, way, ((found.length + 0.5) * length_m) / count - walked), way, half: halfWidth(line) });
    }
    walked += step;
  }
  return found;
}

/** The spot beside a street spot, `back` metres short of the plots: right of its direction, or left. */
export function kerb({ at, way, half }: StreetSpot, side: Side, back = 3): XY {
  return shift(at, way, 0, (side === 'left' ? 1 : -1) * (half - back));
}

export type Side = 'left' | 'right';

function lengthOf(spots: readonly XY[]): number {
  return spots.slice(1).reduce((sum, spot, i) => sum + distance(spots[i]!, spot), 0);
}
