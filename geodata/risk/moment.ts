import type { DailyEvents } from './daily_events.ts';
import type { Day } from './day.ts';
import { advance, emptyDecayed, weights, type Decayed } from './decayed.ts';
import { addSmoothed, gather, type Kernel } from './kernel.ts';
import { ALL_FROM, CITY_AT, maps, SIGMAS, SIGMAS_OF_ALL, TAUS, TAUS_OF_ALL } from './maps.ts';

/** A place and its past: what a forecast is made from. */
export interface Study {
  /** Number of cells of the universe. */
  cells: number;
  /** One per σ > 0 of `SIGMAS`, in its order. */
  kernels: readonly Kernel[];
  kind: DailyEvents;
  /** Events of the other kinds, over the same days. */
  others: DailyEvents;
}

/** What one past event adds to a map, before fading and smoothing: a factor for every σ and τ. */
export interface Factors {
  /** Events of the kind, by σ, then by τ of `TAUS`. */
  kind: number[][];
  /** Events of other kinds, by σ, then by τ of `TAUS_OF_ALL`. */
  others: number[][];
}

/** What one event of weight 1 counts for in each map, before fading and smoothing, and the even map; events a day. */
export interface Rates {
  /** Maps of the kind, by τ of `TAUS`. */
  kind: number[];
  /** Maps of all kinds, by τ of `TAUS_OF_ALL`. */
  all: number[];
  /** The even map, which is the same in every cell. */
  city: number;
}

/** The memory of a morning: what is stored between nights. */
export interface Memory {
  kind: Decayed;
  others: Decayed;
}

/** The feature maps on the morning of a day. It moves forward with `to` and never looks at that day or later. */
export interface Moment {
  day(): Day;
  /** @throws RangeError when asked to go back */
  to(day: Day): void;
  /** Value of every map in one cell, events a day, written to `into` from `offset` on. */
  features(cell: number, into: Float64Array, offset: number): void;
  /** Sum of every map over the cells: events a day in the city. */
  totals(): Float64Array;
  /** Σ_k β_k φ_k for every cell, events a day; smoothing is linear, so each σ is smoothed once. */
  mix(beta: Float64Array): Float64Array;
  /** The same mixture, event by event; without the even map. */
  factors(beta: Float64Array): Factors;
  /** What turns remembered sums into maps, as of the day. */
  rates(): Rates;
  /** The memory it is made from. */
  state: Memory;
}

/** Where the τ of the maps of all kinds stand among those of the kind. */
const SHARED = TAUS_OF_ALL.map((tau) => TAUS.indexOf(tau));

/**
 * The moment before the first event, or the one that was remembered: `to` then adds what came since. Where a memory is
 * given, the study's events before it are not looked at.
 */
export function momentOf({ cells, kernels, kind, others }: Study, remembered?: Memory): Moment {
  const state = remembered ?? {
    kind: emptyDecayed(TAUS, cells, kind.first),
    others: emptyDecayed(TAUS_OF_ALL, cells, others.first)
  };
  /** Turn a remembered sum into events a day of this kind. */
  let rate = { kind: TAUS.map(() => 0), all: TAUS_OF_ALL.map(() => 0) };
  let totals = new Float64Array(maps.length);

  const to = (day: Day) => {
    advance(state.kind, kind, day);
    advance(state.others, others, day);
    const own = sumsOf(state.kind);
    const other = sumsOf(state.others);
    const perKind = weights(state.kind).map(inverse);
    const volume = own.map((sum, j) => sum * perKind[j]!);
    // The maps of all kinds have the shape of everything and the volume of this kind.
    const perAll = SHARED.map((at, j) => volume[at]! * inverse(own[at]! + other[j]!));
    rate = { kind: perKind, all: perAll };
    totals = Float64Array.from(maps, ({ tau }) => volume[(TAUS as readonly number[]).indexOf(tau)]!);
  };

  const features = (cell: number, into: Float64Array, offset: number) => {
    gather(state.kind.s, TAUS.length, cell, kernels, into, offset);
    gather(state.others.s, TAUS_OF_ALL.length, cell, kernels.slice(0, SIGMAS_OF_ALL - 1), into, offset + ALL_FROM);
    for (let width = 0; width < SIGMAS_OF_ALL; width++) {
      SHARED.forEach((at, j) => {
        const all = offset + ALL_FROM + width * SHARED.length + j;
        into[all] = (into[all]! + into[offset + width * TAUS.length + at]!) * rate.all[j]!;
      });
    }
    for (let k = 0; k < ALL_FROM; k++) into[offset + k]! *= rate.kind[k % TAUS.length]!;
    into[offset + CITY_AT] = totals[CITY_AT]! / cells;
  };

  const factors = (beta: Float64Array): Factors => {
    const others = SIGMAS.slice(0, SIGMAS_OF_ALL).map((_, width) =>
      rate.all.map((factor, j) => factor * beta[ALL_FROM + width * SHARED.length + j]!)
    );
    const own = SIGMAS.map((_, width) => rate.kind.map((factor, j) => factor * beta[width * TAUS.length + j]!));
    others.forEach((row, width) => row.forEach((factor, j) => (own[width]![SHARED[j]!]! += factor)));
    return { kind: own, others };
  };

  const mix = (beta: Float64Array) => {
    const mixed = new Float64Array(cells).fill((beta[CITY_AT]! * totals[CITY_AT]!) / cells);
    const { kind: own, others: other } = factors(beta);
    own.forEach((row, width) => {
      const columns = [...row, ...(other[width] ?? [])];
      if (columns.every((factor) => factor === 0)) return;
      const values = width === 0 ? mixed : new Float64Array(cells);
      addColumns(state.kind.s, row, values);
      addColumns(state.others.s, other[width] ?? [], values);
      if (width > 0) addSmoothed(kernels[width - 1]!, values, mixed);
    });
    return mixed;
  };

  const rates = (): Rates => ({ ...rate, city: totals[CITY_AT]! / cells });

  return { day: () => state.kind.asOf, to, features, totals: () => totals, mix, factors, rates, state };
}

/** Adds Σ_j factor_j s_j of every cell. */
function addColumns(s: Float64Array, factors: readonly number[], into: Float64Array): void {
  if (factors.length === 0) return;
  for (let cell = 0, i = 0; cell < into.length; cell++) {
    let sum = 0;
    for (let j = 0; j < factors.length; j++) sum += factors[j]! * s[i++]!;
    into[cell]! += sum;
  }
}

function sumsOf({ s, taus }: Decayed): number[] {
  const sums = taus.map(() => 0);
  for (let i = 0; i < s.length; i++) sums[i % taus.length]! += s[i]!;
  return sums;
}

/** 0 for 0: a kind that has not happened has empty maps. */
function inverse(value: number): number {
  return value > 0 ? 1 / value : 0;
}
