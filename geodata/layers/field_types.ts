import { z } from 'zod';
import type { FieldMeta, Layer } from './define.ts';

/** What a field of the registry holds, told apart as far as filters, exports and schemas need. */
export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp';

/** The type of each field of a layer, in declared order. */
export function fieldTypesOf(layer: Layer): Record<string, FieldType> {
  return Object.fromEntries(
    Object.entries(layer.properties.shape).map(([name, schema]) => [name, typeOf(schema as z.ZodType)])
  );
}

function typeOf(schema: z.ZodType): FieldType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return typeOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  const format = (schema.meta() as FieldMeta | undefined)?.format;
  return format === 'date' ? 'date' : format === 'date-time' ? 'timestamp' : 'text';
}
