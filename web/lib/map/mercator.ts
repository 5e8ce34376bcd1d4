import type { Box, Point } from '$lib/api.ts';

const EARTH_CIRCUMFERENCE_M = 40_075_016.686;
/** Side of a tile on screen, in px. */
const TILE_PX = 512;

/** Ground metres under one px at a latitude: the true scale of Web Mercator there. */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (EARTH_CIRCUMFERENCE_M * Math.cos((latitude * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);
}

const column = (lng: number, z: number) => ((lng + 180) / 360) * 2 ** z;
const row = (lat: number, z: number) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z;
const latitudeOf = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/** What a map of that size in px shows around a centre. */
export function boxAround([lng, lat]: Point, zoom: number, width: number, height: number): Box {
  const world = TILE_PX * 2 ** zoom;
  const x = column(lng, 0);
  const y = row(lat, 0);
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clamp(x - width / 2 / world) * 360 - 180,
    latitudeOf(clamp(y + height / 2 / world)),
    clamp(x + width / 2 / world) * 360 - 180,
    latitudeOf(clamp(y - height / 2 / world))
  ];
}

export interface TileName {
  z: number;
  x: number;
  y: number;
}

/** Tiles of the zooms that touch a box; null when they are more than `most`, and asking for all is cheaper. */
export function tilesInBox(
  [west, south, east, north]: Box,
  minzoom: number,
  maxzoom: number,
  most = 400
): TileName[] | null {
  const tiles: TileName[] = [];
  for (let z = minzoom; z <= maxzoom; z++) {
    // A changed feature reaches into its neighbour by the buffer of the tiles.
    const last = 2 ** z - 1;
    const within = (value: number) => Math.min(last, Math.max(0, Math.floor(value)));
    const [left, right] = [within(column(west, z) - 1 / 64), within(column(east, z) + 1 / 64)];
    const [top, bottom] = [within(row(north, z) - 1 / 64), within(row(south, z) + 1 / 64)];
    if (tiles.length + (right - left + 1) * (bottom - top + 1) > most) return null;
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) tiles.push({ z, x, y });
  }
  return tiles;
}

/** Centre and zoom at which a box fits into a map of that size. */
export function viewOfBox(
  [west, south, east, north]: Box,
  width: number,
  height: number,
  maxZoom: number
): { center: Point; zoom: number } {
  const share = Math.max(
    (column(east, 0) - column(west, 0)) / (width * 0.85),
    (row(south, 0) - row(north, 0)) / (height * 0.85)
  );
  const zoom = share > 0 ? Math.min(maxZoom, Math.log2(1 / (share * TILE_PX))) : maxZoom;
  return { center: [(west + east) / 2, latitudeOf((row(south, 0) + row(north, 0)) / 2)], zoom };
}
