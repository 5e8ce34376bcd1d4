import { cellToParent } from 'h3-js';
import type { Day } from '#geodata/risk/day.ts';

/** Reports as a forecast sees them, one entry per report in every array, in the order of their ids. */
export interface EventLog {
  id: number[];
  day: Day[];
  /** H3 cell of resolution 10. */
  h3: string[];
  /** Index into `kinds`. */
  kind: number[];
  kinds: string[];
  /** Index into `divisions`. */
  division: number[];
  divisions: string[];
}

/** H3 id of every report at a coarser resolution; made once for each. */
export function cellsAt(log: EventLog): (res: number) => readonly string[] {
  const made = new Map<number, string[]>();
  return (res) => {
    const known = made.get(res);
    if (known) return known;
    const parents = new Map<string, string>();
    const cells = log.h3.map((cell) => {
      const parent = parents.get(cell) ?? cellToParent(cell, res);
      parents.set(cell, parent);
      return parent;
    });
    made.set(res, cells);
    return cells;
  };
}

/** The division that most reports of each cell were in, for cells whose middle lies in none. */
export function usualDivisions(log: EventLog, cells: readonly string[]): Map<string, string> {
  const counts = new Map<string, Map<number, number>>();
  cells.forEach((cell, i) => {
    const own = counts.get(cell) ?? new Map<number, number>();
    own.set(log.division[i]!, (own.get(log.division[i]!) ?? 0) + 1);
    counts.set(cell, own);
  });
  const usual = (own: Map<number, number>) => [...own].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
  return new Map([...counts].map(([cell, own]) => [cell, log.divisions[usual(own)]!]));
}
