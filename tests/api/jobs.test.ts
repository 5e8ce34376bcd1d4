import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { jobs, startJobs } from '#server/jobs/jobs.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';

let db: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  db = await testDatabase();
  pool = new pg.Pool({ connectionString: db.serverUrl, max: 3 });
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

test('schedules run in the time zone of the site, as the role that owns nothing', async () => {
  const stop = await startJobs(pool, 'Asia/Shanghai');
  await stop();
  const { rows } = await pool.query('SELECT name, timezone FROM pgboss.schedule ORDER BY name');
  const names = jobs.map(({ name }) => name).sort();
  expect(rows).toEqual(names.map((name) => ({ name, timezone: 'Asia/Shanghai' })));
});

test('two servers may start their jobs at once', async () => {
  const stops = await Promise.all([startJobs(pool, 'Asia/Shanghai'), startJobs(pool, 'Asia/Shanghai')]);
  await Promise.all(stops.map((stop) => stop()));
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM pgboss.schedule');
  expect(rows[0]!.n).toBe(jobs.length);
});

test('the outbox keeps a day and whatever has no number yet', async () => {
  await db.pool.query(`INSERT INTO live.outbox (topic, seq, written_at) VALUES
    ('layer', 1, now() - interval '25 hours'), ('layer', 2, now() - interval '1 hour'), ('layer', NULL, now() - interval '25 hours')`);
  await pool.query('SELECT live.purge_outbox()');
  const { rows } = await pool.query('SELECT seq FROM live.outbox ORDER BY seq NULLS LAST');
  expect(rows.map((row) => row.seq && Number(row.seq))).toEqual([2, null]);
});
