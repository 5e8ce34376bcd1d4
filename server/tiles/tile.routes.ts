import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Layer } from '#geodata/layers/define.ts';
import { findLayer } from '#geodata/layers/index.ts';
import { AsOfQuery } from '#geodata/schemas/as_of.ts';
import type { Tile } from '#geodata/spatial/tile.ts';
import { actorOf, anonymous, forbidden, projectionOf, type Actor } from '#server/access/actor.ts';
import { maySee } from '#server/access/layers.ts';
import type { Config } from '#server/config.ts';
import { langOf } from '#server/http/lang.ts';
import { originOf } from '#server/http/origin.ts';
import { Problem } from '#server/http/problem.ts';
import type { TileCache } from '#server/tiles/cache.ts';
import { sendTile } from '#server/tiles/send.ts';
import { NobodyWaits, type TileQuery, type TileSource } from '#server/tiles/sources/source.ts';
import { tileJson } from '#server/tiles/tilejson.ts';
import type { BlockVersions } from '#server/tiles/versions.ts';

export interface TileRoutes {
  /** Express's way in, mounted at /tiles: `/<layer>/<z>/<x>/<y>[?as_of=<time>]` and `/<layer>.json`. */
  routes: RequestHandler;
  /**
   * The way in before Express, which would cost as much as all the rest of a tile. Answers with tiles and nothing else;
   * for every other request (a mistake, a refusal, a failure, TileJSON) it calls `otherwise` with nothing said yet.
   * @param path below /tiles
   */
  answer(path: string, actor: Actor, req: IncomingMessage, res: ServerResponse, otherwise: () => void): void;
}

/** A tile somebody may see, and the name its bytes have in the cache. */
interface Asked {
  layer: Layer;
  tile: Tile;
  query: TileQuery;
  key: string;
  cacheControl: string;
  /** Nothing can be drawn, whatever is in the database. */
  blank: boolean;
}

/**
 * The gateway. Addresses are taken apart by hand and nothing is awaited for a tile that is there: that takes a few
 * microseconds, less than a router does. Of what a client adds behind a question mark only the time is looked at.
 */
