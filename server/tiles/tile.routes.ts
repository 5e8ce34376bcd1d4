import { Router, type Request, type Response } from 'express';
import { gunzipSync } from 'node:zlib';
import type { Layer } from '#geodata/layers/define.ts';
import { findLayer } from '#geodata/layers/index.ts';
import type { Tile } from '#geodata/spatial/tile.ts';
import { actorOf, anonymous, can, forbidden, projectionOf, type Actor } from '#server/access/actor.ts';
import type { Config } from '#server/config.ts';
import { langOf } from '#server/http/lang.ts';
import { Problem } from '#server/http/problem.ts';
import type { StoredTile, TileCache } from '#server/tiles/cache.ts';
import { NobodyWaits, type TileSource } from '#server/tiles/sources/source.ts';
import { tileJson } from '#server/tiles/tilejson.ts';
import type { BlockVersions } from '#server/tiles/versions.ts';

const MVT = 'application/vnd.mapbox-vector-tile';

/** The gateway: who may see what, from the cache or a source. Mounted at /tiles, before anything slow. */
export function tileRoutes(config: Config, cache: TileCache, versions: BlockVersions, source: TileSource): Router {
  const routes = Router();

  routes.get('/:layer.json', (req, res) => {
    const layer = layerOf(req.params.layer);
    const actor = allowed(req, layer);
    res.set({ 'Cache-Control': 'private, no-cache', Vary: 'Cookie, Accept-Language' });
    res.json(
      tileJson(layer, projectionOf(actor), langOf(req), config.ORIGIN ?? `${req.protocol}://${req.get('Host')}`)
    );
  });

  routes.get('/:layer/:z/:x/:y', async (req, res) => {
    const layer = layerOf(req.params.layer);
    const tile = tileOf(layer, req.params);
    const actor = allowed(req, layer);
    const scope = layer.scoped ? actor.scope.join(',') : '*';
    describe(res, layer, actor);
    if (scope === '' || (tile.z < layer.minzoom && !layer.aggregated)) return void res.status(204).end();

    const projection = projectionOf(actor);
    const version = versions.of(layer.id, tile);
    // Two empty slots for what later tiles depend on: filters, and the time they are asked as of.
    const key = `${layer.id}/${version}/${tile.z}/${tile.x}/${tile.y}/${scope}/${projection}//`;
    const stored = cache.get(key);
    if (stored) return send(req, res, stored);

    const { tile: made, leave } = cache.make(key, (wanted) =>
      source.tile(layer.id, tile, { scope, projection }, wanted)
    );
    res.once('close', leave);
    try {
      send(req, res, await made);
    } catch (error) {
      if (!(error instanceof NobodyWaits)) throw error;
      res.destroy();
    }
  });

  return routes;
}

function layerOf(id: string): Layer {
  const layer = findLayer(id);
  if (!layer) throw new Problem(404, 'unknown-layer', { zh: '没有这个图层。', en: 'There is no such layer.' });
  return layer;
}

/** @throws 400 for what is not a tile, 404 for one finer than the layer has */
function tileOf(layer: Layer, params: { z: string; x: string; y: string }): Tile {
  const z = whole(params.z);
  const x = whole(params.x);
  const y = whole(params.y);
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

/** @throws 403 unless the actor may read the layer and, as a resident, it is public */
function allowed(req: Request, layer: Layer): Actor {
  const actor = actorOf(req);
  if (!can(actor, layer.read) || (projectionOf(actor) === 'public' && layer.public === null)) throw forbidden();
  return actor;
}

/** Kept copies are always asked about again, so that an open map shows a change at once. */
function describe(res: Response, layer: Layer, actor: Actor): void {
  const open = layer.public !== null && actor === anonymous;
  res.setHeader('Cache-Control', open ? 'public, max-age=0, must-revalidate' : 'private, max-age=0, must-revalidate');
  res.setHeader('Vary', 'Cookie, Accept-Encoding');
}

function send(req: Request, res: Response, { body, etag }: StoredTile): void {
  if (!body) return void res.writeHead(204).end();
  const zipped = takesGzip(req.headers['accept-encoding']);
  // Another encoding is another representation, and a strong tag names exactly one.
  const tag = zipped ? etag : etag.replace(/"$/, '-plain"');
  res.setHeader('ETag', tag);
  if (isKnown(req.headers['if-none-match'], tag)) return void res.writeHead(304).end();
  const bytes = zipped ? body : gunzipSync(body);
  res.setHeader('Content-Type', MVT);
  res.setHeader('Content-Length', bytes.length);
  if (zipped) res.setHeader('Content-Encoding', 'gzip');
  res.writeHead(200).end(bytes);
}

function takesGzip(accepted: string | undefined): boolean {
  return accepted !== undefined && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted);
}

function isKnown(known: string | undefined, tag: string): boolean {
  return known !== undefined && (known.includes(tag) || known.trim() === '*');
}
