import type { Pool } from 'pg';
import { fieldsOf, type Layer } from '#geodata/layers/define.ts';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { layerFor, visibleLayers } from '#server/access/layers.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { divisionPath } from '#server/divisions/division.service.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from '#server/layers/layer.queries.ts';

/** Every visible layer with its counts within the actor's scope; now, or as of a moment. */
export async function layerCounts(pool: Pool, actor: Actor, asOf?: string) {
  return asActor(pool, actor, (tx) => queries.countLayers(tx, visibleLayers(actor), actor, asOf));
}

/** The same of some layers, inside another's transaction. */
export function countsWithin(tx: Tx, actor: Actor, layers: readonly Layer[]) {
  return queries.countLayers(tx, layers, actor);
}

/** The list twin of the map: what is in view, nearest first, and how many in all; now, or as of a moment. */
export async function featuresInView(
  pool: Pool,
  actor: Actor,
  layerId: string,
  view: {
    bbox: queries.Box;
    near?: [number, number] | undefined;
    limit: number;
    offset: number;
    only?: queries.Only | undefined;
    as_of?: string | undefined;
  }
) {
  const layer = layerFor(actor, layerId);
  if (view.only && !isChoice(layer, actor, view.only)) throw noSuchChoice(layer, view.only);
  const near = view.near ?? [(view.bbox[0] + view.bbox[2]) / 2, (view.bbox[1] + view.bbox[3]) / 2];
  return asActor(pool, actor, async (tx) => ({
    total: await queries.countInBox(tx, layer, actor, view, view.as_of),
    features: await queries.listFeatures(tx, layer, actor, { ...view, near }, view.as_of)
  }));
}

/**
 * One feature and where it belongs, now or as of a moment; the names of the divisions are always today's.
 * @throws Problem 404, the same for a missing one and one outside the scope
 */
export async function featureDetail(pool: Pool, actor: Actor, layerId: string, id: number, asOf?: string) {
  const layer = layerFor(actor, layerId);
  return asActor(pool, actor, async (tx) => {
    const found = await queries.findFeature(tx, layer, actor, id, asOf);
    if (!found) throw noSuchFeature(asOf);
    const { divisionCode, gridCode, gridName, ...feature } = found;
    const staff = projectionOf(actor) === 'staff';
    return {
      layer: layer.id,
      ...feature,
      synthetic: found.source === 'demo',
      place: {
        path: divisionCode ? await divisionPath(tx, divisionCode) : [],
        // Grids are working units of the staff; residents learn theirs on the public page.
        gridCode: staff ? gridCode : null,
        gridName: staff ? gridName : null
      }
    };
  });
}

/** Whether a column is one of a few known values that the actor may see: an enumeration, or coded by a table. */
function isChoice(layer: Layer, actor: Actor, { column }: queries.Only): boolean {
  const field = queries.columnsFor(layer, actor).includes(column) ? fieldsOf(layer)[column] : undefined;
  return field?.values !== undefined || field?.codes !== undefined;
}

function noSuchChoice(layer: Layer, { column }: queries.Only): Problem {
  return new Problem(422, 'no-such-choice', {
    zh: `图层“${layer.title.zh}”没有可按其取值筛选的字段“${column}”。`,
    en: `${layer.title.en} has no field "${column}" whose values can be chosen from.`
  });
}

/** The one answer for a feature that is not there for the caller, at all or at that time. */
export function noSuchFeature(asOf?: string): Problem {
  const words =
    asOf === undefined
      ? { zh: '没有这个对象，或不在您的管辖范围内。', en: 'There is no such feature, or it lies outside your scope.' }
      : {
          zh: '当时没有这个对象，或不在您的管辖范围内。',
          en: 'There was no such feature at that time, or it lay outside your scope.'
        };
  return new Problem(404, 'no-such-feature', words);
}
