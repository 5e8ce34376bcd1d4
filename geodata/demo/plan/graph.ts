import { CellIndex } from '#geodata/spatial/cell_index.ts';
import { boxOf, distance, type XY } from '#geodata/spatial/plane.ts';
import { crossing, nearestOnSegment } from '#geodata/spatial/segment.ts';
import type { StreetClass } from '../skeleton/streets.ts';

/** What is drawn on the plan and divides it. */
export interface Line {
  kind: 'street' | 'ring' | 'rail' | 'river' | 'wall';
  /** Streets only. */
  class: StreetClass;
  name: string | null;
  en: string | null;
  oneway: 0 | 1;
}

export interface Edge {
  a: number;
  b: number;
  line: Line;
}

/** The street plan: spots, and straight edges between them that meet at spots only. */
export interface Graph {
  nodes: XY[];
  edges: Edge[];
  /** Edges that lead out of the plan and enclose nothing: streets that go on beyond the edge of the city drawn here. */
  spurs: Edge[];
}

interface Piece {
  a: XY;
  b: XY;
  line: Line;
}

/** Spots closer than this become one. */
const SAME_SPOT_M = 14;
/** A street that ends this near to another is drawn on to it. */
const REACH_M = 85;
/** A loose end shorter than this is a slip of the pen. */
const SPUR_M = 120;
const RANK: Line['kind'][] = ['wall', 'river', 'rail', 'street', 'ring'];

/**
 * Sketched lines made into a plan: ends drawn on to their street, crossings found, near spots merged, dead ends cut
 * off. Repeated until nothing crosses any more, since merging moves lines by some metres.
 */
export function arrange(paths: { line: Line; through: readonly XY[] }[]): Graph {
  let pieces = paths.flatMap(({ line, through }) => through.slice(1).map((b, i) => ({ a: through[i]!, b, line })));
  pieces = drawEndsOn(paths, pieces);
  let graph = merge(
    pieces,
    pieces.map(() => [])
  );
  for (let round = 0; round < 12; round++) {
    pieces = graph.edges.map(({ a, b, line }) => ({ a: graph.nodes[a]!, b: graph.nodes[b]!, line }));
    const met = meetings(pieces);
    if (met.every((spots) => spots.length === 0)) break;
    graph = merge(pieces, met);
  }
  return partSpurs(graph);
}

/** Adds a short piece from a path's end to the nearest other line, where one is in reach and not yet touched. */
function drawEndsOn(paths: { line: Line; through: readonly XY[] }[], pieces: Piece[]): Piece[] {
  const more: Piece[] = [];
  for (const { line, through } of paths) {
    if (line.kind === 'ring') continue;
    for (const end of [through[0]!, through.at(-1)!]) {
      const near = pieces
        .filter((piece) => piece.line !== line)
        .map((piece) => nearestOnSegment(end, piece.a, piece.b))
        .reduce((best, one) => (one.away < best.away ? one : best));
      if (near.away > 0 && near.away < REACH_M) more.push({ a: end, b: near.spot, line });
    }
  }
  return [...pieces, ...more];
}

/** For each piece the spots where others cross or touch it. */
function meetings(pieces: Piece[]): XY[][] {
  const index = new CellIndex<number>(150);
  pieces.forEach(({ a, b }, i) => index.add(boxOf([a, b]), i));
  return pieces.map(({ a, b }) => {
    const spots: XY[] = [];
    const middle: XY = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    for (const j of index.near(middle, distance(a, b) / 2 + SAME_SPOT_M)) {
      const other = pieces[j]!;
      const shared = [other.a, other.b].filter((end) => end === a || end === b).length;
      if (shared === 2) continue;
      const met = shared === 0 ? crossing(a, b, other.a, other.b) : null;
      if (met) spots.push([a[0] + (b[0] - a[0]) * met.along, a[1] + (b[1] - a[1]) * met.along]);
      for (const end of [other.a, other.b]) {
        if (end === a || end === b) continue;
        // Whatever would be merged must have been met, or a street would end beside the one it leads to.
        if (nearestOnSegment(end, a, b).away <= SAME_SPOT_M) spots.push(end);
      }
    }
    return spots;
  });
}

/** Cuts the pieces at their spots and makes one node of spots that lie close together. */
function merge(pieces: Piece[], met: XY[][]): Graph {
  const nodes: XY[] = [];
  const index = new CellIndex<number>(50);
  const nodeAt = (spot: XY): number => {
    const near = index
      .near(spot, SAME_SPOT_M)
      .map((node) => ({ node, away: distance(nodes[node]!, spot) }))
      .filter(({ away }) => away < SAME_SPOT_M)
      .sort((p, q) => p.away - q.away || p.node - q.node)[0];
    if (near) return near.node;
    index.add([...spot, ...spot], nodes.length);
    return nodes.push(spot) - 1;
  };
  const byEnds = new Map<string, Edge>();
  pieces.forEach(({ a, b, line }, i) => {
    const along = (spot: XY) => (spot[0] - a[0]) * (b[0] - a[0]) + (spot[1] - a[1]) * (b[1] - a[1]);
    const stops = [a, ...met[i]!.sort((p, q) => along(p) - along(q)), b].map(nodeAt);
    for (let k = 0; k + 1 < stops.length; k++) addEdge(byEnds, { a: stops[k]!, b: stops[k + 1]!, line });
  });
  return { nodes, edges: [...byEnds.values()], spurs: [] };
}

/** Where two lines run over the same edge, the higher one keeps it. */
function addEdge(byEnds: Map<string, Edge>, edge: Edge): void {
  if (edge.a === edge.b) return;
  const key = edge.a < edge.b ? `${edge.a} ${edge.b}` : `${edge.b} ${edge.a}`;
  const there = byEnds.get(key);
  if (!there) byEnds.set(key, edge);
  else if (RANK.indexOf(edge.line.kind) > RANK.indexOf(there.line.kind)) Object.assign(there, edge);
}

/** Sets aside the edges that lead nowhere; of these, the long ends of streets are kept as spurs. */
function partSpurs({ nodes, edges }: Graph): Graph {
  let left = edges;
  const loose: Edge[] = [];
  for (;;) {
    const degree = new Map<number, number>();
    for (const { a, b } of left) for (const node of [a, b]) degree.set(node, (degree.get(node) ?? 0) + 1);
    const kept = left.filter(({ a, b }) => degree.get(a)! > 1 && degree.get(b)! > 1);
    if (kept.length === left.length) break;
    loose.push(...left.filter((edge) => !kept.includes(edge)));
    left = kept;
  }
  const long = (edge: Edge) => distance(nodes[edge.a]!, nodes[edge.b]!) > SPUR_M;
  const spurs = loose.filter((edge) => edge.line.kind === 'street' && long(edge));
  const number = new Map<number, number>();
  for (const { a, b } of [...left, ...spurs])
    for (const node of [a, b]) if (!number.has(node)) number.set(node, number.size);
  const renumber = (list: Edge[]) => list.map(({ a, b, line }) => ({ a: number.get(a)!, b: number.get(b)!, line }));
  return { nodes: [...number.keys()].map((node) => nodes[node]!), edges: renumber(left), spurs: renumber(spurs) };
}
