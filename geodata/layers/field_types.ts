import { z } from 'zod';
import { fieldsOf, type FieldMeta, type Layer } from './define.ts';

/** What a field of the registry holds, told apart as far as filters, exports and schemas need. */
export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp';

/** A field with its words and type. */
export interface TypedField {
  name: string;
  type: FieldType;
  meta: FieldMeta;
}

/** The fields of a layer, in declared order. */
export function typedFieldsOf(layer: Layer): TypedField[] {
  const words = fieldsOf(layer);
  return Object.entries(layer.properties.shape).map(([name, schema]) => ({
    ...{ name, type: typeOf(schema as z.ZodType), meta: words[name]! }
  }));
}

/** What staff get beside a layer's own fields. */
export const keepingFields: readonly TypedField[] = [
  { name: 'division_code', type: 'text', meta: { zh: '区划代码', en: 'Division code' } },
  { name: 'grid_code', type: 'text', meta: { zh: '网格代码', en: 'Grid code' } },
  { name: 'source', type: 'text', meta: { zh: '数据来源', en: 'Source' } },
  { name: 'observed_at', type: 'timestamp', meta: { zh: '观测时间', en: 'Observed' } },
  { name: 'valid_from', type: 'timestamp', meta: { zh: '生效时间', en: 'Valid from' } }
];

function typeOf(schema: z.ZodType): FieldType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return typeOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  const format = (schema.meta() as FieldMeta | undefined)?.format;
  return format === 'date' ? 'date' : format === 'date-time' ? 'timestamp' : 'text';
}
