import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Basemaps } from '#server/basemaps/basemap.service.ts';
import type { BasemapTile } from '#server/basemaps/sources/source.ts';
import { Problem } from '#server/http/problem.ts';
import { route } from '#server/http/route.ts';

const number = z
  .string()
  .regex(/^(0|[1-9]\d{0,7})$/, 'a whole number')
  .transform(Number);
const VECTOR = 'application/vnd.mapbox-vector-tile';

/** Basemaps through this server: pages speak with no other, and keys stay here. */
export const basemapRoutes = (basemaps: Basemaps) => [
  route({
    method: 'get',
    path: '/api/basemaps',
    summary: 'What may be drawn under the layers, lowest first',
    access: 'public',
    replies: { 200: 'Basemaps' },
    handle: ({ actor }) => ({ basemaps: basemaps.shownTo(actor) })
  }),
  route({
    method: 'get',
    path: '/basemaps/{id}/{z}/{x}/{y}',
    summary: 'A tile of a basemap, in Web Mercator',
    access: 'public',
    params: { id: z.string(), z: number, x: number, y: number },
    replies: {
      200: 'A picture, or a vector tile without boundaries',
      404: 'No such basemap, or no tile there',
      422: 'Not a tile',
      502: 'The service sent no picture',
      503: 'The service is left alone for a while after failing',
      504: 'The service took too long'
    },
    type: 'image/*',
    handle: async ({ actor, params: { id, z, x, y }, req, res }) => {
      const tile = await basemaps.tile(actor, id, z, x, y);
      if (!tile) throw new Problem(404, 'no-tile', { zh: '此处没有底图。', en: 'The basemap has nothing here.' });
      send(tile, req, res);
    }
  })
];

function send({ bytes, type }: BasemapTile, req: Request, res: Response): void {
  res.set({ 'Content-Type': type, 'Cache-Control': 'private, max-age=3600' });
  // Pictures are compressed already.
  if (type !== VECTOR || !req.acceptsEncodings('gzip')) return void res.send(Buffer.from(bytes));
  res
    .vary('Accept-Encoding')
    .set('Content-Encoding', 'gzip')
    .send(gzipSync(bytes, { level: 3 }));
}
