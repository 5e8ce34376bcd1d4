import type { Day } from './day.ts';

/** Events of one kind (or of all) inside a universe, day by day. */
export interface DailyEvents {
  /** The first day of the history; nothing before it is known. */
  first: Day;
  /** Events of day d are those from start[d − first] up to start[d − first + 1]. */
  start: Int32Array;
  /** Cell of each event: its position in the universe. */
  cell: Int32Array;
}

/**
 * Sorts events into days.
 * @param day day of each event, in any order
 * @param cell position of its cell; negative outside the universe: left out
 * @param end the day after the last one covered; events outside [first, end) are left out
 */
export function dailyEvents(day: ArrayLike<Day>, cell: ArrayLike<number>, first: Day, end: Day): DailyEvents {
  const start = new Int32Array(Math.max(end - first, 0) + 1);
  const inside = (i: number) => cell[i]! >= 0 && day[i]! >= first && day[i]! < end;
  for (let i = 0; i < day.length; i++) if (inside(i)) start[day[i]! - first + 1]!++;
  for (let d = 1; d < start.length; d++) start[d]! += start[d - 1]!;
  const next = start.slice();
  const sorted = new Int32Array(start.at(-1)!);
  for (let i = 0; i < day.length; i++) if (inside(i)) sorted[next[day[i]! - first]!++] = cell[i]!;
  return { first, start, cell: sorted };
}

/** The cells of the events in [from, to), one entry per event; days that are not covered have none. */
export function cellsBetween({ first, start, cell }: DailyEvents, from: Day, to: Day): Int32Array {
  const last = start.length - 1;
  const at = (day: Day) => start[Math.min(Math.max(day - first, 0), last)]!;
  return cell.subarray(at(from), at(to));
}

/** Events per cell in [from, to). */
export function countsBetween(events: DailyEvents, from: Day, to: Day, cells: number): Float64Array {
  const counts = new Float64Array(cells);
  for (const cell of cellsBetween(events, from, to)) counts[cell]!++;
  return counts;
}

/** Events per day in the `days` before a day, over the part of them that is covered; 0 where none is. */
export function rateBefore(events: DailyEvents, day: Day, days: number): number {
  const from = Math.max(day - days, events.first);
  return day > from ? cellsBetween(events, from, day).length / (day - from) : 0;
}
