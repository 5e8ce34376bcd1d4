import type { Refused, Shape } from '#geodata/sources/rule.ts';
import type { XY } from '#geodata/spatial/plane.ts';

/** More corners than this in one feature are a fault of the file, or a coastline that wants cutting first. */
const MAX_VERTICES = 100_000;

const shapes: Record<string, Shape> = {
  Point: 'point',
  MultiPoint: 'point',
  LineString: 'line',
  MultiLineString: 'line',
  Polygon: 'polygon',
  MultiPolygon: 'polygon'
};

export interface GeoJsonGeometry {
  type: string;
  coordinates?: unknown;
  geometries?: GeoJsonGeometry[];
}

/** A checked geometry as EWKB: Point, MultiLineString or MultiPolygon of EPSG:4326, two-dimensional. */
export interface Encoded {
  wkb: Uint8Array;
  /** Something was mended: a ring closed, a height dropped, foreign parts of a collection left out. */
  repaired: boolean;
}

/** Kind of a geometry; a collection is what is wanted of it. */
export function shapeOf(geometry: GeoJsonGeometry | null, wanted: Shape | null): Shape | null {
  if (geometry?.type === 'GeometryCollection') return wanted;
  return geometry ? (shapes[geometry.type] ?? null) : null;
}

/** Collections within collections; more is no geography. */
const MAX_DEPTH = 8;

type Part = { shape: Shape; coordinates: unknown };

/**
 * Checks a GeoJSON geometry and writes it as EWKB.
 * @param areas whether a point layer may take areas, whose inner point the database finds
 * @param toLngLat turns the coordinates of the delivery into WGS84; without it they are that
 */
export function encodeGeometry(
  geometry: GeoJsonGeometry | null,
  wanted: Shape,
  areas = false,
  toLngLat?: (at: XY) => XY
): Encoded | Refused {
  if (!geometry) return { refused: 'no_geometry' };
  const parts: Part[] = [];
  const known = collect(geometry, parts);
  if (!known) return { refused: 'malformed_geometry', value: String(geometry.type) };
  if (parts.length === 0) return { refused: 'no_geometry' };
  const shape = wanted === 'point' && areas && parts[0]!.shape === 'polygon' ? 'polygon' : wanted;
  const fitting = parts.filter((part) => part.shape === shape);
  if (fitting.length === 0 || (shape === 'point' && fitting.length > 1)) {
    return { refused: 'wrong_geometry', value: geometry.type };
  }
  writer.begin(shape, fitting.length, toLngLat);
  for (const { coordinates } of fitting) {
    const refused =
      shape === 'point' ? position(coordinates) : shape === 'line' ? line(coordinates) : polygon(coordinates);
    if (refused) return refused;
  }
  return { wkb: writer.bytes(), repaired: writer.repaired || fitting.length < parts.length };
}

/** Splits multi-geometries and collections into single parts; false for a type GeoJSON does not have. */
function collect(geometry: GeoJsonGeometry, into: Part[], depth = 0): boolean {
  if (geometry?.type === 'GeometryCollection') {
    const inner: unknown = geometry.geometries;
    return (
      depth < MAX_DEPTH &&
      Array.isArray(inner) &&
      inner.every((part: GeoJsonGeometry) => collect(part, into, depth + 1))
    );
  }
  const shape = shapes[geometry?.type];
  if (!shape) return false;
  const { coordinates } = geometry;
  if (!Array.isArray(coordinates) || coordinates.length === 0)
    return coordinates === undefined || Array.isArray(coordinates);
  if (!geometry.type.startsWith('Multi')) into.push({ shape, coordinates });
  else for (const part of coordinates) into.push({ shape, coordinates: part });
  return true;
}

function position(at: unknown): Refused | null {
  if (!Array.isArray(at)) return { refused: 'malformed_geometry' };
  const x: unknown = at[0];
  const y: unknown = at[1];
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x + y))
    return { refused: 'malformed_geometry' };
  const [lng, lat] = writer.toLngLat ? writer.toLngLat([x, y]) : [x, y];
  if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 90)) {
    const swapped = Math.abs(x) <= 90 && Math.abs(y) <= 180;
    return { refused: swapped ? 'swapped_axes' : 'coordinates_out_of_range', value: `${x}, ${y}` };
  }
  if (at.length > 2) writer.repaired = true;
  writer.position(lng, lat);
  return null;
}

function line(at: unknown): Refused | null {
  if (!Array.isArray(at)) return { refused: 'malformed_geometry' };
  if (at.length < 2) return { refused: 'degenerate_geometry' };
  writer.line(at.length);
  return positions(at);
}

function polygon(rings: unknown): Refused | null {
  if (!Array.isArray(rings)) return { refused: 'malformed_geometry' };
  const kept = rings.filter((ring, index) => index === 0 || (Array.isArray(ring) && ring.length >= 3));
  if (kept.length < rings.length) writer.repaired = true;
  writer.polygon(kept.length);
  for (const ring of kept) {
    if (!Array.isArray(ring)) return { refused: 'malformed_geometry' };
    if (ring.length < 3) return { refused: ring.length === 0 ? 'no_geometry' : 'degenerate_geometry' };
    const [first, last] = [ring[0] as unknown[] | null, ring.at(-1) as unknown[] | null];
    const open = first?.[0] !== last?.[0] || first?.[1] !== last?.[1];
    if (open) writer.repaired = true;
    writer.ring(ring.length + (open ? 1 : 0));
    const refused = positions(ring) ?? (open ? position(first) : null);
    if (refused) return refused;
  }
  return null;
}

function positions(all: unknown[]): Refused | null {
  writer.vertices += all.length;
  if (writer.vertices > MAX_VERTICES) {
    return { refused: 'too_many_vertices', value: `${writer.vertices.toLocaleString('en')} vertices` };
  }
  for (const at of all) {
    const refused = position(at);
    if (refused) return refused;
  }
  return null;
}

const SRID_FLAG = 0x20000000;
const codes = { point: 1, line: 5, polygon: 6 } as const;

/** One buffer for all geometries of the process: encoding is synchronous, and its bytes are copied out. */
const writer = {
  buffer: Buffer.alloc(1 << 16),
  view: new DataView(new ArrayBuffer(0)),
  length: 0,
  vertices: 0,
  repaired: false,
  toLngLat: undefined as ((at: XY) => XY) | undefined,

  begin(shape: Shape, parts: number, toLngLat?: (at: XY) => XY) {
    this.toLngLat = toLngLat;
    this.length = 0;
    this.vertices = 0;
    this.repaired = false;
    this.header(codes[shape] + SRID_FLAG);
    this.count(4326);
    if (shape !== 'point') this.count(parts);
  },
  line(length: number) {
    this.header(2);
    this.count(length);
  },
  polygon(rings: number) {
    this.header(3);
    this.count(rings);
  },
  ring(length: number) {
    this.count(length);
  },
  position(x: number, y: number) {
    this.reserve(16);
    this.view.setFloat64(this.length, x, true);
    this.view.setFloat64(this.length + 8, y, true);
    this.length += 16;
  },
  header(type: number) {
    this.reserve(5);
    this.view.setUint8(this.length, 1);
    this.view.setUint32(this.length + 1, type, true);
    this.length += 5;
  },
  count(value: number) {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  },
  reserve(more: number) {
    if (this.length + more <= this.view.byteLength) return;
    const larger = Buffer.alloc(Math.max(this.buffer.length * 2, 1 << 16));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
    this.view = new DataView(larger.buffer, larger.byteOffset, larger.length);
  },
  /** Valid until the next `begin`. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
};
