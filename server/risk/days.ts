import type { Day } from '#geodata/risk/day.ts';
import { dayOf } from '#geodata/risk/day.ts';

/** From this hour on a day counts as known: what is still reported before midnight comes as a late report. */
const EVENING_HOUR = 23;

/** What a job that runs now may say. */
export interface Window {
  /** The first day that is not known. */
  asOf: Day;
  /** The first day of the windows it publishes: a map is stored before its window opens. */
  opens: Day;
}

/** @param timeZone where days begin at midnight */
export function windowAt(now: Date, timeZone: string): Window {
  const local = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' }
  }).format(now);
  const today = dayOf(local)!;
  const hour = Number(local.slice(11, 13));
  return { asOf: hour >= EVENING_HOUR ? today + 1 : today, opens: today + 1 };
}
