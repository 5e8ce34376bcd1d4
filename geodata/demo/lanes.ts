import { distance, type XY } from '#geodata/spatial/plane.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import { chineseNumber } from './numerals.ts';
import type { Line } from './plan/graph.ts';
import type { Plan } from './plan/plan.ts';

interface Lane {
  line: Line;
  ends: [XY, XY];
  base: string;
  side: '东' | '西' | '南' | '北';
  order: number;
}

/**
 * Names for the lanes of chance, as lanes in this city are called: after the street they lie by, the side, and their
 * number along it (同志街东三胡同).
 */
export function nameLanes(plan: Plan): void {
  const { nodes, edges } = plan.graph;
  const named = edges.filter(({ line }) => line.kind === 'street' && line.name);
  const lines = new Map<Line, XY[]>();
  for (const { a, b, line } of edges) {
    if (line.kind !== 'street' || line.name) continue;
    lines.set(line, [...(lines.get(line) ?? []), nodes[a]!, nodes[b]!]);
  }
  const lanes = [...lines].map(([line, spots]): Lane => {
    const middle: XY = [mean(spots.map(([x]) => x)), mean(spots.map(([, y]) => y))];
    const near = named
      .map((edge) => ({ edge, ...nearestOnSegment(middle, nodes[edge.a]!, nodes[edge.b]!) }))
      .reduce((best, one) => (one.away < best.away ? one : best));
    const [a, b] = [nodes[near.edge.a]!, nodes[near.edge.b]!];
    const upright = Math.abs(b[1] - a[1]) > Math.abs(b[0] - a[0]);
    const side = upright ? (middle[0] > near.spot[0] ? '东' : '西') : middle[1] > near.spot[1] ? '北' : '南';
    return {
      line,
      ends: [spots[0]!, spots.at(-1)!],
      base: near.edge.line.name!,
      side,
      order: upright ? -middle[1] : -middle[0]
    };
  });
  const groups = Map.groupBy(lanes, ({ base, side }) => base + side);
  for (const group of groups.values()) {
    group.sort((p, q) => p.order - q.order);
    group.forEach((lane, i) => (lane.line.name = `${lane.base}${lane.side}${chineseNumber(i + 1)}${suffix(lane)}`));
  }
}

/** 胡同 in the old town, 街 from north to south and 路 from east to west further out. */
function suffix({ line, ends: [a, b] }: Lane): string {
  const upright = Math.abs(b[1] - a[1]) > Math.abs(b[0] - a[0]);
  if (line.class === 'minor' && distance(a, [400, 600]) < 2100) return '胡同';
  return upright ? '街' : '路';
}

const mean = (numbers: number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
