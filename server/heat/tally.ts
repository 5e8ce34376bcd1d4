import type { HeatQuery } from '#geodata/heat/query.ts';
import type { EventColumns, Sort } from '#server/heat/event-columns.ts';

/** Which rows are counted: 1 for the sorts of events that are asked for, 1 for the places that may be seen. */
export interface Chosen {
  sorts: Uint8Array;
  places: Uint8Array;
}

export interface Window {
  /** Milliseconds since 1970; the end does not belong to it. */
  from: number;
  to: number;
}

/** The sorts of events a query asks for. */
export function sortsFor(sorts: readonly (Sort | null)[], query: HeatQuery, leftOut: readonly string[]): Uint8Array {
  const { kinds, sources, statuses, repeats } = query;
  const holds = (some: readonly string[], code: string) => some.length === 0 || some.includes(code);
  return Uint8Array.from(sorts, (sort) =>
    sort !== null &&
    holds(kinds, sort.kind) &&
    !leftOut.includes(sort.kind) &&
    holds(sources, sort.source) &&
    holds(statuses, sort.status) &&
    (repeats === 'all' || !sort.repeats)
      ? 1
      : 0
  );
}

/** Calls back with each chosen row of a window, in no order. */
export function eachIn(
  events: EventColumns,
  { sorts, places }: Chosen,
  window: Window,
  take: (row: number) => void
): void {
  const { at, sort, place } = events;
  const [from, to] = seconds(window);
  const last = events.firstFrom(to);
  for (let i = events.firstFrom(from); i < last; i++) {
    if (sorts[sort[i]!] === 1 && places[place[i]!] === 1) take(i);
  }
  for (let i = events.ordered; i < events.length; i++) {
    if (at[i]! >= from && at[i]! < to && sorts[sort[i]!] === 1 && places[place[i]!] === 1) take(i);
  }
}

/**
 * How many chosen rows of a window fall on each number of a column, and, where `bySort` is given, on each sort: one pass
 * over the rows for both.
 */
export function tally(
  events: EventColumns,
  { sorts, places }: Chosen,
  window: Window,
  column: Uint32Array,
  size: number,
  bySort: Uint32Array = new Uint32Array(events.sorts.length)
): Uint32Array {
  const counts = new Uint32Array(size);
  const { at, sort, place } = events;
  const [from, to] = seconds(window);
  const last = events.firstFrom(to);
  // The hot loop of every heat map: spelt out, without a call per row.
  for (let i = events.firstFrom(from); i < last; i++) {
    const kind = sort[i]!;
    if (sorts[kind] !== 1 || places[place[i]!] !== 1) continue;
    counts[column[i]!]!++;
    bySort[kind]!++;
  }
  for (let i = events.ordered; i < events.length; i++) {
    const kind = sort[i]!;
    if (at[i]! < from || at[i]! >= to || sorts[kind] !== 1 || places[place[i]!] !== 1) continue;
    counts[column[i]!]!++;
    bySort[kind]!++;
  }
  return counts;
}

/** Whole seconds: a second belongs to a window that it begins in. */
const seconds = ({ from, to }: Window): [number, number] => [Math.ceil(from / 1000), Math.ceil(to / 1000)];
