import { cellsBetween, countsBetween } from './daily_events.ts';
import type { Day } from './day.ts';
import { fit, lessonOf, type Lesson } from './fit.ts';
import { guessesFor, type Fitted } from './guesses.ts';
import { levelOf } from './level.ts';
import { fitEvenShare, lessonDays, lessonsKnown, mapsFor } from './model.ts';
import { momentOf } from './moment.ts';
import { stkdeTuner, type ModelName } from './rivals.ts';
import type { Guess } from './scores.ts';
import type { Prepared } from './study.ts';

/** A quarter of a year between fits. */
const REFIT_DAYS = 91;
/** The kernel estimate is tuned on the year before the test. */
const TUNED_DAYS = 364;

/** One test window: the five predictions, made from nothing but what came before it, and what came. */
export interface Played {
  day: Day;
  guesses: Record<ModelName, Guess>;
  observed: Float64Array;
  /** Events of the kind in the window that lie outside the universe. */
  outside: number;
}

/** Milliseconds spent on fitting and on predicting. */
export interface Took {
  fit: number;
  predict: number;
}

/**
 * Lives through the past once more, week by week: learns from each week when its window has closed, fits at the start
 * of the test and every quarter from then on, and predicts every test window on its first morning.
 * @param days first days of the test windows, in order
 */
export function* replay(
  { study, outside }: Prepared,
  days: readonly Day[],
  horizon: number,
  took: Took
): Generator<Played> {
  const [testFrom, last] = [days[0]!, days.at(-1)!];
  const moment = momentOf(study);
  const tuner = stkdeTuner();
  const lessons: Lesson[] = [];
  const tested = new Set(days);
  let fitted: Fitted | undefined;
  let fitAt = testFrom;
  const timed = <T>(what: keyof Took, work: () => T): T => {
    const began = performance.now();
    const result = work();
    took[what] += performance.now() - began;
    return result;
  };
  const observe = (day: Day) => countsBetween(study.kind, day, day + horizon, study.cells);
  const refit = (day: Day): Fitted => {
    const known = lessonsKnown(lessons, study.kind.first, day, horizon);
    return { beta: fit(known, mapsFor(study, day)), even: fitEvenShare(known), stkde: tuner.best() };
  };

  for (let day = lessonDays(study.kind.first, testFrom, horizon)[0]!; day <= last; day++) {
    const weekly = (day - testFrom) % 7 === 0;
    if (!weekly && !tested.has(day)) continue;
    timed('fit', () => moment.to(day));
    if (tested.has(day)) {
      if (!fitted || day >= fitAt) {
        fitted = timed('fit', () => refit(day));
        fitAt = day + REFIT_DAYS;
      }
      const now = fitted;
      const level = levelOf(study.kind, day, horizon);
      const observed = observe(day);
      const guesses = timed('predict', () => guessesFor(study, moment, now, level, horizon, observed));
      const missed = cellsBetween(outside, day, day + horizon).length;
      yield { day, guesses, observed, outside: missed };
    }
    if (!weekly) continue;
    if (day >= testFrom - TUNED_DAYS && day + horizon <= testFrom) timed('fit', () => tuner.see(moment, observe(day)));
    lessons.push(timed('fit', () => lessonOf(moment, study, horizon)));
  }
}
