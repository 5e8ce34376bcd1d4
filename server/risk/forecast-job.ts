import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Config } from '#server/config.ts';
import { asSystem } from '#server/db/sql.ts';
import { log } from '#server/http/log.ts';
import type { Job } from '#server/jobs/jobs.ts';
import type { Forecasted } from '#server/risk/forecast-city.ts';
import { isFirstDue } from '#server/risk/store.queries.ts';

/** What the process is told. */
export interface ForecastOrder {
  config: Config;
  now?: Date;
}

/**
 * Does the evening's work in a process of its own: a worker thread shares its garbage collectors with the server, whose
 * answers took 1.5 to 1.9 times as long meanwhile (docs/decisions/0021).
 * @param signal ends it at once; what it had not committed is gone, what was published stays
 * @throws Error when it ended before it was done; what went wrong is in its own words on stderr and in risk.progress
 */
export function runForecasts(order: ForecastOrder, signal?: AbortSignal): Promise<Forecasted> {
  return new Promise((done, fail) => {
    const child = fork(fileURLToPath(new URL('./forecast-process.ts', import.meta.url)), {
      ...{ execArgv: [], serialization: 'advanced' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc']
    });
    const stop = () => void child.kill('SIGKILL');
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    let reply: Forecasted | undefined;
    child.once('message', (message) => (reply = message as Forecasted));
    child.once('error', fail);
    child.once('exit', () => {
      signal?.removeEventListener('abort', stop);
      if (reply) done(reply);
      else fail(new Error('the forecast was ended before it was done'));
    });
    child.send(order);
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
