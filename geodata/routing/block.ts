import type { GateKind, RoadRules } from './pace.ts';

/** Kinds of gate as small numbers; 0 is none. */
export const gateKinds: readonly (GateKind | null)[] = [null, 'main', 'vehicle', 'pedestrian', 'fire'];

/** A part of the graph: the edges that begin in one tile, and the roads they are of. */
export interface Block {
  roads: RoadRules[];
  count: number;
  /** Ids of edges and of the junctions they run between; whole numbers below 2^53. */
  id: Float64Array;
  source: Float64Array;
  target: Float64Array;
  /** Which of `roads`. */
  road: Uint32Array;
  length_m: Float64Array;
  /** Kind of the gate on it (an index of gateKinds) and how many are passed. */
  gate: Uint8Array;
  gatePasses: Float32Array;
  /** Where the vertices of each edge begin in `shape`, counted in vertices; one entry more than edges. */
  shapeStart: Uint32Array;
  /** lng, lat, lng, lat … in degrees × 10^7. */
  shape: Int32Array;
}

/** A block as the database packs it. */
export interface PackedBlock {
  block: number;
  /** How many edges. */
  edges: number;
  /**
   * One after the other, big-endian: id, source, target, road (int8 each), length (float8), gates passed (float4), gate
   * (one byte), then the line as WKB: order, type, count (one byte, int4, int4) and its vertices (float8 each).
   */
  packed: Uint8Array;
  /** JSON: `[id, …]` per road, in the order of `ruleNames`. */
  roads: string;
}

/** The columns of a packed road after its id. */
export const ruleNames = [
  ...(['class', 'link', 'name', 'name_en', 'ref', 'oneway', 'surface', 'steps', 'step_free', 'foot', 'motor'] as const),
  ...(['maxspeed_kmh', 'max_height_m', 'max_width_m', 'max_weight_t'] as const)
] satisfies (keyof RoadRules)[];

/** Bytes of an edge before its vertices, and of a vertex. */
const [HEAD, VERTEX] = [54, 16];

export function unpackBlock({ packed, edges, roads }: PackedBlock): Block {
  const rows = JSON.parse(roads) as [id: number, ...rules: unknown[]][];
  const placeOf = new Map(rows.map(([id], place) => [id, place]));
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const block = emptyBlock(edges, (packed.byteLength - edges * HEAD) / VERTEX);
  block.roads = rows.map(
    ([, ...rules]) => Object.fromEntries(ruleNames.map((name, i) => [name, rules[i]])) as unknown as RoadRules
  );
  const int8 = (at: number) => view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4);
  let vertex = 0;
  for (let i = 0, at = 0; i < edges; i++) {
    block.id[i] = int8(at);
    block.source[i] = int8(at + 8);
    block.target[i] = int8(at + 16);
    block.road[i] = placeOf.get(int8(at + 24))!;
    block.length_m[i] = view.getFloat64(at + 32);
    block.gatePasses[i] = view.getFloat32(at + 40);
    block.gate[i] = view.getUint8(at + 44);
    const count = view.getUint32(at + 50);
    at += HEAD;
    for (const end = at + count * VERTEX; at < end; at += 8) {
      block.shape[vertex++] = Math.round(view.getFloat64(at) * 1e7);
    }
    block.shapeStart[i + 1] = vertex / 2;
  }
  return block;
}

/** A block with room for so many edges and vertices. */
export function emptyBlock(edges: number, vertices: number): Block {
  return {
    ...{ roads: [], count: edges, id: new Float64Array(edges) },
    ...{ source: new Float64Array(edges), target: new Float64Array(edges), road: new Uint32Array(edges) },
    ...{ length_m: new Float64Array(edges), gate: new Uint8Array(edges), gatePasses: new Float32Array(edges) },
    ...{ shapeStart: new Uint32Array(edges + 1), shape: new Int32Array(vertices * 2) }
  };
}
