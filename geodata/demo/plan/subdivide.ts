import { cutAcross, frameOf, type Cut } from '#geodata/spatial/cut_ring.ts';
import { between, direction, distance, shift, type XY } from '#geodata/spatial/plane.ts';
import { distanceToRing } from '#geodata/spatial/ring.ts';
import { crosses } from '#geodata/spatial/segment.ts';
import type { Rng } from '../rng.ts';
import { facesOf, type Face } from './faces.ts';
import type { Edge, Graph, Line } from './graph.ts';

/** A cut ends on an existing corner or cut when it comes this near, so that lanes go on across a street. */
const SNAP_M = 32;

interface Chord {
  ends: [End, End];
  line: Line;
}
type End = { node: number } | { edge: number; spot: XY };

/**
 * Cuts faces by lanes until none is larger than it should be. Each lane runs across the longer way of its face, not
 * quite in the middle and not quite square, as a town grown over time has it.
 * @param largest square metres a face may keep, or null when it is not to be cut
 */
export function subdivide(graph: Graph, random: Rng, largest: (graph: Graph, face: Face) => number | null): Graph {
  let plan = graph;
  for (let round = 0; round < 12; round++) {
    const chords = facesOf(plan).faces.flatMap((face) => {
      const limit = largest(plan, face);
      if (limit === null || face.area_m2 <= limit) return [];
      return chordFor(plan, face, random) ?? [];
    });
    if (chords.length === 0) break;
    plan = withChords(plan, chords);
  }
  return plan;
}

function chordFor(graph: Graph, face: Face, random: Rng): Chord | null {
  const frame = frameOf(face.ring);
  for (let attempt = 0; attempt < 8; attempt++) {
    const share = random.normal(0, 0.06 + attempt * 0.02);
    const at = shift(frame.middle, frame.way, frame.length * share);
    const tilt = random.normal(0, 0.05);
    const way: XY = [-frame.way[1] - frame.way[0] * tilt, frame.way[0] - frame.way[1] * tilt];
    const cut = cutAcross(face.ring, at, direction([0, 0], way));
    const chord = cut && chordOf(graph, face, cut);
    if (chord) return chord;
  }
  return null;
}

function chordOf(graph: Graph, face: Face, cut: Cut): Chord | null {
  const [from, to] = [endOf(graph, face, cut.from), endOf(graph, face, cut.to)];
  if (!from || !to) return null;
  const [p, q] = [spotOf(graph, from), spotOf(graph, to)];
  if (distance(p, q) < 45 || distanceToRing(face.ring, between(p, q, 0.5)) < 18) return null;
  const n = face.ring.length;
  for (let i = 0; i < n; i++) if (crosses(p, q, face.ring[i]!, face.ring[(i + 1) % n]!)) return null;
  // A lane needs one end on a street; where the other meets the railway or a wall it ends blind.
  const joined = [cut.from.side, cut.to.side].map((side) => graph.edges[face.sides[side]! >> 1]!.line.kind);
  if (joined.some((kind) => kind === 'ring')) return null;
  const kind = joined.includes('street') ? 'street' : 'wall';
  const wide = kind === 'street' && face.area_m2 > 300_000 && cut.length > 380;
  return { ends: [from, to], line: { kind, class: wide ? 'tertiary' : 'minor', name: null, en: null, oneway: 0 } };
}

/** Where a cut ends: on a corner if one is near, else on the side; null when it would meet the side at a sharp angle. */
function endOf(graph: Graph, face: Face, { side, spot }: Cut['from']): End | null {
  const n = face.ring.length;
  const corner = [side, (side + 1) % n].find((i) => distance(face.ring[i]!, spot) < SNAP_M);
  if (corner !== undefined) return { node: face.nodes[corner]! };
  return { edge: face.sides[side]! >> 1, spot };
}

function spotOf(graph: Graph, end: End): XY {
  return 'node' in end ? graph.nodes[end.node]! : end.spot;
}

/** Adds chords; ends that come close together on one edge become one crossing. */
function withChords(graph: Graph, chords: Chord[]): Graph {
  const nodes = [...graph.nodes];
  const onEdge = new Map<number, { along: number; node: number }[]>();
  const nodeOf = (end: End): number => {
    if ('node' in end) return end.node;
    const { a, b } = graph.edges[end.edge]!;
    const [p, q] = [graph.nodes[a]!, graph.nodes[b]!];
    const length = distance(p, q);
    const along = distance(p, end.spot) / length;
    const there = onEdge.get(end.edge) ?? [];
    onEdge.set(end.edge, there);
    const near = there.find((other) => Math.abs(other.along - along) * length < SNAP_M);
    if (near) return near.node;
    const node = nodes.push(between(p, q, along)) - 1;
    there.push({ along, node });
    return node;
  };
  const added = chords.map(({ ends, line }): Edge => ({ a: nodeOf(ends[0]), b: nodeOf(ends[1]), line }));
  const cut = graph.edges.flatMap((edge, i): Edge[] => {
    const stops = (onEdge.get(i) ?? []).sort((p, q) => p.along - q.along).map(({ node }) => node);
    return [...stops, edge.b].map((b, k) => ({ a: k === 0 ? edge.a : stops[k - 1]!, b, line: edge.line }));
  });
  return { nodes, edges: [...cut, ...added], spurs: graph.spurs };
}
