import { dailyEvents, type DailyEvents } from './daily_events.ts';
import type { Day } from './day.ts';
import type { EventTable } from './event_rows.ts';
import { kernelsOf, type Kernel } from './kernel.ts';
import { SIGMAS } from './maps.ts';
import type { Study } from './moment.ts';
import { cellsOf, universeOf, type Universe } from './universe.ts';

/** What is studied, and which part of the past it is learnt from. */
export interface StudyPlan {
  /** H3 resolution. */
  res: number;
  /** The first day of the history. */
  from: Day;
  /** The cells are those of events of any kind in [from, universeUntil). */
  universeUntil: Day;
  /** The day after the last one that is looked at. */
  end: Day;
  /** True for the kinds that are predicted. */
  isKind(kind: string): boolean;
}

/** A study, its cells, and the events of the kind that lie outside them: each of those is a miss. */
export interface Prepared {
  universe: Universe;
  study: Study;
  outside: DailyEvents;
}

/** The cells of a study and how they are smoothed: the same for every kind, and costly to make. */
export interface Ground {
  universe: Universe;
  kernels: Kernel[];
}

export function groundOf(universe: Universe): Ground {
  return {
    universe,
    kernels: kernelsOf(
      universe,
      SIGMAS.filter((sigma) => sigma > 0)
    )
  };
}

/** Places events into cells and days. */
export function prepare(table: EventTable, plan: StudyPlan): Prepared {
  const ids = cellsOf(plan.res, table.lon, table.lat);
  const early = (_: string, i: number) => table.day[i]! >= plan.from && table.day[i]! < plan.universeUntil;
  return place(table, ids, groundOf(universeOf(plan.res, ids.filter(early))), plan);
}

/**
 * The events of a table on a ground that is there already.
 * @param ids H3 id of every event, at the ground's resolution
 */
export function place(
  table: { day: ArrayLike<Day>; kind: ArrayLike<number>; kinds: readonly string[] },
  ids: readonly string[],
  { universe, kernels }: Ground,
  { from, end, isKind }: Pick<StudyPlan, 'from' | 'end' | 'isKind'>
): Prepared {
  const wanted = table.kinds.map(isKind);
  const at = Int32Array.from(ids, (id) => universe.at.get(id) ?? -1);
  const days = (cellOf: (cell: number, wanted: boolean) => number) => {
    const cell = at.map((position, i) => cellOf(position, wanted[table.kind[i]!]!));
    return dailyEvents(table.day, cell, from, end);
  };
  const study: Study = {
    cells: universe.cells.length,
    kernels,
    kind: days((cell, ours) => (ours ? cell : -1)),
    others: days((cell, ours) => (ours ? -1 : cell))
  };
  return { universe, study, outside: days((cell, ours) => (ours && cell < 0 ? 0 : -1)) };
}

/** Resolution for a kind by how often it happens: 9 where fifteen events a week can fill the finer cells, else 8. */
export function resolutionFor(eventsPerWeek: number): number {
  return eventsPerWeek >= 15 ? 9 : 8;
}
