import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type pg from 'pg';
import type { Layer } from '#geodata/layers/define.ts';
import type { Tile } from '#geodata/spatial/tile.ts';

export interface Drawn {
  id: number;
  type: 'point' | 'line' | 'polygon';
  properties: Record<string, string | number | boolean>;
}

const types = { 1: 'point', 2: 'line', 3: 'polygon' } as const;

/** Features of a tile in the order they are drawn; a tile has the layer's own source-layer and no other. */
export function decode(layer: Layer, bytes: Uint8Array | null): Drawn[] {
  if (!bytes || bytes.length === 0) return [];
  const { layers } = new VectorTile(new PbfReader(bytes));
  if (Object.keys(layers).join() !== layer.id)
    throw new Error(`source-layers ${Object.keys(layers).join()}, not ${layer.id}`);
  const drawn = layers[layer.id]!;
  return Array.from({ length: drawn.length }, (_, index) => {
    const { id, type, properties } = drawn.feature(index);
    return { id: id!, type: types[type as 1 | 2 | 3], properties };
  });
}

/** What a tile function answers to a query, in the words Martin or the gateway would use. */
export async function draw(pool: pg.Pool, layer: Layer, { z, x, y }: Tile, query: unknown): Promise<Drawn[]> {
  const { rows } = await pool.query<{ tile: Buffer | null }>(`SELECT tiles.${layer.id}($1, $2, $3, $4) AS tile`, [
    z,
    x,
    y,
    JSON.stringify(query)
  ]);
  return decode(layer, rows[0]!.tile);
}
