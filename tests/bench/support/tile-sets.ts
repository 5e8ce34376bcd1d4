import { tilesOver, type Box } from '#geodata/spatial/tile.ts';
import { dense, extent, filled } from './hongkong.ts';
import type { TileName } from './serve.ts';

/** Every tile of a zoom over a box. */
export function tilesIn(layer: string, box: readonly [number, number, number, number], z: number): TileName[] {
  const { left, right, top, bottom } = tilesOver([...box] as Box, z);
  const tiles: TileName[] = [];
  for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) tiles.push({ layer, z, x, y });
  return tiles;
}

/** What people look at: the filled layers over the city at zooms 13 to 16, thinned to a few per layer and zoom. */
export function viewed(perZoom: number): TileName[] {
  return filled.flatMap((layer) =>
    [13, 14, 15, 16].filter((z) => z <= maxzoomOf(layer)).flatMap((z) => thinned(tilesIn(layer, dense, z), perZoom))
  );
}

/** The same tiles of zoom 14 whatever lies around them. */
export function zoom14(): TileName[] {
  return filled.flatMap((layer) => tilesIn(layer, extent, 14));
}

export const pathOf = ({ layer, z, x, y }: TileName) => `/tiles/${layer}/${z}/${x}/${y}`;

const maxzoomOf = (layer: string) => (layer === 'landuse' || layer === 'water' ? 15 : 16);

/** At most `count` of them, spread evenly. */
function thinned<T>(all: T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, n) => all[Math.floor(n * step)]!);
}
