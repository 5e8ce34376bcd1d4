import { PgBoss } from 'pg-boss';
import type { Pool } from 'pg';
import { log } from '#server/http/log.ts';
import { rebuildGraph } from '#server/routing/rebuild.service.ts';

/** Work that runs by the clock: name, cron in the site's time zone, and what it does. */
interface Job {
  name: string;
  cron: string;
  run: (pool: Pool) => Promise<unknown>;
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

/**
 * Starts the schedules on the queue in PostgreSQL, so that with several servers each job still runs once.
 * @returns a function that waits for running jobs and stops.
 */
export async function startJobs(pool: Pool, timeZone: string): Promise<() => Promise<void>> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    migrate: false,
    createSchema: false
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue reports an error'));
  await boss.start();
  for (const job of jobs) {
    await boss.createQueue(job.name);
    await boss.schedule(job.name, job.cron, null, { tz: timeZone });
    await boss.work(job.name, async () => {
      await job.run(pool);
    });
  }
  return () => boss.stop({ graceful: true, timeout: 5_000 });
}
