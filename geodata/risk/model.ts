import { cellsBetween } from './daily_events.ts';
import type { Day } from './day.ts';
import { fit, lessonOf, type Lesson } from './fit.ts';
import { atLevel, levelOf } from './level.ts';
import { CITY_AT, LONG_RUN_AT, maps } from './maps.ts';
import { momentOf, type Moment, type Study } from './moment.ts';

/** Weekly origins that a fit learns from. */
const LESSONS = 104;
/** Fewer teach nothing. */
export const FEWEST_LESSONS = 26;

/**
 * Days, a week apart and counted back from a day, on which a lesson can be had before it; in order. At least half of
 * what is known on the day was known on each of them: a shorter past makes a long memory look worth less than it is.
 */
export function lessonDays(first: Day, before: Day, horizon: number): Day[] {
  const days = [];
  for (let day = before - 7; isRipe(day, first, before) && days.length < LESSONS; day -= 7) {
    if (day + horizon <= before) days.unshift(day);
  }
  return days;
}

/** Of lessons a week apart those that can be learnt from on a day, by the same rule. */
export function lessonsKnown(lessons: readonly Lesson[], first: Day, day: Day, horizon: number): Lesson[] {
  return lessons.filter((lesson) => lesson.day + horizon <= day && isRipe(lesson.day, first, day)).slice(-LESSONS);
}

function isRipe(origin: Day, first: Day, day: Day): boolean {
  return 2 * (origin - first) >= day - first;
}

/**
 * The maps that can be used on a morning: those of all kinds say nothing new as long as there was one kind only, and
 * would share its weight.
 */
export function mapsFor({ others }: Study, day: Day): number[] {
  const alone = cellsBetween(others, others.first, day).length === 0;
  return maps.flatMap(({ of }, k) => (of === 'all' && alone ? [] : [k]));
}

/**
 * Fits the model as of a day from nothing but the events before it.
 * @returns the weights of the model and of the long-run mean with its even share, and the moment to predict from
 */
export function fitAsOf(
  study: Study,
  day: Day,
  horizon: number
): { beta: Float64Array; meanBeta: Float64Array; moment: Moment } {
  const moment = momentOf(study);
  const lessons = lessonDays(study.kind.first, day, horizon).map((origin) => {
    moment.to(origin);
    return lessonOf(moment, study, horizon);
  });
  moment.to(day);
  return { beta: fit(lessons, mapsFor(study, day)), meanBeta: meanOf(fitEvenShare(lessons)), moment };
}

/** Events expected in each cell in [day, day + horizon), the day being the moment's. */
export function forecast(moment: Moment, study: Study, beta: Float64Array, horizon: number): Float64Array {
  return atLevel(moment.mix(beta), levelOf(study.kind, moment.day(), horizon));
}

/**
 * The even share of the city that makes the long-run mean most likely: without it cells without a past are impossible.
 * A handful of events can say that no share is needed, and then one event in an empty cell makes any rival of the mean
 * look infinitely good: by Laplace's rule of succession one event more is counted on either side.
 */
export function fitEvenShare(lessons: readonly Lesson[]): number {
  const beta = fit(lessons, [LONG_RUN_AT, CITY_AT]);
  const share = beta[CITY_AT]! / (beta[CITY_AT]! + beta[LONG_RUN_AT]!) || 0;
  const events = lessons.reduce((sum, { observed }) => sum + observed.reduce((own, count) => own + count, 0), 0);
  return (share * events + 1) / (events + 2);
}

/** Weights of the long-run mean with an even share of the city mixed into it. */
function meanOf(even: number): Float64Array {
  const beta = new Float64Array(maps.length);
  beta[LONG_RUN_AT] = 1 - even;
  beta[CITY_AT] = even;
  return beta;
}

/** Probability of at least one event where `expected` are expected. */
export function atLeastOne(expected: number): number {
  return -Math.expm1(-expected);
}
