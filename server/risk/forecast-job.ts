import { Worker } from 'node:worker_threads';
import type { Config } from '#server/config.ts';
import { asSystem } from '#server/db/sql.ts';
import { log } from '#server/http/log.ts';
import type { Job } from '#server/jobs/jobs.ts';
import type { Forecasted } from '#server/risk/forecast-city.ts';
import { isFirstDue } from '#server/risk/store.queries.ts';

/** What the thread is told. */
export interface ForecastOrder {
  config: Config;
  now?: Date;
}

/**
 * Does the evening's work in a worker thread.
 * @param signal ends the thread at once; what it had not committed is gone, what was published stays
 * @throws what the work threw; Error when the thread was ended
 */
export function runForecasts(order: ForecastOrder, signal?: AbortSignal): Promise<Forecasted> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order });
    const stop = () => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    let reply: Forecasted | undefined;
    worker.once('message', (message: Forecasted) => (reply = message));
    worker.once('error', fail);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop);
      if (reply) done(reply);
      else fail(new Error('the forecast was ended before it was done'));
    });
  });
}

/**
 * Forecasts by the clock: before midnight, since a map is published before its window opens. On a site that has none
 * they are made as soon as the server stands.
 */
export function forecastJobs(config: Config): Job[] {
  if (config.FORECASTS === 'off') return [];
  return [
    {
      ...{ name: 'forecasts', cron: '30 23 * * *', longest_s: 6 * 3600 },
      dueAtStart: (pool) => asSystem(pool, isFirstDue),
      async run(_pool, signal) {
        const began = performance.now();
        const done = await runForecasts({ config }, signal);
        log.info({ ...done, ms: Math.round(performance.now() - began) }, 'forecasts are made');
      }
    }
  ];
}
