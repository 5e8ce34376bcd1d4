import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { distance, type XY } from '#geodata/spatial/plane.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import type { Graph } from './graph.ts';

/** A spot on an edge. */
export interface Spot {
  edge: number;
  /** How far along it, 0 to 1. */
  share: number;
  at: LngLat;
  /** How far the place asked for lies beside it, metres. */
  away_m: number;
}

/** Side of a cell, degrees × 10^7 from south to north: about 150 m. */
const CELL = 13_500;

/**
 * Finds the edge next to a place. Edges are filed by the cells their segments touch; cells share a table of fixed size,
 * so that a graph of a province takes no more than one of a city.
 */
export class EdgeIndex {
  readonly #graph: Graph;
  readonly #mask: number;
  readonly #first: Uint32Array;
  readonly #filed: Uint32Array;
  readonly #seen: Uint32Array;
  #asked = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#mask = 2 ** Math.ceil(Math.log2(graph.edgeCount + 1)) - 1;
    this.#seen = new Uint32Array(graph.edgeCount);
    const first = new Uint32Array(this.#mask + 3);
    this.#eachCell((slot) => first[slot + 2]!++);
    for (let i = 2; i < first.length; i++) first[i]! += first[i - 1]!;
    this.#filed = new Uint32Array(first.at(-1)!);
    this.#eachCell((slot, edge) => (this.#filed[first[slot + 1]!++] = edge));
    this.#first = first;
  }

  /**
   * The nearest edge that is usable, within a reach in metres; null when there is none. Of equally near ones the first.
   */
  nearest([lng, lat]: LngLat, reach_m: number, isUsable: (edge: number) => boolean): Spot | null {
    const frame = localFrame([lng, lat]);
    this.#asked++;
    let best: Spot | null = null;
    const [cx, cy] = [cell(lng * 1e7), cell(lat * 1e7)];
    // A cell is narrower from west to east; what lies beyond `ring` cells is at least that many widths away.
    const width_m = frame.toPlane([lng + CELL / 1e7, lat])[0];
    for (let ring = 0; (ring - 1) * width_m < Math.min(reach_m, best?.away_m ?? Infinity); ring++) {
      for (const slot of this.#ringSlots(cx, cy, ring)) {
        for (let i = this.#first[slot]!; i < this.#first[slot + 1]!; i++) {
          const edge = this.#filed[i]!;
          if (this.#seen[edge] === this.#asked) continue;
          this.#seen[edge] = this.#asked;
          if (!isUsable(edge)) continue;
          const spot = spotOn(this.#graph, edge, frame);
          if (spot.away_m <= reach_m && (!best || spot.away_m < best.away_m)) best = spot;
        }
      }
    }
    return best;
  }

  *#ringSlots(cx: number, cy: number, ring: number): Generator<number> {
    for (let y = cy - ring; y <= cy + ring; y++) {
      const onRim = Math.abs(y - cy) === ring;
      for (let x = cx - ring; x <= cx + ring; x += onRim || ring === 0 ? 1 : 2 * ring) yield this.#slot(x, y);
    }
  }

  /** Every cell that a segment may touch, once or several times. */
  #eachCell(tell: (slot: number, edge: number) => void): void {
    const { shape, shapeStart, edgeCount } = this.#graph;
    for (let e = 0; e < edgeCount; e++) {
      let [lastX, lastY] = [NaN, NaN];
      for (let v = shapeStart[e]!; v + 1 < shapeStart[e + 1]!; v++) {
        const [ax, ay, bx, by] = [shape[v * 2]!, shape[v * 2 + 1]!, shape[v * 2 + 2]!, shape[v * 2 + 3]!];
        // Long segments are walked in steps no longer than a cell.
        const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay)) / CELL));
        for (let s = 0; s < steps; s++) {
          const [x0, x1] = [cell(ax + ((bx - ax) * s) / steps), cell(ax + ((bx - ax) * (s + 1)) / steps)];
          const [y0, y1] = [cell(ay + ((by - ay) * s) / steps), cell(ay + ((by - ay) * (s + 1)) / steps)];
          for (let y = Math.min(y0, y1); y <= Math.max(y0, y1); y++) {
            for (let x = Math.min(x0, x1); x <= Math.max(x0, x1); x++) {
              if (x === lastX && y === lastY) continue;
              tell(this.#slot(x, y), e);
              [lastX, lastY] = [x, y];
            }
          }
        }
      }
    }
  }

  #slot(x: number, y: number): number {
    return (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) & this.#mask;
  }
}

const cell = (degrees7: number) => Math.floor(degrees7 / CELL);

/** The spot of an edge nearest to the origin of a frame. */
function spotOn({ shape, shapeStart }: Graph, edge: number, frame: ReturnType<typeof localFrame>): Spot {
  const planeAt = (vertex: number): XY => frame.toPlane([shape[vertex * 2]! / 1e7, shape[vertex * 2 + 1]! / 1e7]);
  let [walked, before, away] = [0, 0, Infinity];
  let spot: XY = [0, 0];
  let a = planeAt(shapeStart[edge]!);
  for (let v = shapeStart[edge]! + 1; v < shapeStart[edge + 1]!; v++) {
    const b = planeAt(v);
    const near = nearestOnSegment([0, 0], a, b);
    const step = distance(a, b);
    if (near.away < away) [away, before, spot] = [near.away, walked + step * near.along, near.spot];
    walked += step;
    a = b;
  }
  return { edge, share: walked === 0 ? 0 : before / walked, at: frame.toLngLat(spot), away_m: away };
}
