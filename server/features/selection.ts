import { checkExpression } from '#geodata/cql2/check.ts';
import type { Expression } from '#geodata/cql2/expression.ts';
import type { Layer } from '#geodata/layers/define.ts';
import { crs84, type Crs } from '#geodata/spatial/crs.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { join, raw, sql, type Sql } from '#server/db/sql.ts';
import { conditionOf } from '#server/features/cql2-sql.ts';
import { queryablesOf } from '#server/features/published.ts';
import type { When } from '#server/features/when.ts';

/** Which features of a layer are wanted. */
export interface Selection {
  /** Boxes as rings of longitude and latitude; a feature lies in one of them. */
  boxes?: readonly [number, number][][] | undefined;
  filters: readonly Expression[];
  /** System of the filters' coordinates. */
  filterCrs?: Crs;
  when?: When | undefined;
}

/**
 * What is wanted of a layer, within the actor's scope, as a condition on a row `f`.
 * @throws Cql2Error for a filter that asks about what is not published, or compares what cannot be compared
 */
export function selected(layer: Layer, actor: Actor, selection: Selection, timeZone: string): Sql {
  const fields = queryablesOf(layer, actor);
  const conditions = [withinScope(layer, actor, raw('f.division_code'))];
  if (selection.boxes) conditions.push(within(layer, selection.boxes));
  for (const filter of selection.filters) {
    checkExpression(filter, fields);
    conditions.push(conditionOf(filter, { fields, crs: selection.filterCrs ?? crs84, timeZone }));
  }
  return join(conditions, ' AND ');
}

function within(layer: Layer, boxes: readonly [number, number][][]): Sql {
  const each = boxes.map((ring) => {
    const area = sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify({ type: 'Polygon', coordinates: [ring] })}), 4326)`;
    // The box of a point is the point.
    const isPlain = layer.geometry === 'point' && ring.length === 5;
    return isPlain ? sql`f.geom && ${area}` : sql`ST_Intersects(f.geom, ${area})`;
  });
  return sql`(${join(each, ' OR ')})`;
}
