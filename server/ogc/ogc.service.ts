import type { Pool } from 'pg';
import type { Layer } from '#geodata/layers/define.ts';
import type { Crs } from '#geodata/spatial/crs.ts';
import type { Actor } from '#server/access/actor.ts';
import { layerFor, visibleLayers } from '#server/access/layers.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { publishedFields, queryablesOf } from '#server/features/published.ts';
import { inCrs } from '#server/features/in-crs.ts';
import { selected } from '#server/features/selection.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from '#server/ogc/ogc.queries.ts';
import { readItemsQuery, refusing } from '#server/ogc/params.ts';

/** What the collections are made from. */
export interface OgcContext {
  pool: Pool;
  timeZone: string;
}

export interface Items extends queries.Page {
  layer: Layer;
  crs: Crs;
}

/** Where the features of layers lie, within the actor's scope; layers without any are left out. */
export async function extentsOf(tx: Tx, actor: Actor, layers: readonly Layer[]): Promise<Map<string, queries.Extent>> {
  const found = new Map<string, queries.Extent>();
  for (const layer of layers) {
    const extent = await queries.findExtent(tx, layer, actor);
    if (extent) found.set(layer.id, extent);
  }
  return found;
}

/** Every collection the actor may see, with where its features lie. */
export async function listCollections({ pool }: OgcContext, actor: Actor) {
  const layers = visibleLayers(actor);
  const extents = await asActor(pool, actor, (tx) => extentsOf(tx, actor, layers));
  return layers.map((layer) => ({ layer, extent: extents.get(layer.id) ?? null }));
}

/** @throws Problem 404 and 403 as tiles do */
export async function oneCollection({ pool }: OgcContext, actor: Actor, id: string) {
  const layer = layerFor(actor, id);
  return { layer, extent: await asActor(pool, actor, (tx) => queries.findExtent(tx, layer, actor)) };
}

/**
 * A page of a collection, as text that is sent on as it is.
 * @throws Problem 400 for what the caller asked wrongly
 */
export async function itemsOf(
  { pool, timeZone }: OgcContext,
  actor: Actor,
  id: string,
  given: Record<string, unknown>
): Promise<Items> {
  const layer = layerFor(actor, id);
  const { limit, after, crs, selection } = readItemsQuery(given, queryablesOf(layer, actor));
  const where = refusing(() => selected(layer, actor, selection, timeZone));
  const isAll = !selection.boxes && selection.filters.length === 0 && !selection.when;
  const fields = publishedFields(layer, actor);
  const wanted = { layer, fields, crs, where, isAll, when: selection.when, timeZone };
  return inCrs(() =>
    asActor(pool, actor, async (tx) => {
      const page = await queries.findPage(tx, wanted, { limit, after });
      if (isAll && after === 0 && page.next !== null) page.matched = await queries.countAll(tx, layer, actor);
      return { ...page, layer, crs };
    })
  );
}

/**
 * One feature as GeoJSON text.
 * @throws Problem 404, the same for a missing one and one outside the scope
 */
export async function itemOf({ pool, timeZone }: OgcContext, actor: Actor, id: string, itemId: string, crs: Crs) {
  const layer = layerFor(actor, id);
  const number = /^[1-9]\d{0,14}$/.test(itemId) ? Number(itemId) : 0;
  const where = selected(layer, actor, { filters: [] }, timeZone);
  const wanted = { layer, fields: publishedFields(layer, actor), crs, where, isAll: false, when: undefined, timeZone };
  const text = await inCrs(() => asActor(pool, actor, (tx) => queries.findItem(tx, wanted, number)));
  if (text !== undefined) return { layer, text };
  throw new Problem(404, 'no-such-feature', {
    zh: '没有这个对象，或不在您的管辖范围内。',
    en: 'There is no such feature, or it lies outside your scope.'
  });
}
