// The evening's work in a thread of its own, with a connection of its own: the server keeps answering meanwhile, and a
// thread that is ended takes what it had not committed with it.
import { parentPort, workerData } from 'node:worker_threads';
import { openWorkPool } from '#server/db/pool.ts';
import { forecastCity } from '#server/risk/forecast-city.ts';
import type { ForecastOrder } from '#server/risk/forecast-job.ts';

const { config, now } = workerData as ForecastOrder;
const pool = openWorkPool(config);
try {
  const { TIME_ZONE: timeZone, FORECAST_PATROL_SHARE: patrolShare } = config;
  parentPort!.postMessage(await forecastCity(pool, { timeZone, patrolShare, ...(now && { now }) }));
} finally {
  await pool.end();
}
