import type { Tile } from '#geodata/spatial/tile.ts';

/** What a tile function is asked: the server's words only, never the client's. */
export interface TileQuery {
  /** Code prefixes joined by commas, `*` for the whole site. */
  scope: string;
  projection: 'staff' | 'public';
  /** A time of the past in UTC; absent: the present. */
  as_of?: string;
}

/** The function of schema `tiles` that draws a layer: its own, or its twin for the past. */
export function functionOf(layer: string, query: TileQuery): string {
  return query.as_of === undefined ? layer : `${layer}_as_of`;
}

/** Where tiles come from. Two sources give the same bytes. */
export interface TileSource {
  /**
   * Bytes of a tile, none when it draws nothing. `layer` is an id of the registry. `wanted()` is asked before work
   * begins that can no longer be called off.
   */
  tile(layer: string, tile: Tile, query: TileQuery, wanted: () => boolean): Promise<Uint8Array>;
}

/** Everyone who asked for a tile has gone before its turn came; nobody hears of this. */
export class NobodyWaits extends Error {}
