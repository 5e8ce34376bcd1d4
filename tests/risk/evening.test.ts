import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromBytes } from '#server/risk/state.ts';
import { forecastCity } from '#server/risk/forecast-city.ts';
import { runForecasts } from '#server/risk/forecast-job.ts';
import { openWorkPool } from '#server/db/pool.ts';
import { readConfig } from '#server/config.ts';
import { startJobs, type Job } from '#server/jobs/jobs.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { cityReports, drawDistricts, insertReports, morning, timeZone, type Report } from './support.ts';

const settings = { timeZone, patrolShare: 0 };
const DAY_MS = 86_400_000;
// Two kinds are enough here.
const reports = cityReports(4).filter(({ kind }) => kind === 'noise' || kind === 'fire');
const made: { db: TestDatabase; pool: pg.Pool }[] = [];

const configOf = (db: TestDatabase) =>
  readConfig({ DATABASE_URL: db.ownerUrl, SERVER_DATABASE_URL: db.serverUrl, LOG_LEVEL: 'silent', POOL_SIZE: '3' });

function poolOf(db: TestDatabase): pg.Pool {
  const pool = openWorkPool(configOf(db));
  made.push({ db, pool });
  return pool;
}

async function city(more: readonly Report[] = []) {
  const db = await testDatabase();
  const pool = poolOf(db);
  await insertDivisions(db.pool);
  await drawDistricts(db.pool);
  await insertReports(db.pool, [...reports, ...more]);
  return { db, pool };
}
afterAll(async () => {
  for (const { db, pool } of made) {
    await pool.end();
    await db.drop();
  }
});

const hashes = async (db: TestDatabase) =>
  (
    await db.pool.query<{ key: string; sha256: string }>(
      `SELECT kind || ' ' || horizon_days || ' ' || opens AS key, sha256 FROM risk.runs ORDER BY id`
    )
  ).rows;
const at = (daysFromMorning: number) => new Date(morning() + daysFromMorning * DAY_MS);
const report = (daysFromMorning: number, by = 'citizen'): Report => {
  const { lng, lat } = reports[3]!;
  return { kind: 'noise', at: at(daysFromMorning), lng, lat, by };
};

let plain: Awaited<ReturnType<typeof city>>;
beforeAll(async () => {
  plain = await city();
  await forecastCity(plain.pool, settings);
});

test('what is reported on the morning or after it, and what inspections and patrols found, changes no bit of a map', async () => {
  const { db, pool } = await city([
    ...[report(0.001), report(0.5), report(3)],
    ...[report(-5, 'inspection'), report(-40, 'inspection'), report(-2, 'patrol')]
  ]);
  await forecastCity(pool, settings);
  expect(await hashes(db)).toEqual(await hashes(plain.db));
});

test('a share of what patrols found may be learnt from; what inspections found never', async () => {
  const many = (by: string) => Array.from({ length: 60 }, (_, i) => report(-i - 0.5, by));
  const { db, pool } = await city([...many('patrol'), ...many('inspection')]);
  await forecastCity(pool, { ...settings, patrolShare: 0.5 });
  const taught = await db.pool.query<{ n: number }>(
    `SELECT report->>'events' AS n FROM risk.models WHERE kind = 'noise' AND horizon_days = 7`
  );
  const before = await plain.db.pool.query<{ n: number }>(
    `SELECT report->>'events' AS n FROM risk.models WHERE kind = 'noise' AND horizon_days = 7`
  );
  const more = Number(taught.rows[0]!.n) - Number(before.rows[0]!.n);
  expect(more).toBeGreaterThan(15);
  expect(more).toBeLessThan(45);
});

test('the next evening nothing is fitted: late reports are added where they belong, and the state is that of a whole past', async () => {
  const { db, pool } = await city();
  await forecastCity(pool, settings);
  const today = [report(0.2), report(0.3), report(0.6)];
  const late = [report(-3.5), report(-100.5)];
  await insertReports(db.pool, [...today, ...late]);
  const done = await forecastCity(pool, { ...settings, now: at(1.5) });
  expect(done).toMatchObject({ fitted: 0, published: 4 });

  // Another city that knew it all from the start.
  const whole = await city([...today, ...late]);
  await forecastCity(whole.pool, { ...settings, now: at(1.5) });
  const states = await Promise.all(
    [db, whole.db].map(
      async ({ pool }) =>
        (await pool.query<{ own: Buffer; as_of: Date }>(`SELECT own, as_of FROM risk.states WHERE kind = 'noise'`))
          .rows[0]!
    )
  );
  expect(states[0]!.as_of).toEqual(states[1]!.as_of);
  const [nightly, once] = states.map(({ own }) => fromBytes(own));
  expect(nightly!.length).toBe(once!.length);
  nightly!.forEach((value, i) => expect(Math.abs(value - once![i]!)).toBeLessThan(1e-9));
});

