import type { FieldMeta, Layer } from '#geodata/layers/define.ts';
import { fieldsOf } from '#geodata/layers/define.ts';
import { fieldTypesOf, type FieldType } from '#geodata/layers/field_types.ts';
import type { Queryables } from '#geodata/cql2/check.ts';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { raw, type Sql } from '#server/db/sql.ts';

/** A column of a layer that an actor gets, by which they may also filter. */
export interface Published {
  name: string;
  type: FieldType;
  meta: FieldMeta;
}

/** What staff get beside a layer's own fields. */
const keeping: Published[] = [
  { name: 'division_code', type: 'text', meta: { zh: '区划代码', en: 'Division code' } },
  { name: 'grid_code', type: 'text', meta: { zh: '网格代码', en: 'Grid code' } },
  { name: 'source', type: 'text', meta: { zh: '数据来源', en: 'Source' } },
  { name: 'observed_at', type: 'timestamp', meta: { zh: '观测时间', en: 'Observed' } },
  { name: 'valid_from', type: 'timestamp', meta: { zh: '生效时间', en: 'Valid from' } }
];

/**
 * The columns of a layer that leave the server for this actor: the one list behind features, filters, schemas and
 * exports. What is not in it cannot be asked about either.
 */
export function publishedFields(layer: Layer, actor: Actor): Published[] {
  const [words, types] = [fieldsOf(layer), fieldTypesOf(layer)];
  const isStaff = projectionOf(actor) === 'staff';
  const names = isStaff ? Object.keys(types) : (layer.public ?? []);
  const own = names.map((name) => ({ name, type: types[name]!, meta: words[name]! }));
  return isStaff ? [...own, ...keeping.filter(({ name }) => !names.includes(name))] : own;
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
