import { z } from 'zod';

const commaNumbers = z
  .string()
  .max(200)
  .transform((text) => text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part))));

/** `west,south,east,north` in degrees. */
const BoxQuery = commaNumbers
  .pipe(
    z.tuple([
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
      z.number().min(-180).max(180),
      z.number().min(-90).max(90)
    ])
  )
  .refine(([west, south, east, north]) => west <= east && south <= north, 'west,south,east,north in that order')
  .meta({ description: 'west,south,east,north in degrees (WGS84)', type: 'string' });

/** `lng,lat` in degrees. */
export const PointQuery = commaNumbers
  .pipe(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
  .meta({ description: 'lng,lat in degrees (WGS84)', type: 'string' });

/** `column:value`. */
const OnlyQuery = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9_]*:[^\0]+$/, 'a column and a value, such as category:medical')
  .transform((text) => ({ column: text.slice(0, text.indexOf(':')), value: text.slice(text.indexOf(':') + 1) }))
  .meta({ description: 'column:value; only features with that value of a choice', type: 'string' });

/** What is in view: box, the point to sort from (default its centre), page. */
export const ViewQuery = z.object({
  bbox: BoxQuery,
  near: PointQuery.optional(),
  only: OnlyQuery.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(10_000).default(0)
});

export const FeatureId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const DivisionCode = z.string().regex(/^\d{12}$/, '12 digits');

export const SearchQuery = z.object({
  q: z.string().trim().min(1).max(60),
  near: PointQuery.optional()
});
