import { cellsBetween, type DailyEvents } from './daily_events.ts';
import type { Day } from './day.ts';
import type { Kernel } from './kernel.ts';
import { groups, maps, TAUS, TAUS_OF_ALL, type Group } from './maps.ts';
import type { Moment, Study } from './moment.ts';

/** How many past events an explanation names. */
export const LARGEST = 5;

/** What one past event adds to what is expected in a cell. */
export interface PastEvent {
  day: Day;
  /** Position of its cell in the universe. */
  cell: number;
  of: 'kind' | 'others';
  /** Its part of what is expected, 0 to 1. */
  share: number;
}

/** Why a cell's forecast is what it is; no approximation, the forecast is the sum of its parts. */
export interface Explanation {
  /** Parts of the whole by group; they sum to 1. All 0 where nothing is expected. */
  shares: Record<Group, number>;
  /** The five past events that weigh most, the heaviest first; the even map of the city apart. */
  largest: PastEvent[];
}

/** Takes a cell's forecast apart, the day being the moment's; `beta` are the weights it was made with. */
export function explain(study: Study, moment: Moment, beta: Float64Array, cell: number): Explanation {
  const { shares, raw } = sharesOf(moment, beta, cell);
  return { shares, largest: raw === 0 ? [] : largestOf(study, moment, beta, cell, raw) };
}

/** The parts of a cell's forecast by group, and the forecast before it is brought to the city's level: events a day. */
export function sharesOf(
  moment: Moment,
  beta: Float64Array,
  cell: number
): Pick<Explanation, 'shares'> & { raw: number } {
  const values = new Float64Array(maps.length);
  moment.features(cell, values, 0);
  const parts = values.map((value, k) => value * beta[k]!);
  const raw = parts.reduce((sum, part) => sum + part, 0);
  const shares = Object.fromEntries(groups.map((group) => [group, 0])) as Record<Group, number>;
  if (raw > 0) maps.forEach(({ group }, k) => (shares[group] += parts[k]! / raw));
  return { shares, raw };
}

function largestOf(study: Study, moment: Moment, beta: Float64Array, cell: number, raw: number): PastEvent[] {
  const factors = moment.factors(beta);
  const near = weightsInto(study.kernels, cell);
  const all = [
    ...contributions('kind', study.kind, moment.day(), TAUS, factors.kind, near),
    ...contributions('others', study.others, moment.day(), TAUS_OF_ALL, factors.others, near)
  ];
  return all
    .sort((a, b) => b.share - a.share)
    .slice(0, LARGEST)
    .map((event) => ({ ...event, share: event.share / raw }));
}

/** Every event near enough to matter, with what it adds in events a day. */
function* contributions(
  of: PastEvent['of'],
  events: DailyEvents,
  today: Day,
  taus: readonly number[],
  factors: number[][],
  near: Map<number, number[]>
): Generator<PastEvent> {
  for (let day = events.first; day < today; day++) {
    const left = taus.map((tau) => Math.exp(-(today - 1 - day) / tau));
    const bySigma = factors.map((row) => row.reduce((sum, factor, j) => sum + factor * left[j]!, 0));
    for (const cell of cellsBetween(events, day, day + 1)) {
      const weights = near.get(cell);
      if (!weights) continue;
      yield { day, cell, of, share: bySigma.reduce((sum, part, width) => sum + part * (weights[width] ?? 0), 0) };
    }
  }
}

/** For every cell that reaches this one, with which weight at each σ, σ = 0 first. */
function weightsInto(kernels: readonly Kernel[], cell: number): Map<number, number[]> {
  const near = new Map([[cell, [1]]]);
  kernels.forEach(({ start, source, weight }, k) => {
    for (let i = start[cell]!; i < start[cell + 1]!; i++) {
      const weights = near.get(source[i]!) ?? [0];
      weights[k + 1] = weight[i]!;
      near.set(source[i]!, weights);
    }
  });
  return near;
}
