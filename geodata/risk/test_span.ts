import type { Day } from './day.ts';
import { FEWEST_LESSONS, lessonDays } from './model.ts';
import { FEWEST_WINDOWS, windowDays } from './windows.ts';

const MOST_WEEKS = 52;

/**
 * Where the test of a history begins that ends with `end`: 52 weeks before it, or as many as leave enough weeks to learn
 * from. Where no number does, the 52 weeks: the test then says what is lacking.
 */
export function testFromFor(first: Day, end: Day, horizon: number): Day {
  for (let weeks = MOST_WEEKS; weeks > 0; weeks--) {
    const testFrom = end - 7 * weeks;
    if (windowDays(testFrom, end, horizon).length < FEWEST_WINDOWS) break;
    if (lessonDays(first, testFrom, horizon).length >= FEWEST_LESSONS) return testFrom;
  }
  return end - 7 * MOST_WEEKS;
}
