import type { Layer } from '#geodata/layers/define.ts';
import { keepingFields, typedFieldsOf, type TypedField } from '#geodata/layers/field_types.ts';
import type { Queryables } from '#geodata/cql2/check.ts';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { raw, type Sql } from '#server/db/sql.ts';

/** A column of a layer that an actor gets, by which they may also filter. */
export type Published = TypedField;

/**
 * The columns of a layer that leave the server for this actor: the one list behind features, filters, schemas and
 * exports. What is not in it cannot be asked about either.
 */
export function publishedFields(layer: Layer, actor: Actor): Published[] {
  const own = typedFieldsOf(layer);
  if (projectionOf(actor) === 'public') return own.filter(({ name }) => layer.public?.includes(name));
  return [...own, ...keepingFields.filter(({ name }) => !own.some((one) => one.name === name))];
}

/** The same as a filter is checked against; the geometry goes by the name `geometry`. */
export function queryablesOf(layer: Layer, actor: Actor): Queryables {
  const fields = publishedFields(layer, actor).map(({ name, type }) => [name, type] as const);
  return new Map([...fields, ['geometry', 'geometry'] as const]);
}

/** A published column of a row `f`; its name comes from the registry. */
export function columnOf(name: string): Sql {
  return raw(`f."${name}"`);
}
