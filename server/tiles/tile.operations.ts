import { z } from 'zod';
import { AsOfQuery } from '#geodata/schemas/as_of.ts';
import type { Operation } from '#server/http/route.ts';

const layer = z.string().meta({ description: 'registry id, for example buildings' });
const number = z.int().min(0);

/** What the gateway answers to. It takes addresses apart by hand (tile.routes.ts), so they are described here. */
export const tileOperations: Operation[] = [
  {
    method: 'get',
    path: '/tiles/{layer}.json',
    summary: 'TileJSON of a layer; now or as of a time',
    access: 'layer',
    params: { layer },
    query: AsOfQuery,
    replies: { 200: 'TileJSON 3.0', 403: 'Not for this role', 404: 'No such layer', 422: 'Invalid time' }
  },
  {
    method: 'get',
    path: '/tiles/{layer}/{z}/{x}/{y}',
    summary: 'A vector tile of a layer within the caller’s scope; now or as of a time',
    access: 'layer',
    params: { layer, z: number, x: number, y: number },
    query: AsOfQuery,
    replies: {
      200: 'Mapbox Vector Tile',
      204: 'Empty',
      304: 'Unchanged',
      400: 'Not a tile',
      403: 'Not for this role',
      404: 'No such layer or zoom',
      422: 'Invalid time'
    },
    type: 'application/vnd.mapbox-vector-tile'
  }
];
