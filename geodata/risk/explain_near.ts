import type { Day } from './day.ts';
import { LARGEST } from './explain.ts';
import { weightsIntoCell } from './kernel.ts';
import { ALL_FROM, SIGMAS, SIGMAS_OF_ALL, TAUS, TAUS_OF_ALL } from './maps.ts';
import type { Rates } from './moment.ts';
import type { Universe } from './universe.ts';

/** An event of the neighbourhood as the database has it. */
export interface NearEvent {
  id: number;
  day: Day;
  /** Position of its cell in the universe. */
  cell: number;
  /** Whether it is of the kind itself. */
  ours: boolean;
}

/** What a published map was made with. */
export interface Made {
  /** The first day that was not known. */
  day: Day;
  beta: ArrayLike<number>;
  rates: Rates;
}

/**
 * Of some past events those that weigh most in one cell of a published map, the heaviest first: what `explain` gives,
 * without the rest of the city. Whoever may not see an event does not hand it in.
 * @param weights of `weightsIntoCell`
 * @param raw the cell's forecast before it was brought to the city's level, events a day
 */
export function heaviest<Event extends NearEvent>(
  { day, beta, rates }: Made,
  weights: ReadonlyMap<number, readonly number[]>,
  raw: number,
  events: readonly Event[]
): (Event & { share: number })[] {
  return events
    .filter((event) => event.day < day && weights.has(event.cell))
    .map((event) => ({
      ...event,
      share: partOf(event.ours, day - 1 - event.day, weights.get(event.cell)!, beta, rates) / raw
    }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, LARGEST);
}

/** The cells whose events reach a cell, with their weight at each σ. */
export function reachOf(universe: Universe, cell: number): Map<number, number[]> {
  return weightsIntoCell(universe, cell, SIGMAS);
}

/** What one event adds to the maps, events a day. */
function partOf(ours: boolean, age: number, weights: readonly number[], beta: ArrayLike<number>, rates: Rates): number {
  const left = (tau: number) => Math.exp(-age / tau);
  let part = 0;
  for (let width = 0; width < SIGMAS.length; width++) {
    for (let j = 0; ours && j < TAUS.length; j++)
      part += beta[width * TAUS.length + j]! * rates.kind[j]! * left(TAUS[j]!) * weights[width]!;
    for (let j = 0; width < SIGMAS_OF_ALL && j < TAUS_OF_ALL.length; j++)
      part +=
        beta[ALL_FROM + width * TAUS_OF_ALL.length + j]! * rates.all[j]! * left(TAUS_OF_ALL[j]!) * weights[width]!;
  }
  return part;
}
