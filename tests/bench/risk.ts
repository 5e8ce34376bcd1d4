import { backtest } from '#geodata/risk/backtest.ts';
import { SIMULATED_FROM, SIMULATED_RES, simulate } from '#geodata/risk/simulated_city.ts';
import { fitAsOf, forecast } from '#geodata/risk/model.ts';
import { prepare } from '#geodata/risk/study.ts';
import { median, type Bench, type BenchContext, type Measured } from './support/bench.ts';
import { references, runReference } from './support/risk_references.ts';

const DAYS = 4 * 364;
const END = SIMULATED_FROM + DAYS;
const TEST_FROM = END - 364;
const HORIZON = 7;
const ROUNDS = 5;

/** The bars of the reference table, and of the ratios to the long-run mean over its tasks. */
async function accuracy({ log }: BenchContext): Promise<Measured> {
  const missed: string[] = [];
  const ratios: number[] = [];
  for (const reference of references) {
    const { figures, ratio } = await runReference(reference);
    ratios.push(ratio);
    for (const { name, value, low, high } of figures) {
      const met = value >= low && value <= high;
      log(`${met ? '✓' : '✗'} ${reference.title}: ${name} ${value.toFixed(4)}`);
      if (!met) missed.push(`${reference.title}: ${name} ${value.toFixed(4)}`);
    }
  }
  const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const worst = Math.min(...ratios);
  if (average < 1.02) missed.push('average ratio to the mean');
  if (worst < 0.99) missed.push('worst ratio to the mean');
  const note = `ratio to the mean ${average.toFixed(3)} on average, ${worst.toFixed(3)} at worst`;
  return { value: missed.length, note: [note, ...missed].join('; ') };
}

/** Five thousand cells, eighty events a day of two kinds, half of them of the one that is predicted. */
function largeCity() {
  const table = simulate({
    ...{ name: 'large', rings: 40, days: DAYS, background: 80, unequal: 1, theta: 0.5, tau: 10, sigma: 0 }
  });
  const kind = table.kind.map((_, i) => i % 2);
  return prepare(
    { ...table, kind, kinds: ['noise', 'theft'] },
    {
      ...{ res: SIMULATED_RES, from: SIMULATED_FROM, universeUntil: TEST_FROM, end: END },
      isKind: (name) => name === 'noise'
    }
  );
}

let made: ReturnType<typeof largeCity> | undefined;
const city = () => (made ??= largeCity());

/** From the events to the weights: feature maps of two years of weeks, then the fit. */
async function fitting(): Promise<Measured> {
  const { study } = city();
  const took = timed(ROUNDS, () => fitAsOf(study, TEST_FROM, HORIZON));
  return { value: took / 1000, note: sizeOf() };
}

/** The map of one morning. */
async function predicting(): Promise<Measured> {
  const { study } = city();
  const { beta, moment } = fitAsOf(study, TEST_FROM, HORIZON);
  return { value: timed(4 * ROUNDS, () => forecast(moment, study, beta, HORIZON)), note: sizeOf() };
}

/** 52 weeks with five refits and the tuning of the rivals. */
async function backtesting(): Promise<Measured> {
  const prepared = city();
  const took = timed(1, () => backtest(prepared, { testFrom: TEST_FROM, testTo: END, horizon: HORIZON }));
  return { value: took / 1000, note: sizeOf() };
}

function sizeOf(): string {
  const { cells, kind } = city().study;
  return `${cells} cells, ${Math.round((7 * kind.cell.length) / DAYS)} events a week`;
}

function timed(rounds: number, work: () => unknown): number {
  const took = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return median(took);
}

export const riskAccuracy: Bench = { name: 'risk/accuracy', unit: 'missed', bar: { atMost: 0 }, run: accuracy };
export const riskFit: Bench = { name: 'risk/fit_s', unit: 's', bar: { atMost: 4 }, run: fitting };
export const riskPredict: Bench = { name: 'risk/predict_ms', unit: 'ms', bar: { atMost: 20 }, run: predicting };
export const riskBacktest: Bench = { name: 'risk/backtest_s', unit: 's', bar: { atMost: 20 }, run: backtesting };
