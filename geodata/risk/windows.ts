import type { Day } from './day.ts';

/** Fewer windows than this test nothing. */
export const FEWEST_WINDOWS = 26;

/**
 * First days of the test windows. The test is the whole weeks in [from, to); windows of less than a week follow each
 * other, longer ones begin every week and overlap.
 * @param horizon days
 */
export function windowDays(from: Day, to: Day, horizon: number): Day[] {
  const end = from + 7 * Math.floor((to - from) / 7);
  const days = [];
  for (let day = from; day + horizon <= end; day += stepOf(horizon)) days.push(day);
  return days;
}

/** Windows that the bootstrap draws together: four weeks, in which weather and gangs last. */
export function blockOf(horizon: number): number {
  return Math.ceil(28 / stepOf(horizon));
}

function stepOf(horizon: number): number {
  return Math.min(horizon, 7);
}
