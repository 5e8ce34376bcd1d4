import { textOf, type Day } from '#geodata/risk/day.ts';
import { sql, type Tx } from '#server/db/sql.ts';

export interface Progress {
  startedAt: Date;
  finishedAt: Date | null;
  done: number;
  total: number;
  doing: string | null;
  failed: string | null;
  newestReport: string | null;
}

export async function beginProgress(tx: Tx, newest: Day | null): Promise<void> {
  await tx.query(sql`
    INSERT INTO risk.progress (started_at, newest_report) VALUES (clock_timestamp(), ${newest === null ? null : textOf(newest)})
    ON CONFLICT (only_row) DO UPDATE SET started_at = excluded.started_at, finished_at = NULL, done = 0, total = 0,
      doing = NULL, failed = NULL, newest_report = excluded.newest_report`);
}

export async function stepProgress(tx: Tx, done: number, total: number, doing: string | null): Promise<void> {
  await tx.query(sql`UPDATE risk.progress SET done = ${done}, total = ${total}, doing = ${doing}`);
}

export async function endProgress(tx: Tx, failed: string | null): Promise<void> {
  await tx.query(sql`UPDATE risk.progress SET finished_at = clock_timestamp(), doing = NULL, failed = ${failed}`);
}

export async function readProgress(tx: Tx): Promise<Progress | null> {
  const { rows } = await tx.query<Progress>(sql`
    SELECT started_at AS "startedAt", finished_at AS "finishedAt", done, total, doing, failed, newest_report AS "newestReport"
    FROM risk.progress`);
  return rows[0] ?? null;
}
