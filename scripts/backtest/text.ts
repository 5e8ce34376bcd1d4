import type { Backtest, NotEnough } from '#geodata/risk/backtest.ts';
import { textOf } from '#geodata/risk/day.ts';
import type { EventTable, RowRefusal } from '#geodata/risk/event_rows.ts';
import { modelNames, type ModelName } from '#geodata/risk/rivals.ts';
import type { Score } from '#geodata/risk/scores.ts';

const titles: Record<ModelName, string> = {
  last28: 'last 28 days',
  mean: 'long-run mean',
  stkde: 'STKDE',
  model: 'model',
  oracle: 'oracle'
};

const reasons: Record<RowRefusal, string> = {
  no_time: 'without a readable time',
  future: 'in the future',
  no_position: 'without a position',
  null_island: 'at (0, 0)',
  out_of_range: 'outside the range of longitude and latitude'
};

const lacks: Record<NotEnough['lacking'], string> = {
  events: 'at least 26 events to learn from and 26 to test on are needed',
  windows: 'at least 26 test windows are needed',
  past: 'at least a year before the test is needed'
};

const columns: [title: string, of: (score: Score) => string][] = [
  ['hit 1 %', ({ hr1 }) => percent(hr1)],
  ['hit 5 %', ({ hr5 }) => percent(hr5)],
  ['hit 10 %', ({ hr10 }) => percent(hr10)],
  ['PAI@5', ({ pai5 }) => pai5.toFixed(2)],
  ['PEI*@5', ({ pei5 }) => pei5.toFixed(3)],
  ['bits/event', ({ ig }) => signed(ig)],
  ['95 % interval', ({ ig_ci: [low, high] }) => `${signed(low)} … ${signed(high)}`],
  ['Σ pred/obs', ({ sum_ratio }) => sum_ratio.toFixed(3)]
];

/** What became of the rows that were not taken; empty when all were. */
export function refusedText({ refused }: EventTable): string {
  const parts = [...refused].map(([reason, count]) => `${count.toLocaleString('en')} ${reasons[reason]}`);
  return parts.length === 0 ? '' : `Rows left out: ${parts.join(', ')}.`;
}

export function notEnoughText({ cells, events, windows, lacking }: NotEnough): string {
  return `Not enough data: ${events} events in ${windows} windows on ${cells} cells; ${lacks[lacking]}.`;
}

/** The five rows, how far to trust them, and what is published. */
export function resultText(result: Backtest): string {
  const { cells, events, windows, models, calibration, coverage, alerts } = result;
  const head = ['', ...columns.map(([title]) => title)];
  const rows = modelNames.map((name) => [titles[name], ...columns.map(([, of]) => of(models[name]))]);
  return [
    `${cells.toLocaleString('en')} cells, ${events.toLocaleString('en')} events in ${windows} windows, ${(events / windows).toFixed(1)} per window`,
    '',
    ...aligned([head, ...rows]),
    '',
    'Reliability of P(≥ 1), by decile',
    ...aligned([
      ['predicted', ...calibration.bins.map(({ probability }) => probability.toFixed(3))],
      ['observed', ...calibration.bins.map(({ frequency }) => frequency.toFixed(3))]
    ]),
    `ECE ${calibration.ece.toFixed(4)}, slope of counts ${calibration.slope.toFixed(3)}`,
    `80 % interval of the flagged 5 %: held ${percent(coverage)} % of the windows`,
    `Alerts up: ${liftText(alerts.up)}; down: ${liftText(alerts.down)}`,
    '',
    ...verdicts(result)
  ].join('\n');
}

/** What follows for the map, in words. */
export function verdicts({ gate, hidden, shift }: Backtest): string[] {
  const published =
    gate === 'model'
      ? 'Published: the model. Its gain over the long-run mean is beyond chance.'
      : 'Published: the long-run mean. The model shows no gain over the average here.';
  const shown = {
    too_few: 'Hidden: fewer than three events a week.',
    wrong_level: 'Hidden: the predicted sum was outside 0.8–1.25 of what came.'
  };
  const said =
    shift && `Reporting changed by ×${shift.factor.toFixed(2)} in the four weeks before ${textOf(shift.day)}.`;
  return [published, ...(hidden ? [shown[hidden]] : []), ...(said ? [said] : [])];
}

/** The result as one object for programs; milliseconds in whole numbers. */
export function jsonText(result: Backtest, { index, total }: { index: number; total: number }): string {
  const { cells, events, windows, models, calibration, gate, took } = result;
  const { ece, slope } = calibration;
  const took_ms = { index: Math.round(index), fit: Math.round(took.fit), predict: Math.round(took.predict) };
  return JSON.stringify({
    ...{ cells, events, windows, models, calibration: { ece, slope }, gate },
    took_ms: { ...took_ms, total: Math.round(total) }
  });
}

function liftText({ lift, null: chance, null_range: [low, high] }: Backtest['alerts']['up']): string {
  return `×${lift.toFixed(2)} (by chance ×${chance.toFixed(2)}, ${low.toFixed(2)}–${high.toFixed(2)})`;
}

function aligned(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[0]!))).join('  '));
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
