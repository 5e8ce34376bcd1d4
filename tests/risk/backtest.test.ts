import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { textOf } from '#geodata/risk/day.ts';
import { simulate, SIMULATED_FROM } from '#geodata/risk/simulated_city.ts';
import { root } from '../../scripts/provision/root.ts';
import { sharedData, testWithSharedData } from '../support/shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'gezhi-backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT_MS = 120_000;
const AFTER_3_YEARS = SIMULATED_FROM + 3 * 364;

/** Writes a simulated city of four years as CSV, some bad rows among it. */
function writeCity(name: string, background: number): string {
  const { day, lon, lat } = simulate({
    ...{ name, rings: 8, days: 4 * 364, background, unequal: 1, theta: 0.6, tau: 10, sigma: 0 }
  });
  const rows = Array.from(day, (each, i) => `${textOf(each)}T12:30,${lon[i]!},${lat[i]!},${i % 4 ? '噪声' : 'theft'}`);
  const bad = [',125.3,43.9,噪声', '2999-01-01,125.3,43.9,噪声', '2021-01-01,0,0,噪声', '2021-01-01,500,43.9,噪声'];
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, ['t,lon,lat,cat', ...bad, ...rows].join('\n'));
  return path;
}

/** Runs the command as npm does. */
function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const whole = [join(root, 'scripts', 'backtest.ts'), ...args];
    const env = { ...process.env, INIT_CWD: folder };
    execFile(process.execPath, whole, { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    );
  });
}

const days = ['--from', textOf(SIMULATED_FROM), '--universe-until', textOf(AFTER_3_YEARS - 364)];
const weeks = ['--test-from', textOf(AFTER_3_YEARS), '--test-to', textOf(AFTER_3_YEARS + 365)];

test(
  'a file of events is tested, bad rows are told of, and the object has the promised shape',
  async () => {
    writeCity('town', 20);
    const asked = ['--events', 'town.csv', '--kind', '^噪声$', '--res', '9', ...days, ...weeks];
    const { code, stdout, stderr } = await run(...asked, '--json');
    expect(code).toBe(0);
    expect(stderr).toContain(
      'Rows left out: 1 without a readable time, 1 in the future, 1 at (0, 0), 1 outside the range'
    );
    const score = { ...{ hr1: 0, hr5: 0, hr10: 0, pai5: 0, pei5: 0, ig: 0, sum_ratio: 0 }, ig_ci: [0, 0] };
    expect(shapeOf(JSON.parse(stdout))).toEqual(
      shapeOf({
        ...{ cells: 0, events: 0, windows: 0 },
        models: { last28: score, mean: score, stkde: score, model: score, oracle: score },
        calibration: { ece: 0, slope: 0 },
        gate: '',
        took_ms: { index: 0, fit: 0, predict: 0, total: 0 }
      })
    );
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ cells: 217, windows: 52, gate: 'model', models: { mean: { ig: 0 }, oracle: { pei5: 1 } } }
    });

    const table = await run(...asked);
    expect(table.stdout).toMatch(/last 28 days .*\nlong-run mean .*\nSTKDE .*\nmodel .*\noracle /);
    expect(table.stdout).toContain('Published: the model.');
  },
  LIMIT_MS
);

test(
  'too few events are a normal answer, a wrong command is not',
  async () => {
    writeCity('village', 0.01);
    const few = await run('--events', 'village.csv', ...days, ...weeks);
    expect(few).toMatchObject({ code: 0, stdout: expect.stringContaining('Not enough data') });
    const json = await run('--events', 'village.csv', ...days, ...weeks, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ gate: 'not enough data' });

    const wrong = (...args: string[]) => run('--events', 'village.csv', ...args);
    expect(await wrong('--res', '12')).toMatchObject({ code: 2, stderr: expect.stringContaining('from 7 to 10') });
    expect(await wrong('--horizon', '0')).toMatchObject({ code: 2 });
    expect(await wrong('--kind', '(')).toMatchObject({ code: 2 });
    expect(await wrong('--from', '2020-02-30')).toMatchObject({ code: 2 });
    expect(await wrong('--universe-until', '2023-01-02', '--test-from', '2023-01-01')).toMatchObject({ code: 2 });
    expect(await wrong('--kind', 'fire')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There are: theft')
    });
    expect(await run('--events', 'nowhere.csv')).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('cannot be read') }
    });
  },
  LIMIT_MS
);

testWithSharedData(
  'on the fires of Austin the model beats the mean by what the design says',
  async () => {
    const { stdout, code } = await run(
      ...['--events', sharedData('events/austin_fire.csv.gz'), '--kind', '.', '--res', '8', '--horizon', '7'],
      ...['--from', '2022-01-01', '--universe-until', '2023-07-01'],
      ...['--test-from', '2024-01-01', '--test-to', '2025-01-01', '--json']
    );
    expect(code).toBe(0);
    const { models, calibration, ...rest } = JSON.parse(stdout);
    expect(rest).toMatchObject({ cells: 1008, events: 6344, windows: 52, gate: 'model' });
    expect(models.last28.hr5).toBeCloseTo(0.277, 2);
    expect(models.mean.hr5).toBeCloseTo(0.32, 2);
    expect(models.stkde.hr5).toBeCloseTo(0.328, 2);
    expect(models.model.hr5).toBeGreaterThanOrEqual(0.33);
    expect(models.model.ig).toBeGreaterThanOrEqual(0.01);
    expect(calibration.ece).toBeLessThanOrEqual(0.08);
  },
  LIMIT_MS
);

/** The same tree with the type in place of every value. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}
