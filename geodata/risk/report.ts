import { backtest, type Backtest, type NotEnough, type TestPlan } from './backtest.ts';
import { cellIntervalsOf, type CellIntervals } from './cell_intervals.ts';
import type { Day } from './day.ts';
import { hitCurve } from './hits.ts';
import { intervalFor } from './intervals.ts';
import { modelNames, type ModelName } from './rivals.ts';
import { bitsOver } from './scores.ts';
import type { Prepared } from './study.ts';

/** Shares of the area at which the curve is drawn. */
export const CURVE_AREAS = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5] as const;
/** Windows that the interval of the flagged area is made from. */
const RESIDUAL_WINDOWS = 26;

/** How the flagged 5 % fell upon one district, and how many of its events they held. */
export interface DistrictScore {
  /** Code of the district; empty for cells in none. */
  code: string;
  cells: number;
  events: number;
  /** Share of its events that lay in flagged cells; null where there were none. */
  hit_rate: number | null;
  /** Share of its cells that were flagged, on average over the windows. */
  flagged_share: number;
}

/** One window of a test or of a published map, for a line over time. */
export interface WindowScore {
  day: Day;
  /** Hit rate at 5 % of the model and of the long-run mean; null without events. */
  hr5: number | null;
  mean_hr5: number | null;
  /** Gain over the long-run mean, bits per event; null without events. */
  gain: number | null;
  expected: number;
  observed: number;
}

/** A test with what its charts need. */
export interface Report extends Backtest {
  /** Hit rates at `CURVE_AREAS`. */
  curve: Record<ModelName, number[]>;
  districts: DistrictScore[];
  series: WindowScore[];
  cell_intervals: CellIntervals;
  /** Residuals of the flagged area in the last windows, for the interval of the next one. */
  flagged: { expected: number[]; observed: number[] };
}

/**
 * Tests a forecast and looks closer: curves, districts, windows one by one, intervals of cells.
 * @param districtOf code of the district of every cell
 */
export function reportOn(prepared: Prepared, plan: TestPlan, districtOf: readonly string[]): Report | NotEnough {
  const areas = CURVE_AREAS.map((share) => share * districtOf.length);
  const hits = Object.fromEntries(modelNames.map((name) => [name, CURVE_AREAS.map(() => 0)]));
  const districts = new Map<string, { cells: number; events: number; hits: number; flagged: number }>();
  for (const code of districtOf) {
    const district = districts.get(code) ?? { cells: 0, events: 0, hits: 0, flagged: 0 };
    district.cells++;
    districts.set(code, district);
  }
  const kept = { expected: [] as Float64Array[], observed: [] as Float64Array[] };
  const flaggedArea = { expected: [] as number[], observed: [] as number[] };
  const series: WindowScore[] = [];
  const result = backtest(prepared, plan, ({ day, guesses, observed, outside }, flagged) => {
    const at5 = new Map<ModelName, number>();
    for (const name of modelNames) {
      const found = hitCurve(guesses[name].rank, observed, areas);
      found.forEach((count, i) => (hits[name]![i]! += count));
      at5.set(name, found[CURVE_AREAS.indexOf(0.05)]!);
    }
    const inside = sumOf(observed);
    const per = (value: number) => (inside + outside > 0 ? value / (inside + outside) : null);
    const { model, mean } = guesses;
    series.push({
      ...{ day, hr5: per(at5.get('model')!), mean_hr5: per(at5.get('mean')!) },
      gain: inside > 0 ? bitsOver(mean.expected, model.expected, observed) / inside : null,
      ...{ expected: model.level, observed: inside + outside }
    });
    observed.forEach((count, cell) => (districts.get(districtOf[cell]!)!.events += count));
    for (const cell of flagged) {
      const district = districts.get(districtOf[cell]!)!;
      district.hits += observed[cell]!;
      district.flagged++;
    }
    kept.expected.push(model.expected);
    kept.observed.push(observed);
    flaggedArea.expected.push(flagged.reduce((sum, cell) => sum + model.expected[cell]!, 0));
    flaggedArea.observed.push(flagged.reduce((sum, cell) => sum + observed[cell]!, 0));
  });
  if ('lacking' in result) return result;
  return {
    ...result,
    curve: Object.fromEntries(
      modelNames.map((name) => [name, hits[name]!.map((count) => count / result.events)])
    ) as Report['curve'],
    districts: [...districts]
      .map(([code, { cells, events, hits, flagged }]) => ({
        ...{ code, cells, events, hit_rate: events > 0 ? hits / events : null },
        flagged_share: flagged / (cells * result.windows)
      }))
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
    series,
    cell_intervals: cellIntervalsOf(kept.expected, kept.observed),
    flagged: {
      expected: flaggedArea.expected.slice(-RESIDUAL_WINDOWS),
      observed: flaggedArea.observed.slice(-RESIDUAL_WINDOWS)
    }
  };
}

/** The 80 % interval of the events in a flagged area, from how far off the last windows were. */
export function flaggedInterval(expected: number, { flagged }: Pick<Report, 'flagged'>): [number, number] {
  return intervalFor(expected, flagged);
}

function sumOf(map: Float64Array): number {
  return map.reduce((sum, value) => sum + value, 0);
}
