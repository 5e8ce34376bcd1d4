import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dayOf, type Day } from '#geodata/risk/day.ts';

export const USAGE = `npm run backtest -- --events FILE.csv[.gz] [options]

  --events FILE           columns t (local time), lon, lat (WGS84), cat; others are ignored
  --kind REGEX            which values of cat are predicted; all without it
  --res 7…10              H3 resolution; 9 from fifteen events a week without it, else 8
  --horizon 1…28          days of a window, 7 without it
  --from DAY              where the history begins; the first event without it
  --universe-until DAY    events of any kind before it fix the cells; the start of the test without it
  --test-from DAY         where the test begins; 52 weeks before its end without it
  --test-to DAY           the day after the test; the day after the last event without it
  --json                  one object instead of the table

Days are written 2016-07-01. Ends with 0 when there is an answer ("not enough data" is one), 1 when the file cannot be
read, 2 for a wrong command.`;

/** What was asked for; what is undefined follows from the events. */
export interface Command {
  events: string;
  kind: RegExp;
  res?: number;
  horizon: number;
  from?: Day;
  universeUntil?: Day;
  testFrom?: Day;
  testTo?: Day;
  json: boolean;
}

/**
 * Reads the arguments.
 * @returns undefined when only the usage was asked for
 * @throws Error in the words of whoever typed them
 */
export function readCommand(args: string[]): Command | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ events: text, kind: text, res: text, horizon: text, from: text },
      ...{ 'universe-until': text, 'test-from': text, 'test-to': text },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false }
    }
  });
  if (values.help) return undefined;
  if (!values.events) throw new Error('Say where the events are: --events FILE.csv');
  const command = {
    // npm runs this at the top of the clone; the path was typed where INIT_CWD says.
    events: resolve(process.env.INIT_CWD ?? process.cwd(), values.events),
    kind: expression(values.kind ?? ''),
    res: values.res === undefined ? undefined : wholeNumber('--res', values.res, 7, 10),
    horizon: wholeNumber('--horizon', values.horizon ?? '7', 1, 28),
    from: day('--from', values.from),
    universeUntil: day('--universe-until', values['universe-until']),
    testFrom: day('--test-from', values['test-from']),
    testTo: day('--test-to', values['test-to']),
    json: values.json
  };
  inOrder('--from', command.from, '--universe-until', command.universeUntil);
  inOrder('--from', command.from, '--test-from', command.testFrom);
  inOrder('--test-from', command.testFrom, '--test-to', command.testTo);
  const { universeUntil, testFrom } = command;
  if (universeUntil !== undefined && testFrom !== undefined && universeUntil > testFrom)
    throw new Error('--universe-until lies after --test-from: the cells would be chosen by the events that test them.');
  return command;
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new Error(`--kind is not a regular expression: ${(error as Error).message}`);
  }
}

function wholeNumber(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new Error(`${name} is a whole number from ${low} to ${high}, not ${text}.`);
  return value;
}

function day(name: string, text: string | undefined): Day | undefined {
  if (text === undefined) return undefined;
  const read = /^[\d-]{10}$/.test(text) ? dayOf(text) : undefined;
  if (read === undefined) throw new Error(`${name} is a day such as 2016-07-01, not ${text}.`);
  return read;
}

function inOrder(early: string, first: Day | undefined, late: string, second: Day | undefined): void {
  if (first !== undefined && second !== undefined && first >= second)
    throw new Error(`${late} does not lie after ${early}.`);
}
