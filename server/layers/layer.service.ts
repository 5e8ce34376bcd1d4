import type { Pool } from 'pg';
import { findLayer, layers } from '#geodata/layers/index.ts';
import type { Layer } from '#geodata/layers/define.ts';
import { can, forbidden, projectionOf, type Actor } from '#server/access/actor.ts';
import { asActor } from '#server/db/sql.ts';
import { pathOf } from '#server/divisions/division.queries.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from '#server/layers/layer.queries.ts';

/** Whether an actor may see a layer at all: its permission, and for residents that it is public. */
export function maySee(actor: Actor, layer: Layer): boolean {
  return can(actor, layer.read) && (projectionOf(actor) === 'staff' || layer.public !== null);
}

/** The layers an actor may see, in registry order. */
export function visibleLayers(actor: Actor): Layer[] {
  return layers.filter((layer) => maySee(actor, layer));
}

/** @throws Problem 404 for a name that is no layer, 403 for one the actor may not see. */
export function layerFor(actor: Actor, id: string): Layer {
  const layer = findLayer(id);
  if (!layer)
    throw new Problem(404, 'no-such-layer', {
      zh: `没有名为“${id.slice(0, 60)}”的图层。`,
      en: `There is no layer "${id.slice(0, 60)}".`
    });
  if (!maySee(actor, layer)) throw forbidden();
  return layer;
}

/** Every visible layer with its counts within the actor's scope. */
export async function layerCounts(pool: Pool, actor: Actor) {
  return asActor(pool, actor, (tx) => queries.countLayers(tx, visibleLayers(actor), actor));
}

/** The list twin of the map: what is in view, nearest first, and how many in all. */
export async function featuresInView(
  pool: Pool,
  actor: Actor,
  layerId: string,
  view: { bbox: queries.Box; near?: [number, number] | undefined; limit: number; offset: number }
) {
  const layer = layerFor(actor, layerId);
  const near = view.near ?? [(view.bbox[0] + view.bbox[2]) / 2, (view.bbox[1] + view.bbox[3]) / 2];
  return asActor(pool, actor, async (tx) => ({
    total: await queries.countInBox(tx, layer, actor, view.bbox),
    features: await queries.listFeatures(tx, layer, actor, { ...view, near })
  }));
}

/** One feature and where it belongs. @throws Problem 404, the same for a missing one and one outside the scope. */
export async function featureDetail(pool: Pool, actor: Actor, layerId: string, id: number) {
  const layer = layerFor(actor, layerId);
  return asActor(pool, actor, async (tx) => {
    const found = await queries.findFeature(tx, layer, actor, id);
    if (!found)
      throw new Problem(404, 'no-such-feature', {
        zh: '没有这个对象，或不在您的管辖范围内。',
        en: 'There is no such feature, or it lies outside your scope.'
      });
    const { divisionCode, gridCode, ...feature } = found;
    const staff = projectionOf(actor) === 'staff';
    return {
      layer: layer.id,
      ...feature,
      synthetic: found.source === 'demo',
      place: {
        path: divisionCode ? await pathOf(tx, divisionCode) : [],
        // Grids are working units of the staff; residents learn theirs on the public page.
        gridCode: staff ? gridCode : null
      }
    };
  });
}