export function tileRoutes(config: Config, cache: TileCache, versions: BlockVersions, source: TileSource): TileRoutes {
  /** What went wrong before Express, for Express to tell. */
  const failures = new WeakMap<IncomingMessage, unknown>();
  return { routes, answer };

  function routes(req: Request, res: Response, next: NextFunction): void {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    if (failures.has(req)) return next(failures.get(req));
    const [, id = '', z, x, y, ...more] = pathOf(req.url).split('/');
    if (y !== undefined && more.length === 0) {
      const asked = wanted(actorOf(req), [id, z!, x!, y], asOfIn(req.url));
      return serve(asked, req, res, next);
    }
    if (z === undefined && id.endsWith('.json')) return describe(layerOf(id.slice(0, -'.json'.length)), req, res);
    next();
  }

  function answer(path: string, actor: Actor, req: IncomingMessage, res: ServerResponse, otherwise: () => void): void {
    const [, id = '', z, x, y, ...more] = pathOf(path).split('/');
    const layer = findLayer(id);
    if (!layer || y === undefined || more.length > 0 || !isTile(layer, z!, x!, y) || !maySee(actor, layer))
      return otherwise();
    const asOf = asOfIn(path);
    if (asOf && !asOf.success) return otherwise();
    const asked = wanted(actor, [id, z!, x!, y], asOf);
    // The public gate stands in Express. It is open or shut for as long as the process lives, and a tile for the public
    // is in the cache only after one was let through.
    if (asked.query.projection === 'public' && !cache.get(asked.key)) return otherwise();
    serve(asked, req, res, (error) => {
      failures.set(req, error);
      otherwise();
    });
  }

  /**
   * @param asOf what was read of the address; undefined where it tells no time
   * @throws Problem 404, 400 or 403 in this order: no such layer, no such tile, not for you; ZodError for no time
   */
  function wanted(actor: Actor, [id, ...numbers]: [string, string, string, string], asOf?: AsOf): Asked {
    const layer = layerOf(id);
    if (!isTile(layer, ...numbers)) throw noTile(layer, ...numbers);
    if (!maySee(actor, layer)) throw forbidden();
    if (asOf?.error) throw asOf.error;
    const [z, x, y] = numbers.map(Number) as [number, number, number];
    const tile = { z, x, y };
    const scope = layer.scoped ? actor.scope.join(',') : '*';
    const projection = projectionOf(actor);
    const as_of = asOf?.data?.as_of;
    // Kept copies are always asked about again, so that an open map shows a change at once.
    const kept = layer.public !== null && actor === anonymous ? 'public' : 'private';
    return {
      ...{ layer, tile, query: as_of === undefined ? { scope, projection } : { scope, projection, as_of } },
      // An empty slot for what later tiles may depend on: filters. The last is the time they are asked as of.
      key: `${id}/${versions.of(id, tile)}/${z}/${x}/${y}/${scope}/${projection}//${as_of ?? ''}`,
      cacheControl: `${kept}, max-age=0, must-revalidate`,
      blank: scope === '' || (z < layer.minzoom && !layer.aggregated)
    };
  }

  function serve(asked: Asked, req: IncomingMessage, res: ServerResponse, fail: (error: unknown) => void): void {
    const { layer, tile, query, key, cacheControl } = asked;
    const stored = asked.blank ? { body: null, etag: '' } : cache.get(key);
    if (stored) return sendTile(req, res, stored, cacheControl);
    const made = cache.make(key, (wanted) => source.tile(layer.id, tile, query, wanted));
    res.once('close', made.leave);
    made.tile
      .then((fresh) => sendTile(req, res, fresh, cacheControl))
      .catch((error: unknown) => (error instanceof NobodyWaits ? res.destroy() : fail(error)));
  }

  function describe(layer: Layer, req: Request, res: Response): void {
    const actor = actorOf(req);
    if (!maySee(actor, layer)) throw forbidden();
    const origin = originOf(config, req);
    res.set({ 'Cache-Control': 'private, no-cache', Vary: 'Cookie, Accept-Language' });
    const asOf = asOfIn(req.url);
    if (asOf?.error) throw asOf.error;
    res.json(tileJson(layer, projectionOf(actor), langOf(req), origin, asOf?.data?.as_of));
  }
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

type AsOf = ReturnType<typeof AsOfQuery.safeParse>;

/** The time an address asks as of, or what is wrong with it; undefined where it tells none. */
function asOfIn(url: string): AsOf | undefined {
  const query = url.indexOf('?');
  if (query < 0) return undefined;
  const as_of = new URLSearchParams(url.slice(query)).get('as_of');
  return as_of === null ? undefined : AsOfQuery.safeParse({ as_of });
}

function layerOf(id: string): Layer {
  const layer = findLayer(id);
  if (!layer) throw new Problem(404, 'no-such-layer', { zh: '没有这个图层。', en: 'There is no such layer.' });
  return layer;
}

const NUMBER = /^(0|[1-9]\d{0,9})$/;

function exists(z: string, x: string, y: string): boolean {
  return (
    NUMBER.test(z) &&
    NUMBER.test(x) &&
    NUMBER.test(y) &&
    Number(z) <= 30 &&
    Number(x) < 2 ** Number(z) &&
    Number(y) < 2 ** Number(z)
  );
}

function isTile(layer: Layer, z: string, x: string, y: string): boolean {
  return exists(z, x, y) && Number(z) <= layer.maxzoom;
}

function noTile(layer: Layer, ...numbers: [z: string, x: string, y: string]): Problem {
  if (exists(...numbers)) {
    return new Problem(404, 'zoom-too-high', {
      zh: `此图层的瓦片最大级别为 ${layer.maxzoom}，更近的视图请放大使用该级瓦片。`,
      en: `Tiles of this layer end at zoom ${layer.maxzoom}; closer views enlarge those.`
    });
  }
  return new Problem(400, 'not-a-tile', {
    zh: '瓦片编号须为整数 z/x/y，且 x、y 在 0 与 2^z − 1 之间。',
    en: 'A tile is numbered by integers z/x/y, with x and y from 0 to 2^z − 1.'
  });
}
