/** Tile numbers of the XYZ scheme on Web Mercator, as MapLibre and Martin count them: row 0 is in the north. */
export interface Tile {
  z: number;
  x: number;
  y: number;
}

/** Degrees: [west, south, east, north]. */
export type Box = [west: number, south: number, east: number, north: number];

/** Web Mercator is square up to here; what lies beyond belongs to the outermost row. */
export const MAX_LAT = 85.0511287798066;

/** Column, fractions included, of a longitude at a zoom. */
function columnAt(lng: number, z: number): number {
  return ((lng + 180) / 360) * 2 ** z;
}

/** Row, fractions included, of a latitude at a zoom. */
function rowAt(lat: number, z: number): number {
  const clamped = Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
  return ((1 - Math.asinh(Math.tan((clamped * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;
}

/** The tile of a zoom that holds a place. */
export function tileAt([lng, lat]: readonly [number, number], z: number): Tile {
  return { z, x: held(columnAt(lng, z), z), y: held(rowAt(lat, z), z) };
}

/** What a tile covers, without any buffer. */
export function boxOf({ z, x, y }: Tile): Box {
  return [lngAt(x, z), latAt(y + 1, z), lngAt(x + 1, z), latAt(y, z)];
}

/** First and last column and row of the tiles of a zoom that touch a box grown by `buffer` (a share of a tile). */
export function tilesOver([west, south, east, north]: Box, z: number, buffer = 0) {
  return {
    left: held(columnAt(west, z) - buffer, z),
    right: held(columnAt(east, z) + buffer, z),
    top: held(rowAt(north, z) - buffer, z),
    bottom: held(rowAt(south, z) + buffer, z)
  };
}

function lngAt(column: number, z: number): number {
  return (column / 2 ** z) * 360 - 180;
}

function latAt(row: number, z: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI;
}

/** A whole column or row that exists at a zoom. */
function held(position: number, z: number): number {
  return Math.max(0, Math.min(2 ** z - 1, Math.floor(position)));
}
