import { localFrame } from '#geodata/spatial/local_frame.ts';
import { ringCentre, ringContains } from '#geodata/spatial/ring.ts';
import { between, distance, type XY } from '#geodata/spatial/plane.ts';
import { rng } from '../rng.ts';
import { centre, landmarks, mainLine, river, squares, type Landmark } from '../skeleton/landmarks.ts';
import { streets } from '../skeleton/streets.ts';
import { facesOf, type Face, type Faces } from './faces.ts';
import { arrange, type Graph, type Line } from './graph.ts';
import { outsideCircle, ringAround } from './squares.ts';
import { subdivide } from './subdivide.ts';

export const frame = localFrame(centre);

/** The street plan of the demo city: the sketched streets, cut up into blocks by lanes of chance. */
export class Plan implements Faces {
  readonly graph: Graph;
  readonly faces: Face[];
  readonly leftOf: Int32Array;
  /** Nodes in the middle of the river, where bridges cross. */
  readonly onRiver: ReadonlySet<number>;
  /** Nodes on the railway and on walls. */
  readonly onEdge: ReadonlySet<number>;
  readonly #stops = new Map<number, { along: number; node: number }[]>();

  constructor(seed: string) {
    this.graph = subdivide(arrange(sketch()), rng(`${seed} lanes`), largestBlock);
    const { faces, leftOf } = facesOf(this.graph);
    this.faces = faces;
    this.leftOf = leftOf;
    // A street that runs out within the city would run through someone's yard.
    this.graph.spurs = this.graph.spurs.filter(
      ({ a, b }) =>
        !faces.some(({ ring }) => ringContains(ring, between(this.graph.nodes[a]!, this.graph.nodes[b]!, 0.5)))
    );
    const nodesOn = (...kinds: Line['kind'][]) =>
      new Set(this.graph.edges.filter(({ line }) => kinds.includes(line.kind)).flatMap(({ a, b }) => [a, b]));
    this.onRiver = nodesOn('river');
    this.onEdge = nodesOn('rail', 'wall');
  }

  /**
   * Joins something to an edge between its ends, such as the way to a gate. Whatever is drawn along the edge from then
   * on, roads and borders alike, has a corner there.
   */
  join(edge: number, along: number): number {
    const [a, b] = [this.graph.edges[edge]!.a, this.graph.edges[edge]!.b].map((node) => this.graph.nodes[node]!) as [
      XY,
      XY
    ];
    const stops = this.#stops.get(edge) ?? [];
    const near = stops.find((stop) => Math.abs(stop.along - along) * distance(a, b) < 6);
    if (near) return near.node;
    const node = this.addNode(between(a, b, along));
    this.#stops.set(
      edge,
      [...stops, { along, node }].sort((p, q) => p.along - q.along)
    );
    return node;
  }

  addNode(spot: XY): number {
    return this.graph.nodes.push(spot) - 1;
  }

  /** What was joined to a directed edge, in walking order. */
  stopsAlong(side: number): number[] {
    const nodes = (this.#stops.get(side >> 1) ?? []).map(({ node }) => node);
    return side & 1 ? nodes.reverse() : nodes;
  }

  lineOf(side: number): Line {
    return this.graph.edges[side >> 1]!.line;
  }
}

/** The landmark whose ground a face is, if any. */
export function landmarkOf(face: Face): Landmark | undefined {
  return landmarks.find(({ at }) => ringContains(face.ring, frame.toPlane(at)));
}

/** Blocks are small in the middle of the city and larger outwards; parks, squares and the river banks stay whole. */
function largestBlock(graph: Graph, face: Face): number | null {
  if (squareOf(face) || face.sides.some((side) => graph.edges[side >> 1]!.line.kind === 'river')) return null;
  const usual = 30_000 + 9 * distance([0, 0], ringCentre(face.ring));
  return landmarkOf(face)?.largest_m2 ?? usual;
}

/** The square whose island a face is, if any. */
export function squareOf(face: Face): (typeof squares)[number] | undefined {
  const middle = ringCentre(face.ring);
  return squares.find(({ at, radius_m }) => distance(frame.toPlane(at), middle) < radius_m * 0.5);
}

function sketch(): { line: Line; through: XY[] }[] {
  const plane = (through: readonly (readonly [number, number])[]) => through.map(frame.toPlane);
  const drawn = streets.map(({ through, name, en, oneway = 0, ...street }) => ({
    line: { kind: 'street', class: street.class, name, en, oneway } satisfies Line,
    through: plane(through)
  }));
  const edge = (kind: 'rail' | 'river', through: XY[]) => ({
    line: { kind, class: 'minor', name: null, en: null, oneway: 0 } satisfies Line,
    through
  });
  let paths: { line: Line; through: XY[] }[] = drawn;
  for (const { at, radius_m } of squares) {
    const middle = frame.toPlane(at);
    paths = paths.flatMap(({ line, through }) =>
      outsideCircle(through, middle, radius_m).map((part) => ({ line, through: part }))
    );
  }
  const rings = squares.map(({ name, en, at, radius_m }) => ({
    line: { kind: 'ring', class: radius_m > 60 ? 'primary' : 'secondary', name, en, oneway: 1 } satisfies Line,
    through: ringAround(frame.toPlane(at), radius_m)
  }));
  return [...rings, ...paths, edge('rail', plane(mainLine)), edge('river', plane(river.through))];
}
