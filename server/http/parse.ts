import type { z } from 'zod';

/**
 * The caller's input as the schema's type.
 * @throws ZodError, which becomes a 422 naming each field.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  return schema.parse(input);
}
