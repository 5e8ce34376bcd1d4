import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Layer } from '#geodata/layers/define.ts';
import { findLayer } from '#geodata/layers/index.ts';
import type { Tile } from '#geodata/spatial/tile.ts';
import { actorOf, anonymous, forbidden, projectionOf, type Actor } from '#server/access/actor.ts';
import { maySee } from '#server/access/layers.ts';
import type { Config } from '#server/config.ts';
import { langOf } from '#server/http/lang.ts';
import { Problem } from '#server/http/problem.ts';
import type { TileCache } from '#server/tiles/cache.ts';
import { sendTile } from '#server/tiles/send.ts';
import { NobodyWaits, type TileSource } from '#server/tiles/sources/source.ts';
import { tileJson } from '#server/tiles/tilejson.ts';
import type { BlockVersions } from '#server/tiles/versions.ts';

/**
 * The gateway, mounted at /tiles: `/<layer>/<z>/<x>/<y>` and `/<layer>.json`. A tile in the cache is answered in a few
 * microseconds; that is why addresses are taken apart here rather than by a router, and nothing is awaited for it.
 * Whatever a client adds behind a question mark is not looked at.
 */
export function tileRoutes(
  config: Config,
  cache: TileCache,
  versions: BlockVersions,
  source: TileSource
): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const [, id = '', z, x, y, ...more] = pathOf(req.url).split('/');
    if (y !== undefined && more.length === 0) return serveTile(req, res, next, layerOf(id), z!, x!, y);
    if (z === undefined && id.endsWith('.json')) return describe(req, res, layerOf(id.slice(0, -'.json'.length)));
    next();
  };

  function serveTile(req: Request, res: Response, next: NextFunction, layer: Layer, z: string, x: string, y: string) {
    const tile = tileOf(layer, z, x, y);
    const actor = allowed(req, layer);
    const scope = layer.scoped ? actor.scope.join(',') : '*';
    // Kept copies are always asked about again, so that an open map shows a change at once.
    const open = layer.public !== null && actor === anonymous;
    res.setHeader('Cache-Control', open ? 'public, max-age=0, must-revalidate' : 'private, max-age=0, must-revalidate');
    res.setHeader('Vary', 'Cookie, Accept-Encoding');
    if (scope === '' || (tile.z < layer.minzoom && !layer.aggregated)) {
      res.writeHead(204).end();
      return;
    }
    const projection = projectionOf(actor);
    const version = versions.of(layer.id, tile);
    // Two empty slots for what later tiles depend on: filters, and the time they are asked as of.
    const key = `${layer.id}/${version}/${z}/${x}/${y}/${scope}/${projection}//`;
    const stored = cache.get(key);
    if (stored) return sendTile(req, res, stored);

    const made = cache.make(key, (wanted) => source.tile(layer.id, tile, { scope, projection }, wanted));
    res.once('close', made.leave);
    made.tile
      .then((fresh) => sendTile(req, res, fresh))
      .catch((error: unknown) => (error instanceof NobodyWaits ? res.destroy() : next(error)));
  }

  function describe(req: Request, res: Response, layer: Layer): void {
    const actor = allowed(req, layer);
    const origin = config.ORIGIN ?? `${req.protocol}://${req.get('Host')}`;
    res.set({ 'Cache-Control': 'private, no-cache', Vary: 'Cookie, Accept-Language' });
    res.json(tileJson(layer, projectionOf(actor), langOf(req), origin));
  }
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function layerOf(id: string): Layer {
  const layer = findLayer(id);
  if (!layer) throw new Problem(404, 'no-such-layer', { zh: '没有这个图层。', en: 'There is no such layer.' });
  return layer;
}

/** @throws Problem 400 for what is not a tile, 404 for one finer than the layer has */
function tileOf(layer: Layer, ...numbers: [z: string, x: string, y: string]): Tile {
  const [z, x, y] = numbers.map(whole) as [number, number, number];
  if (!(z <= 30 && x < 2 ** z && y < 2 ** z)) {
    throw new Problem(400, 'not-a-tile', {
      zh: '瓦片编号须为整数 z/x/y，且 x、y 在 0 与 2^z − 1 之间。',
      en: 'A tile is numbered by integers z/x/y, with x and y from 0 to 2^z − 1.'
    });
  }
  if (z > layer.maxzoom) {
    throw new Problem(404, 'zoom-too-high', {
      zh: `此图层的瓦片最大级别为 ${layer.maxzoom}，更近的视图请放大使用该级瓦片。`,
      en: `Tiles of this layer end at zoom ${layer.maxzoom}; closer views enlarge those.`
    });
  }
  return { z, x, y };
}

function whole(text: string): number {
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : NaN;
}

/** @throws Problem 403 unless the actor may see the layer */
function allowed(req: Request, layer: Layer): Actor {
  const actor = actorOf(req);
  if (!maySee(actor, layer)) throw forbidden();
  return actor;
}
