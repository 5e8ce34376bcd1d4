import { converter, type Frame } from '#geodata/spatial/datum.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import { readPair } from '$lib/temporary/reading/guess.ts';
import { profile } from '$lib/temporary/reading/profile.ts';
import type { RawFeatures } from '$lib/temporary/reading/read-geojson.ts';
import type { Table } from '$lib/temporary/reading/read-table.ts';
import {
  FileFault,
  type Built,
  type Choice,
  type Refusal,
  type Shape,
  type TemporaryFeature
} from '$lib/temporary/types.ts';

/** Refusals shown one by one; the rest is counted. */
const MOST_REFUSALS = 200;

/** Rows of a table as points. @throws FileFault when none is left */
export function buildFromTable({ columns, rows, lines, refused }: Table, { lng, lat, frame }: Choice): Built {
  if (lng === null || lat === null) throw new FileFault('no_columns');
  const toLngLat = converter(frame, 'wgs84');
  const features: TemporaryFeature[] = [];
  const out = [...refused];
  for (const [index, row] of rows.entries()) {
    const at = lines[index]!;
    const cells = lng === lat ? row[lng] : [row[lng], row[lat]];
    const spot = spotOf(cells, at);
    if ('reason' in spot) {
      out.push(spot);
      continue;
    }
    const place = toLngLat(spot.at);
    if (!isEarthly(place)) {
      out.push({ reason: 'off_earth', at, value: spot.at.join(', ') });
      continue;
    }
    const properties: Record<string, unknown> = {};
    for (const [column, name] of columns.entries()) {
      const value = valueOf(row[column] ?? '');
      if (value !== null) properties[name] = value;
    }
    features.push({
      type: 'Feature',
      id: features.length + 1,
      geometry: { type: 'Point', coordinates: [...place] },
      properties
    });
  }
  return finish(features, out);
}

function spotOf(cells: string | (string | undefined)[] | undefined, at: number): { at: XY } | Refusal {
  if (typeof cells === 'string' || cells === undefined) {
    const pair = readPair(cells);
    return pair ? { at: pair } : { reason: cells ? 'not_a_number' : 'no_place', at, value: cells };
  }
  const [x = '', y = ''] = cells;
  if (x === '' || y === '') return { reason: 'no_place', at };
  const spot: XY = [Number(x), Number(y)];
  return spot.every(Number.isFinite) ? { at: spot } : { reason: 'not_a_number', at, value: `${x}, ${y}` };
}

/** Numbers are numbers, but not what only looks like one: codes with leading zeros, long card-like digits. */
function valueOf(cell: string): string | number | null {
  if (cell === '') return null;
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

/** Features with their coordinates in WGS84. @throws FileFault when none is left */
export function buildFromFeatures({ features: raw, refused }: RawFeatures, frame: Frame): Built {
  const toLngLat = converter(frame, 'wgs84');
  const features: TemporaryFeature[] = [];
  const out = [...refused];
  for (const { geometry, properties, at } of raw) {
    if (geometry === null || geometry === undefined) {
      out.push({ reason: 'no_geometry', at });
      continue;
    }
    const moved = moveGeometry(geometry as GeoJSON.Geometry, toLngLat);
    if (moved === null) out.push({ reason: 'broken_geometry', at });
    else features.push({ type: 'Feature', id: features.length + 1, geometry: moved, properties });
  }
  return finish(features, out);
}

/** Levels of arrays above a position. */
const depth: Record<string, number> = {
  ...{ Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }
};

function moveGeometry(geometry: GeoJSON.Geometry, toLngLat: (at: XY) => XY): GeoJSON.Geometry | null {
  if (geometry.type === 'GeometryCollection') {
    if (!Array.isArray(geometry.geometries)) return null;
    const parts = geometry.geometries.map((part) => moveGeometry(part, toLngLat));
    return parts.length && parts.every((part) => part !== null) ? { type: geometry.type, geometries: parts } : null;
  }
  const levels = depth[geometry.type];
  if (levels === undefined) return null;
  const coordinates = move(geometry.coordinates, levels, toLngLat);
  return coordinates === null ? null : ({ type: geometry.type, coordinates } as GeoJSON.Geometry);
}

function move(nested: unknown, levels: number, toLngLat: (at: XY) => XY): unknown[] | null {
  if (!Array.isArray(nested) || nested.length === 0) return null;
  if (levels === 0) {
    const [x, y] = nested as unknown[];
    if (typeof x !== 'number' || typeof y !== 'number') return null;
    const place = toLngLat([x, y]);
    return isEarthly(place) ? [...place] : null;
  }
  const out: unknown[] = [];
  for (const inner of nested) {
    const moved = move(inner, levels - 1, toLngLat);
    if (moved === null) return null;
    out.push(moved);
  }
  return out;
}

function isEarthly([lng, lat]: XY): boolean {
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
}

function finish(features: TemporaryFeature[], refused: Refusal[]): Built {
  const [first] = refused;
  if (features.length === 0) throw new FileFault('no_features', { line: first?.at ?? null, value: first?.value });
  const box: Built['box'] = [180, 90, -180, -90];
  const shapes = new Set<Shape>();
  for (const { geometry } of features) measure(geometry, box, shapes);
  refused.sort((a, b) => a.at - b.at);
  return {
    ...{ features, fields: profile(features), shapes: [...shapes], box },
    ...{ refused: refused.slice(0, MOST_REFUSALS), refusedCount: refused.length }
  };
}

function measure(geometry: GeoJSON.Geometry, box: Built['box'], shapes: Set<Shape>): void {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) measure(part, box, shapes);
    return;
  }
  shapes.add(geometry.type.endsWith('Point') ? 'point' : geometry.type.endsWith('LineString') ? 'line' : 'polygon');
  stretch(geometry.coordinates, box);
}

function stretch(nested: unknown, box: Built['box']): void {
  const [x, y] = nested as [number, number];
  if (typeof x === 'number') {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  } else for (const inner of nested as unknown[]) stretch(inner, box);
}
