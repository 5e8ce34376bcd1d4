// The evening's work in a process of its own, with a connection of its own: the server keeps answering meanwhile, and a
// process that is ended takes what it had not committed with it.
import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { openWorkPool } from '#server/db/pool.ts';
import { forecastCity } from '#server/risk/forecast-city.ts';
import type { ForecastOrder } from '#server/risk/forecast-job.ts';

/** Nicer than the server, so that requests come first where cores are few. */
const NICE = 10;

process.once('message', (order: ForecastOrder) => void work(order));
// The server is gone: nobody waits for this any more.
process.on('disconnect', () => process.exit(1));

async function work({ config, now }: ForecastOrder): Promise<void> {
  stepBack();
  const pool = openWorkPool(config);
  const { TIME_ZONE: timeZone, FORECAST_PATROL_SHARE: patrolShare } = config;
  const done = await forecastCity(pool, { timeZone, patrolShare, ...(now && { now }) });
  await pool.end();
  process.send!(done, () => process.exit(0));
}

/** On Linux each thread has a priority of its own, those that collect garbage included. */
function stepBack(): void {
  const threads = '/proc/self/task';
  for (const id of existsSync(threads) ? readdirSync(threads).map(Number) : [process.pid]) setPriority(id, NICE);
}
