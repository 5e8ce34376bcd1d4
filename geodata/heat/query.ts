import { z } from 'zod';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { fieldsOf } from '#geodata/layers/define.ts';
import { events } from '#geodata/layers/events.ts';

/** What events are counted by: H3 cells, or the units of governance they lie in. */
export const units = ['cell', 'grid', 'community', 'street'] as const;
export type Unit = (typeof units)[number];

/**
 * `count`: how many. `rate`: per 1,000 households, shrunk. `change`: against the window of the same length before.
 * `anomaly`: how surprising against the unit's own history.
 */
export const measures = ['count', 'rate', 'change', 'anomaly'] as const;
export type Measure = (typeof measures)[number];

/** H3 resolutions that are counted: cells of about 5 km², 0.7 km², 0.1 km² and 1.5 ha. */
export const resolutions = { min: 7, max: 10 } as const;

const DAY_MS = 86_400_000;
/** Nothing was reported before. */
const EARLIEST = Date.UTC(2000, 0, 1);
/** A window may end a little after now, so that what comes in falls into it. */
const AHEAD_MS = DAY_MS;
export const longestWindowMs = 1830 * DAY_MS;

const fields = fieldsOf(events);
const eventSources = Object.keys(fields.reported_by!.values!);
const eventStatuses = Object.keys(fields.status!.values!);

/** `a,b,c` from a closed list; empty or absent means all of them. */
function someOf(known: readonly string[], what: string) {
  return z
    .string()
    .max(2000)
    .default('')
    .transform((text) => [...new Set(text.split(',').filter(Boolean))].sort())
    .refine((codes) => codes.every((code) => known.includes(code)), {
      error: ({ input }) =>
        `not ${what}: ${(input as string[])
          .filter((code) => !known.includes(code))
          .join(', ')
          .slice(0, 80)}`
    })
    .meta({ description: `${what}, separated by commas; absent: all`, type: 'string' });
}

const moment = z
  .string()
  .max(40)
  .transform((text) => text.replace(' ', '+'))
  .pipe(z.iso.datetime({ offset: true, abort: true, error: 'a time such as 2026-07-01T08:00:00+08:00' }))
  // Rows are counted by the second; a window begins and ends with one.
  .transform((text) => Math.floor(Date.parse(text) / 1000) * 1000)
  .refine((ms) => ms >= EARLIEST, 'a time since 2000')
  .refine((ms) => ms <= Date.now() + AHEAD_MS, 'a time that has come; the future is not counted')
  .meta({ description: 'time with offset, ISO 8601', type: 'string', format: 'date-time' });

/** What is asked of the heat: which events, when, by what, which measure. */
export const HeatQuery = z
  .object({
    by: z.enum(units).default('cell'),
    res: z.coerce.number().int().min(resolutions.min).max(resolutions.max).default(9),
    measure: z.enum(measures).default('count'),
    kinds: someOf(
      eventKinds.all.map(({ code }) => code),
      'a kind of event'
    ),
    sources: someOf(eventSources, 'a source'),
    statuses: someOf(eventStatuses, 'a status'),
    from: moment,
    to: moment,
    /** Whether a report that repeats another is counted. */
    repeats: z.enum(['all', 'once']).default('all')
  })
  .refine(({ from, to }) => from < to, { error: 'ends before it begins', path: ['to'] })
  .refine(({ from, to }) => to - from <= longestWindowMs, { error: 'at most five years at once', path: ['from'] });
export type HeatQuery = z.output<typeof HeatQuery>;

/** A unit by its code: an H3 index, a grid code, a division code. */
export const UnitId = z.string().regex(/^([0-9a-f]{15}|[0-9A-Z]{15}|\d{12})$/, 'an H3 cell, a grid or a division');

/** Units whose names are asked for, at most a hundred at once. */
export const NamesQuery = z.object({
  by: z.enum(units),
  ids: z
    .string()
    .max(1700)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(UnitId).min(1).max(100))
    .meta({ description: 'codes separated by commas, at most 100', type: 'string' })
});
