import { cellsBetween, rateBefore, type DailyEvents } from './daily_events.ts';
import { weekdayOf, type Day } from './day.ts';

/** Events of a steady week that a weekday's share is drawn towards, so that a thin history invents no weekly rhythm. */
const EVEN_EVENTS = 70;

/**
 * Events expected in the whole universe in [opens, opens + horizon): half the rate of the last month, half that of the
 * last year, times the rhythm of the week when the window is no whole week.
 * @param day the first day that is not known; `opens` lies later where a map is made ahead of its window
 */
export function levelOf(events: DailyEvents, day: Day, horizon: number, opens = day): number {
  const level = horizon * (0.5 * rateBefore(events, day, 30) + 0.5 * rateBefore(events, day, 365));
  return horizon < 7 ? level * weekRhythm(events, day, horizon, opens) : level;
}

/** The days of the window against an even week, from the last whole 52 weeks. */
function weekRhythm(events: DailyEvents, day: Day, horizon: number, opens: Day): number {
  const weeks = Math.min(52, Math.floor((day - events.first) / 7));
  const counts = new Array<number>(7).fill(EVEN_EVENTS / 7);
  for (let past = day - 7 * weeks; past < day; past++) {
    counts[weekdayOf(past)]! += cellsBetween(events, past, past + 1).length;
  }
  const even = counts.reduce((sum, count) => sum + count, 0) / 7;
  let sum = 0;
  for (let ahead = 0; ahead < horizon; ahead++) sum += counts[weekdayOf(opens + ahead)]! / even;
  return sum / horizon;
}

/** A map of that shape whose sum is `level`; an empty shape is spread evenly. */
export function atLevel(shape: Float64Array, level: number): Float64Array {
  const sum = shape.reduce((total, value) => total + value, 0);
  return sum > 0
    ? shape.map((value) => (value * level) / sum)
    : new Float64Array(shape.length).fill(level / shape.length);
}
