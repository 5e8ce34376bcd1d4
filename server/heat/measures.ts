import type { HeatQuery } from '#geodata/heat/query.ts';
import { shrunkRates } from '#geodata/heat/rates.ts';
import type { HeatColumns, HeatMeta } from '#geodata/heat/reply.ts';
import { pastWindows, surprise } from '#geodata/heat/tail.ts';
import type { Chosen, Window } from '#server/heat/tally.ts';
import type { UnitCounts } from '#server/heat/unit-counts.ts';

export interface Measured {
  /** Numbers of the units that have something to say, in order. */
  units: number[];
  columns: HeatColumns;
  meta: Partial<HeatMeta>;
  counts: Uint32Array;
  /** Events of the window by their sort. */
  sorts: Uint32Array;
}

/**
 * The measure of a query by unit. `began` is when the first event of all was reported, in milliseconds: there is no
 * history before it.
 */
export async function measure(query: HeatQuery, by: UnitCounts, chosen: Chosen, began: number): Promise<Measured> {
  // Households may lie in cells that no event lies in; those cells must be known before events are counted by cell.
  const households = query.measure === 'rate' ? await by.households(chosen.places) : null;
  const sorts = new Uint32Array(chosen.sorts.length);
  const counts = by.count(chosen, query, sorts);
  const those = (say: (unit: number) => boolean) => {
    const units: number[] = [];
    const { order } = by;
    for (let i = 0; i < order.length; i++) if (say(order[i]!)) units.push(order[i]!);
    return units;
  };
  if (query.measure === 'change') return { sorts, ...change(query, by, chosen, counts, those) };
  if (query.measure === 'anomaly') return { sorts, ...anomaly(query, by, chosen, counts, those, began) };
  if (households) return { sorts, ...rate(counts, households, those) };
  const units = those((unit) => counts[unit]! > 0);
  return { sorts, units, counts, columns: { n: pick(counts, units) }, meta: {} };
}

function rate(counts: Uint32Array, households: Float64Array, those: Those): Part {
  const units = those((unit) => counts[unit]! > 0 || households[unit]! > 0);
  const [n, homes] = [pick(counts, units), pick(households, units)];
  const { values, mean } = shrunkRates(n, homes);
  return { units, counts, columns: { n, rate: [...values], households: homes }, meta: { mean } };
}

type Part = Omit<Measured, 'sorts'>;
type Those = (say: (unit: number) => boolean) => number[];
const pick = (values: Uint32Array | Float64Array, units: readonly number[]) => units.map((unit) => values[unit]!);
const earlier = ({ from, to }: Window, windows: number): Window => ({
  from: from - windows * (to - from),
  to: to - windows * (to - from)
});

function change(window: Window, by: UnitCounts, chosen: Chosen, counts: Uint32Array, those: Those): Part {
  const before = by.count(chosen, earlier(window, 1));
  const units = those((unit) => counts[unit]! > 0 || before[unit]! > 0);
  const columns = { n: pick(counts, units), before: pick(before, units) };
  return { units, counts, columns, meta: { before: before.reduce((sum, n) => sum + n, 0) } };
}

function anomaly(
  window: Window,
  by: UnitCounts,
  chosen: Chosen,
  counts: Uint32Array,
  those: Those,
  began: number
): Part {
  const past = pastOf(window, began);
  if (past < pastWindows.least) {
    const units = those((unit) => counts[unit]! > 0);
    return { units, counts, columns: { n: pick(counts, units) }, meta: { past } };
  }
  const before = Array.from({ length: past }, (_, i) => by.count(chosen, earlier(window, i + 1)));
  const units = those((unit) => counts[unit]! > 0 || before.some((counted) => counted[unit]! > 0));
  const judged = units.map((unit) =>
    surprise(
      counts[unit]!,
      before.map((counted) => counted[unit]!)
    )
  );
  const columns = {
    n: pick(counts, units),
    score: judged.map(({ score }) => score),
    expected: judged.map(({ expected }) => expected)
  };
  return { units, counts, columns, meta: { past } };
}

/** How many whole windows of that length there are before, since anything was reported. */
export function pastOf({ from, to }: Window, began: number): number {
  return Math.max(0, Math.min(pastWindows.most, Math.floor((from - began) / (to - from))));
}
