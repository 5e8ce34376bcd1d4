// The evening's work in a thread of its own, with a connection of its own: the server keeps answering meanwhile, and a
// thread that is ended takes what it had not committed with it.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openWorkPool } from '#server/db/pool.ts';
import { forecastCity } from '#server/risk/forecast-city.ts';
import type { ForecastOrder } from '#server/risk/forecast-job.ts';

/** Nicer than the rest of the server, so that requests come first where cores are few; it still gets its share. */
const NICE = 10;

stepBack();
const { config, now } = workerData as ForecastOrder;
const pool = openWorkPool(config);
try {
  const { TIME_ZONE: timeZone, FORECAST_PATROL_SHARE: patrolShare } = config;
  parentPort!.postMessage(await forecastCity(pool, { timeZone, patrolShare, ...(now && { now }) }));
} finally {
  await pool.end();
}

/** On Linux a thread has an id and a priority of its own; elsewhere it keeps that of the process. */
function stepBack(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICE);
  } catch {
    // No such file, or not allowed: the work is done all the same.
  }
}
