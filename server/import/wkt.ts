import type { GeoJsonGeometry } from './geometry.ts';

const types: Record<string, [type: string, depth: number]> = {
  POINT: ['Point', 0],
  LINESTRING: ['LineString', 1],
  POLYGON: ['Polygon', 2],
  MULTIPOINT: ['MultiPoint', 1],
  MULTILINESTRING: ['MultiLineString', 2],
  MULTIPOLYGON: ['MultiPolygon', 3]
};

/**
 * Reads WKT, with or without `SRID=…;`, Z and M, as GeoJSON. What cannot be read comes back with its words as its type,
 * to be refused by name.
 */
export function parseWkt(text: string): GeoJsonGeometry {
  const found = /^(?:SRID=\d+;)?\s*([A-Z]+)\s*(?:Z|M|ZM)?\s*(\(.*\)|EMPTY)\s*$/is.exec(text.trim());
  const [type, depth] = types[found?.[1]?.toUpperCase() ?? ''] ?? [];
  if (!found || type === undefined || depth === undefined) return { type: text.slice(0, 40), coordinates: null };
  if (/^EMPTY$/i.test(found[2]!)) return { type, coordinates: [] };
  // A position is `x y`; brackets become JSON's, so that its parser does the work.
  const json = found[2]!
    .replace(/[^()\s,]+(?:\s+[^()\s,]+)*/g, (position) => `[${position.trim().split(/\s+/).join(',')}]`)
    .replaceAll('(', '[')
    .replaceAll(')', ']');
  try {
    const value: unknown = JSON.parse(json);
    const list = value as unknown[];
    // MULTIPOINT may or may not have brackets of its own around each position.
    if (type === 'MultiPoint')
      return { type, coordinates: list.map((at) => (Array.isArray((at as unknown[])[0]) ? (at as unknown[])[0] : at)) };
    return { type, coordinates: depth === 0 ? list[0] : list };
  } catch {
    return { type: text.slice(0, 40), coordinates: null };
  }
}