test('a feed that fell silent is not a city where nothing happens: nothing is scored, nothing is learnt from the silence', async () => {
  const { db, pool } = plain;
  const done = await forecastCity(pool, { ...settings, now: at(10.5) });
  expect(done.scored).toBe(0);
  const { rows } = await db.pool.query<{ levels: number[]; days: number }>(
    `SELECT array_agg(level ORDER BY id) AS levels, max(as_of) - min(as_of) AS days FROM risk.runs WHERE kind = 'noise' AND horizon_days = 7`
  );
  expect(rows[0]!.days).toBe(0);
  expect(rows[0]!.levels[1]).toBeCloseTo(rows[0]!.levels[0]!, 9);
});

test('maps whose windows have closed are scored against what came, once, and are still the maps that were published', async () => {
  const { db, pool } = plain;
  const opened = morning() + (Date.now() >= morning() ? DAY_MS : 0);
  const inWindow = Array.from({ length: 5 }, () => ({ ...report(0), at: new Date(opened + DAY_MS / 2) }));
  await insertReports(db.pool, [...inWindow, { ...report(0), at: new Date(opened + 1.5 * DAY_MS) }]);
  const done = await forecastCity(pool, { ...settings, now: new Date(opened + 1.6 * DAY_MS) });
  expect(done.scored).toBe(2);
  const { rows } = await db.pool.query(
    `SELECT s.observed, s.hash_holds, s.hr5 IS NOT NULL AS hit FROM risk.scores s JOIN risk.runs r ON r.id = s.run_id
     WHERE r.kind = 'noise'`
  );
  expect(rows).toEqual([{ observed: 5, hash_holds: true, hit: true }]);
  expect((await forecastCity(pool, { ...settings, now: new Date(opened + 1.6 * DAY_MS) })).scored).toBe(0);
});

test(
  'a fit that is killed half way leaves what was published, whole kinds only, and the next one ends the work',
  { timeout: 120_000 },
  async () => {
    const { db, pool } = await city();
    await forecastCity(pool, settings);
    const before = await hashes(db);
    // Another past: everything is to be fitted again.
    await db.pool.query(`INSERT INTO governance.demo_city (version, seed) VALUES ('test', 'test')`);
    const killed = new AbortController();
    const config = configOf(db);
    const running = runForecasts({ config }, killed.signal);
    await expect
      .poll(async () => (await db.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM risk.models')).rows[0]!.n, {
        timeout: 60_000,
        interval: 5
      })
      .toBeGreaterThan(9);
    killed.abort();
    await expect(running).rejects.toThrow(/ended before/);
    const { rows } = await db.pool.query<{ kind: string; n: number }>(
      `SELECT kind, count(*)::int AS n FROM risk.models WHERE stamp <> '' GROUP BY kind`
    );
    expect(rows.every(({ n }) => n === 3)).toBe(true);
    expect((await hashes(db)).slice(0, before.length)).toEqual(before);
    expect(await runForecasts({ config })).toMatchObject({ fitted: expect.any(Number) as number });
    const all = await db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM risk.models WHERE stamp <> ''`);
    expect(all.rows[0]!.n).toBe(9);
  }
);

test('a city without a single report is no error', async () => {
  const db = await testDatabase();
  const pool = poolOf(db);
  expect(await forecastCity(pool, settings)).toEqual({ fitted: 0, published: 0, scored: 0 });
});

test('of two servers that start one does the work that is due', async () => {
  const { pool } = plain;
  let runs = 0;
  const job: Job = {
    ...{ name: 'due_once', cron: '0 4 1 1 *', longest_s: 60 },
    dueAtStart: async () => runs === 0,
    run: async () => {
      runs++;
      await new Promise((done) => setTimeout(done, 3_000));
    }
  };
  const stops = await Promise.all([startJobs(pool, timeZone, [job]), startJobs(pool, timeZone, [job])]);
  await expect.poll(() => runs, { timeout: 15_000 }).toBe(1);
  await new Promise((done) => setTimeout(done, 3_000));
  expect(runs).toBe(1);
  await Promise.all(stops.map((stop) => stop()));
});
