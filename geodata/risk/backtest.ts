import { alertOf, liftOf, type Alert, type Lift } from './alerts.ts';
import { calibrationOf, type Calibration } from './calibration.ts';
import { cellsBetween } from './daily_events.ts';
import type { Day } from './day.ts';
import { gate, hiddenFor, type Hidden, type Published } from './gate.ts';
import { topCells } from './hits.ts';
import { coverageOf } from './intervals.ts';
import { levelShift } from './level_shift.ts';
import { FEWEST_LESSONS, lessonDays } from './model.ts';
import { replay, type Played, type Took } from './replay.ts';
import { modelNames, type ModelName } from './rivals.ts';
import { scorer, type Score } from './scores.ts';
import type { Prepared } from './study.ts';
import { blockOf, FEWEST_WINDOWS, windowDays } from './windows.ts';

/** Share of the area in which a forecast is said to expect more. */
export const FLAGGED = 0.05;

/** A test on the past, and what follows for the map. */
export interface Backtest {
  cells: number;
  /** Events of the kind in the test windows, those outside the cells included. */
  events: number;
  windows: number;
  models: Record<ModelName, Score>;
  calibration: Calibration;
  /** Share of windows whose count in the flagged 5 % of cells fell into its 80 % interval. */
  coverage: number;
  alerts: { up: Lift; down: Lift };
  gate: Published;
  hidden: Hidden | undefined;
  /** The first window on whose morning reporting had changed abruptly, and by which factor. */
  shift: { day: Day; factor: number } | undefined;
  took: Took;
}

/** A test that cannot be made is a normal answer. */
export interface NotEnough {
  cells: number;
  events: number;
  windows: number;
  lacking: 'events' | 'windows' | 'past';
}

/** Fewer events than this, learnt from or tested on, say nothing about where the next will be. */
const FEWEST_EVENTS = 26;

/** What is tested: the whole weeks from `testFrom`, `testTo` excluded, in windows of `horizon` days. */
export interface TestPlan {
  testFrom: Day;
  testTo: Day;
  horizon: number;
}

/**
 * Tests the forecast: five predictions, refitted on the past only.
 * @param watch told of every window with the cells that were flagged, for reports that look closer
 */
export function backtest(
  prepared: Prepared,
  { testFrom, testTo, horizon }: TestPlan,
  watch?: (played: Played, flagged: Int32Array) => void
): Backtest | NotEnough {
  const { study } = prepared;
  const days = windowDays(testFrom, testTo, horizon);
  const end = (days.at(-1) ?? testFrom) + horizon;
  const events = eventsIn(prepared, testFrom, end);
  const size = { cells: study.cells, events, windows: days.length };
  const lacking = lackingFor(prepared, days, events, horizon);
  if (lacking) return { ...size, lacking };

  const took = { fit: 0, predict: 0 };
  const scorers = new Map(modelNames.map((name) => [name, scorer()]));
  const kept = {
    expected: [] as Float64Array[],
    observed: [] as Float64Array[],
    means: [] as Float64Array[],
    alerts: [] as Alert[],
    flagged: { expected: [] as number[], observed: [] as number[] }
  };
  let shift: Backtest['shift'];
  for (const played of replay(prepared, days, horizon, took)) {
    const { day, guesses, observed, outside } = played;
    const mean = guesses.mean.expected;
    const expected = guesses.model.expected;
    for (const [name, each] of scorers) each.add(guesses[name], observed, mean, outside);
    const flagged = topCells(expected, FLAGGED);
    watch?.(played, flagged);
    kept.expected.push(expected);
    kept.observed.push(observed);
    kept.means.push(mean);
    kept.alerts.push(alertOf(expected, mean));
    kept.flagged.expected.push(sumIn(expected, flagged));
    kept.flagged.observed.push(sumIn(observed, flagged));
    const factor = shift ? undefined : levelShift(study.kind, day);
    if (factor) shift = { day, factor };
  }
  const scores = [...scorers].map(([name, each]) => [name, each.score(blockOf(horizon))]);
  const models = Object.fromEntries(scores) as Record<ModelName, Score>;
  const lift = (side: keyof Alert) =>
    liftOf(
      kept.alerts.map((alert) => alert[side]),
      kept.means,
      kept.observed
    );
  return {
    ...{ ...size, models, shift, took },
    calibration: calibrationOf(kept.expected, kept.observed),
    coverage: coverageOf(kept.flagged.expected, kept.flagged.observed),
    alerts: { up: lift('up'), down: lift('down') },
    gate: gate(models.model),
    hidden: hiddenFor((7 * events) / (end - testFrom), models.model.sum_ratio)
  };
}

function lackingFor(
  prepared: Prepared,
  days: Day[],
  events: number,
  horizon: number
): NotEnough['lacking'] | undefined {
  const [testFrom] = days;
  if (testFrom === undefined || days.length < FEWEST_WINDOWS) return 'windows';
  const { first } = prepared.study.kind;
  if (lessonDays(first, testFrom, horizon).length < FEWEST_LESSONS) return 'past';
  return Math.min(events, eventsIn(prepared, first, testFrom)) < FEWEST_EVENTS ? 'events' : undefined;
}

function eventsIn({ study, outside }: Prepared, from: Day, to: Day): number {
  return cellsBetween(study.kind, from, to).length + cellsBetween(outside, from, to).length;
}

function sumIn(map: Float64Array, cells: Int32Array): number {
  return cells.reduce((sum, cell) => sum + map[cell]!, 0);
}
