import { PgBoss } from 'pg-boss';
import type { Pool } from 'pg';
import { purgeSessions } from '#server/accounts/operator.service.ts';
import { log } from '#server/http/log.ts';
import { rebuildGraph } from '#server/routing/rebuild.service.ts';

/** Work that runs by the clock: name, cron in the site's time zone, and what it does. */
export interface Job {
  name: string;
  cron: string;
  run: (pool: Pool, signal: AbortSignal) => Promise<unknown>;
  /** Whether it is also due now, asked once when the server stands; of several servers one does it. */
  dueAtStart?: (pool: Pool) => Promise<boolean>;
  /** Seconds after which it is taken to be lost and done again; pg-boss's own 15 minutes without it. */
  longest_s?: number;
}

export const jobs: readonly Job[] = [
  {
    // Live messages are kept for a day; a map that slept longer reloads.
    name: 'purge_outbox',
    cron: '17 * * * *',
    run: (pool) => pool.query('SELECT live.purge_outbox()')
  },
  {
    name: 'purge_event_changes',
    cron: '27 * * * *',
    run: (pool) => pool.query('SELECT governance.purge_event_changes()')
  },
  {
    name: 'compact_counts',
    cron: '*/5 * * * *',
    run: (pool) => pool.query('SELECT tiles.compact_counts()')
  },
  {
    name: 'purge_sessions',
    cron: '29 * * * *',
    run: purgeSessions
  },
  {
    name: 'make_audit_partitions',
    cron: '3 1 * * *',
    run: (pool) => pool.query('SELECT audit.make_partitions()')
  },
  {
    // Every edit is followed at once; once a night everything is compared.
    name: 'rebuild_road_graph',
    cron: '43 3 * * *',
    run: (pool) => rebuildGraph(pool, { whole: true })
  }
];

/** How long running jobs are waited for when the server stops; what is not done then is ended. */
const STOP_MS = 5_000;

/**
 * Starts the schedules on the queue in PostgreSQL, so that with several servers each job still runs once.
 * @param more jobs of domains that need settings
 * @returns a function that waits for running jobs and stops.
 */
export async function startJobs(pool: Pool, timeZone: string, more: readonly Job[] = []): Promise<() => Promise<void>> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    migrate: false,
    createSchema: false
  });
  const stopping = new AbortController();
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue reports an error'));
  await boss.start();
  for (const job of [...jobs, ...more]) {
    const expiry = job.longest_s === undefined ? {} : { expireInSeconds: job.longest_s };
    // What takes long is not queued behind itself.
    await boss.createQueue(job.name, { ...expiry, ...(job.longest_s && { policy: 'exclusive' as const }) });
    await boss.schedule(job.name, job.cron, null, { tz: timeZone });
    await boss.work(job.name, async ([taken]) => {
      await job.run(pool, AbortSignal.any([taken!.signal, stopping.signal]));
    });
    if (job.dueAtStart) void sendIfDue(boss, pool, job, job.dueAtStart);
  }
  return () => {
    // Long work is not waited for: it is done again from where it was committed.
    stopping.abort();
    return boss.stop({ graceful: true, timeout: STOP_MS });
  };
}

async function sendIfDue(
  boss: PgBoss,
  pool: Pool,
  { name }: Job,
  isDue: NonNullable<Job['dueAtStart']>
): Promise<void> {
  try {
    if (await isDue(pool)) await boss.send(name);
  } catch (error) {
    // Its schedule will come round; a start does not fail for it.
    log.warn({ err: error, job: name }, 'could not see whether a job is due');
  }
}
