import { z } from 'zod';
import { ViewQuery } from '#geodata/schemas/query.ts';

const EARLIEST = Date.UTC(1900, 0, 1);
/** How far a caller's clock may run ahead of ours before its "now" counts as the future. */
const CLOCK_SKEW_MS = 60_000;

/**
 * A moment of the past, as text: in UTC, to the microsecond that PostgreSQL keeps, so that the `validFrom` of a version
 * asks for that very version (a Date would cut it to milliseconds and fall before its beginning).
 */
const AsOf = z
  .string()
  .max(40)
  // An offset's plus sign that nobody escaped reaches us as a space.
  .transform((text) => text.replace(' ', '+'))
  .pipe(z.iso.datetime({ offset: true, abort: true, error: 'a time such as 2026-07-01T08:00:00+08:00' }))
  .refine((text) => Date.parse(text) >= EARLIEST, { error: 'a time since 1900', abort: true })
  .refine((text) => Date.parse(text) <= Date.now() + CLOCK_SKEW_MS, 'a time in the past; the future is not known')
  .transform(inUtc)
  .meta({
    description: 'time with offset, ISO 8601: answers as things stood then',
    type: 'string',
    format: 'date-time'
  });

export const AsOfQuery = z.object({ as_of: AsOf.optional() });

/** What is in view, now or at a moment of the past. */
export const ViewAsOfQuery = ViewQuery.extend(AsOfQuery.shape);

function inUtc(text: string): string {
  const micros = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '';
  return new Date(text).toISOString().replace('Z', `${micros}Z`);
}
