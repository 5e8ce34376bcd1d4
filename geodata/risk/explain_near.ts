import type { Day } from './day.ts';
import { LARGEST, type Explanation } from './explain.ts';
import { weightsIntoCell } from './kernel.ts';
import { ALL_FROM, CITY_AT, groups, maps, SIGMAS, SIGMAS_OF_ALL, TAUS, TAUS_OF_ALL, type Group } from './maps.ts';
import type { Rates } from './moment.ts';
import type { Universe } from './universe.ts';

/** An event of the neighbourhood as the database has it. */
export interface NearEvent {
  id: number;
  day: Day;
  /** Position of its cell in the universe. */
  cell: number;
  ours: boolean;
}

/** What a published map was made with; with the events it is enough to take any cell apart. */
export interface Made {
  /** The first day that was not known. */
  day: Day;
  beta: ArrayLike<number>;
  rates: Rates;
}

export interface NearExplanation extends Pick<Explanation, 'shares'> {
  /** Events a day: the sum of all parts. */
  raw: number;
  /** The past events that weigh most, the heaviest first. */
  largest: { id: number; day: Day; cell: number; ours: boolean; share: number }[];
}

/**
 * Takes one cell of a published map apart from the events around it, without the rest of the city: what `explain` gives.
 * @param events all events before the day in the cells of `reachOf`
 * @param mayName whether an event may be named to whoever asks; those it may not still count in the shares
 */
export function explainNear(
  universe: Universe,
  { day, beta, rates }: Made,
  cell: number,
  events: readonly NearEvent[],
  mayName: (event: NearEvent) => boolean = () => true
): NearExplanation {
  const near = weightsIntoCell(universe, cell, SIGMAS);
  const sums = new Map<Group, number>(groups.map((group) => [group, 0]));
  const weighed: (NearEvent & { part: number })[] = [];
  for (const event of events) {
    const weights = near.get(event.cell);
    if (!weights || event.day >= day) continue;
    let part = 0;
    for (const [group, value] of partsOf(event, day - 1 - event.day, weights, beta, rates)) {
      sums.set(group, sums.get(group)! + value);
      part += value;
    }
    if (part > 0) weighed.push({ ...event, part });
  }
  sums.set('citywide', beta[CITY_AT]! * rates.city);
  const raw = [...sums.values()].reduce((sum, value) => sum + value, 0);
  const shares = Object.fromEntries([...sums].map(([group, value]) => [group, raw > 0 ? value / raw : 0]));
  const largest = weighed
    .filter(mayName)
    .sort((a, b) => b.part - a.part)
    .slice(0, LARGEST)
    .map(({ id, day, cell, ours, part }) => ({ ...{ id, day, cell, ours }, share: part / raw }));
  return { shares: shares as Record<Group, number>, raw, largest };
}

/** The cells whose events reach a cell, by position. */
export function reachOf(universe: Universe, cell: number): number[] {
  return [...weightsIntoCell(universe, cell, SIGMAS).keys()];
}

/** What one event adds to each map, by group. */
function* partsOf(
  { ours }: NearEvent,
  age: number,
  weights: readonly number[],
  beta: ArrayLike<number>,
  rates: Rates
): Generator<[Group, number]> {
  const left = (tau: number) => Math.exp(-age / tau);
  for (let width = 0; width < SIGMAS.length; width++) {
    if (weights[width] === 0) continue;
    for (let j = 0; ours && j < TAUS.length; j++) {
      const map = width * TAUS.length + j;
      const value = beta[map]! * rates.kind[j]! * left(TAUS[j]!) * weights[width]!;
      if (value > 0) yield [maps[map]!.group, value];
    }
    for (let j = 0; width < SIGMAS_OF_ALL && j < TAUS_OF_ALL.length; j++) {
      const map = ALL_FROM + width * TAUS_OF_ALL.length + j;
      const value = beta[map]! * rates.all[j]! * left(TAUS_OF_ALL[j]!) * weights[width]!;
      if (value > 0) yield ['other_kinds', value];
    }
  }
}
