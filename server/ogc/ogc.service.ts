import type { Pool } from 'pg';
import type { Layer } from '#geodata/layers/define.ts';
import type { Crs } from '#geodata/spatial/crs.ts';
import type { Actor } from '#server/access/actor.ts';
import { layerFor, visibleLayers } from '#server/access/layers.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { publishedFields, queryablesOf } from '#server/features/published.ts';
import { selected } from '#server/features/selection.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from '#server/ogc/ogc.queries.ts';
import { readItemsQuery, refuse, refusing } from '#server/ogc/params.ts';

/** What the collections are made from. */
export interface OgcContext {
  pool: Pool;
  timeZone: string;
}

export interface Items extends queries.Page {
  layer: Layer;
  crs: Crs;
  /** How many there are in all; undefined beyond the first page, or where there are too many to count. */
  matched: number | undefined;
}

/** Every collection the actor may see, with where its features lie. */
export async function listCollections({ pool }: OgcContext, actor: Actor) {
  return asActor(pool, actor, async (tx) => {
    const found = [];
    for (const layer of visibleLayers(actor)) found.push({ layer, extent: await queries.findExtent(tx, layer, actor) });
    return found;
  });
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
  const wanted = { layer, fields: publishedFields(layer, actor), crs, where, when: selection.when, timeZone };
  const isAll = !selection.boxes && selection.filters.length === 0 && !selection.when;
  return inCrs(() =>
    asActor(pool, actor, async (tx) => {
      const page = await queries.findPage(tx, wanted, limit, after);
      return { ...page, layer, crs, matched: after > 0 ? undefined : await matched(tx, page, wanted, actor, isAll) };
    })
  );
}

async function matched(tx: Tx, page: queries.Page, wanted: queries.Wanted, actor: Actor, isAll: boolean) {
  if (page.next === null) return page.returned;
  return isAll ? queries.countAll(tx, wanted.layer, actor) : queries.countWanted(tx, wanted);
}

/**
 * One feature as GeoJSON text.
 * @throws Problem 404, the same for a missing one and one outside the scope
 */
export async function itemOf({ pool, timeZone }: OgcContext, actor: Actor, id: string, itemId: string, crs: Crs) {
  const layer = layerFor(actor, id);
  const number = /^[1-9]\d{0,14}$/.test(itemId) ? Number(itemId) : 0;
  const where = selected(layer, actor, { filters: [] }, timeZone);
  const wanted = { layer, fields: publishedFields(layer, actor), crs, where, when: undefined, timeZone };
  const text = await inCrs(() => asActor(pool, actor, (tx) => queries.findItem(tx, wanted, number)));
  if (text !== undefined) return { layer, text };
  throw new Problem(404, 'no-such-feature', {
    zh: '没有这个对象，或不在您的管辖范围内。',
    en: 'There is no such feature, or it lies outside your scope.'
  });
}

/** A place far from a zone has no coordinates in it, which PROJ calls an error. */
async function inCrs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code !== 'XX000' || !/transform|projection|domain/i.test(message ?? '')) throw error;
    throw refuse('crs', {
      zh: '有要素超出所选坐标系的适用范围，请换用其他坐标系。',
      en: 'A feature lies outside the area this coordinate reference system is made for; choose another.'
    });
  }
}
