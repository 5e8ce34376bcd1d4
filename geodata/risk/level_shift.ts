import { rateBefore, type DailyEvents } from './daily_events.ts';
import type { Day } from './day.ts';

const RECENT_DAYS = 28;
const BEFORE_DAYS = 364;
/** Less of a change than this is the ordinary course of a year. */
const SMALLEST_FACTOR = 1.5;
/** Standard errors of a Poisson count beyond which it is no chance. */
const LEAST_Z = 5;

/**
 * A city that reports much more or less than it did: the last 28 days against the year before them.
 * @returns the factor, or undefined where there is no such break or no half year to compare with
 */
export function levelShift(events: DailyEvents, day: Day): number | undefined {
  const recent = rateBefore(events, day, RECENT_DAYS);
  const past = day - RECENT_DAYS;
  if (past - events.first < BEFORE_DAYS / 2) return undefined;
  const before = rateBefore(events, past, BEFORE_DAYS);
  const factor = recent / before;
  const z = Math.abs(recent - before) / Math.sqrt(before / RECENT_DAYS);
  return z >= LEAST_Z && (factor >= SMALLEST_FACTOR || factor <= 1 / SMALLEST_FACTOR) ? factor : undefined;
}
