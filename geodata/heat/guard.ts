import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { lastClosedQuarter } from '#geodata/heat/quarter.ts';
import type { HeatQuery } from '#geodata/heat/query.ts';

/** Kinds that tell about persons. */
export const sensitiveKinds = eventKinds.all.filter(({ sensitive }) => sensitive).map(({ code }) => code);

/** The one resolution sensitive kinds are counted at, beside streets. */
export const GUARDED_RES = 8;

/** A query as it is answered, and what was held back from it. */
export interface Guarded {
  query: HeatQuery;
  /** Counts under the least one are left out and the others rounded down to its multiples. */
  guarded: boolean;
  /** Sensitive kinds that "all kinds" does not hold. */
  leftOut: string[];
}

/**
 * What may be told of a query. Kinds that tell about persons are never part of a sum: they are asked for one at a time,
 * over one closed calendar quarter, by cells of one resolution or by street, by count only and whole (all sources, all
 * statuses). The answers are then single pieces that do not overlap, so that no two of them can be subtracted to reveal
 * a small count: a window slid by a day, a finer cell, one status less.
 * @throws MixedKinds when a sensitive kind is asked for together with another
 */
export function guard(query: HeatQuery, timeZone: string): Guarded {
  const sensitive = query.kinds.filter((code) => sensitiveKinds.includes(code));
  if (sensitive.length === 0) return { query, guarded: false, leftOut: query.kinds.length ? [] : sensitiveKinds };
  if (query.kinds.length > 1) throw new MixedKinds();
  return {
    guarded: true,
    leftOut: [],
    query: {
      ...{ kinds: query.kinds, sources: [], statuses: [], repeats: 'all', measure: 'count' },
      ...{ by: query.by === 'cell' ? 'cell' : 'street', res: GUARDED_RES },
      ...lastClosedQuarter(query.to, timeZone)
    }
  };
}

/** A kind that tells about persons was asked for together with others. */
export class MixedKinds extends Error {}

/** A count of a sensitive kind as it may be told: rounded down to a multiple of the least, which leaves 0 below it. */
export function told(count: number, least: number): number {
  return count - (count % least);
}
