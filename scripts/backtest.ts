// `npm run backtest -- --events FILE.csv[.gz] …`: what the forecast would have been worth on the past of a city.
import { backtest, type Backtest, type NotEnough } from '#geodata/risk/backtest.ts';
import { dayOf } from '#geodata/risk/day.ts';
import { prepare } from '#geodata/risk/study.ts';
import { readCommand, USAGE, type Command } from './backtest/command.ts';
import { planOf } from './backtest/plan.ts';
import { readEvents } from './backtest/read_events.ts';
import { jsonText, notEnoughText, refusedText, resultText, verdicts } from './backtest/text.ts';
import { live } from './lifetime.ts';

await live(async () => {
  const command = commandOrUsage();
  if (!command) return;
  const began = performance.now();
  const table = await readEvents(command.events, today());
  // Standard output carries the answer alone.
  const refused = refusedText(table);
  if (refused) console.error(refused);
  const plan = planOf(table, command);
  const indexing = performance.now();
  const isKind = (kind: string) => command.kind.test(kind);
  const prepared = prepare(table, { ...plan, end: plan.testTo, isKind });
  const index = performance.now() - indexing;
  const result = backtest(prepared, { ...plan, horizon: command.horizon });
  print(command, result, { index, total: performance.now() - began });
});

function commandOrUsage(): Command | undefined {
  try {
    const command = readCommand(process.argv.slice(2));
    if (!command) console.log(USAGE);
    return command;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

function print(command: Command, result: Backtest | NotEnough, took: { index: number; total: number }): void {
  if ('lacking' in result) {
    const sentence = notEnoughText(result);
    const { lacking: _, ...size } = result;
    console.log(command.json ? JSON.stringify({ ...size, gate: 'not enough data', reason: sentence }) : sentence);
  } else if (command.json) {
    for (const verdict of verdicts(result)) console.error(verdict);
    console.log(jsonText(result, took));
  } else {
    console.log(resultText(result));
  }
}

function today(): number {
  const now = new Date();
  return dayOf(new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString())!;
}
