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

/** How far back a break is looked for, and how long before it the old level is read from. */
const BACK_DAYS = 182;
/** A break needs a week on its far side to be seen. */
const LEAST_AFTER_DAYS = 7;

/** When and how a city's reporting changed. */
export interface Shift {
  /** The first day at the new level. */
  day: Day;
  /** The last four weeks over the year before them. */
  factor: number;
  /** The same weeks of last year looked alike: the season rather than the way things are reported. */
  seasonal: boolean;
}

/** The break a city is in on a day, with its date; undefined where there is none. */
export function datedShift(events: DailyEvents, day: Day): Shift | undefined {
  const factor = levelShift(events, day);
  if (factor === undefined) return undefined;
  const lastYear = rateBefore(events, day - BEFORE_DAYS, RECENT_DAYS);
  const known = day - BEFORE_DAYS - RECENT_DAYS >= events.first;
  const change = rateBefore(events, day, RECENT_DAYS) / lastYear;
  const seasonal = known && change < SMALLEST_FACTOR && change > 1 / SMALLEST_FACTOR;
  return { day: breakBefore(events, day), factor, seasonal };
}

/** The split into two steady rates that makes the counts of the last year most likely. */
function breakBefore(events: DailyEvents, day: Day): Day {
  const from = Math.max(events.first, day - 2 * BACK_DAYS);
  let [best, at] = [-Infinity, day - RECENT_DAYS];
  for (let split = Math.max(from + 1, day - BACK_DAYS); split <= day - LEAST_AFTER_DAYS; split++) {
    const likelihood =
      logLikelihood(rateBefore(events, split, split - from), split - from) +
      logLikelihood(rateBefore(events, day, day - split), day - split);
    if (likelihood > best) [best, at] = [likelihood, split];
  }
  return at;
}

/** Of days with that rate of events under their own mean, but for what does not depend on where they are split. */
function logLikelihood(rate: number, days: number): number {
  return rate > 0 ? days * (rate * Math.log(rate) - rate) : 0;
}
