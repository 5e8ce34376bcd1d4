import type { Day } from '#geodata/risk/day.ts';
import type { EventTable } from '#geodata/risk/event_rows.ts';
import { resolutionFor } from '#geodata/risk/study.ts';
import { OperatorError } from '../provision/operator-error.ts';
import type { Command } from './command.ts';

const YEAR_OF_WEEKS = 364;

/** What was asked for, with what was left open filled in from the events. */
export interface Plan {
  res: number;
  from: Day;
  universeUntil: Day;
  testFrom: Day;
  testTo: Day;
}

/** @throws OperatorError when no event is of the kind, or the days leave nothing to learn from */
export function planOf(table: EventTable, command: Command): Plan {
  const wanted = table.kinds.map((kind) => command.kind.test(kind));
  const days = table.day.filter((_, i) => wanted[table.kind[i]!]);
  if (days.length === 0) {
    const kinds = table.kinds.slice(0, 12).join(', ');
    throw new OperatorError(`No event is of the kind ${command.kind.source}. There are: ${kinds}`);
  }
  const [first, last] = [lowest(table.day), highest(table.day)];
  // The history ends with the file: weeks that are not in it are no weeks without events.
  const testTo = Math.min(command.testTo ?? Infinity, last + 1);
  const testFrom = command.testFrom ?? testTo - YEAR_OF_WEEKS;
  const from = command.from ?? first;
  // Later than that the cells would be chosen by the events that test them.
  const universeUntil = Math.min(command.universeUntil ?? testFrom, testFrom);
  const past = days.filter((day) => day >= from && day < testFrom).length;
  const res = command.res ?? resolutionFor((7 * past) / Math.max(testFrom - Math.max(from, first), 7));
  if (!table.day.some((day) => day >= from && day < universeUntil))
    throw new OperatorError('No event lies between --from and --universe-until: there are no cells.');
  return { res, from: Math.max(from, first), universeUntil, testFrom, testTo };
}

function lowest(days: Int32Array): Day {
  return days.reduce((least, day) => Math.min(least, day), Infinity);
}

function highest(days: Int32Array): Day {
  return days.reduce((most, day) => Math.max(most, day), -Infinity);
}
