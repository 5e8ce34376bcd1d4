import { FLAGGED } from '#geodata/risk/backtest.ts';
import { countsBetween, cellsBetween } from '#geodata/risk/daily_events.ts';
import { textOf, dayOf, type Day } from '#geodata/risk/day.ts';
import { expectedHits } from '#geodata/risk/hits.ts';
import { mapHash } from '#geodata/risk/map_hash.ts';
import { bitsOver } from '#geodata/risk/scores.ts';
import type { Prepared } from '#geodata/risk/study.ts';
import type { Universe } from '#geodata/risk/universe.ts';
import { sql, type Tx } from '#server/db/sql.ts';
import { fromBytes } from '#server/risk/state.ts';

/** A published map whose window has closed and that was not scored yet. */
export interface ClosedRun {
  id: number;
  kind: string;
  horizon: number;
  opens: Day;
  universeId: number;
  expected: Float64Array;
  mean: Float64Array;
  sha256: string;
}

/** Maps whose windows lie before a day, the oldest first; of this data only. */
export async function closedRuns(tx: Tx, asOf: Day, stamp: string): Promise<ClosedRun[]> {
  const { rows } = await tx.query<
    Omit<ClosedRun, 'opens' | 'expected' | 'mean'> & { opens: string; expected: Buffer; mean: Buffer }
  >(sql`
    SELECT r.id, r.kind, r.horizon_days AS horizon, r.opens, m.universe_id AS "universeId", r.expected, r.mean, r.sha256
    FROM risk.runs r JOIN risk.models m ON m.id = r.model_id
    WHERE r.closes <= ${textOf(asOf)} AND m.stamp = ${stamp}
      AND NOT EXISTS (SELECT FROM risk.scores s WHERE s.run_id = r.id)
    ORDER BY r.id`);
  return rows.map((row) => ({
    ...row,
    opens: dayOf(row.opens)!,
    expected: fromBytes(row.expected),
    mean: fromBytes(row.mean)
  }));
}

/** Compares a published map with what came. A map whose hash no longer holds is scored and said to be another one. */
export async function scoreRun(
  tx: Tx,
  run: ClosedRun,
  universe: Universe,
  { study, outside }: Pick<Prepared, 'study' | 'outside'>
): Promise<void> {
  const [from, to] = [run.opens, run.opens + run.horizon];
  const observed = countsBetween(study.kind, from, to, study.cells);
  const missed = cellsBetween(outside, from, to).length;
  const inside = observed.reduce((sum, count) => sum + count, 0);
  const hits = (map: Float64Array) =>
    inside + missed > 0 ? expectedHits(map, observed, FLAGGED * study.cells) / (inside + missed) : null;
  const hash = await mapHash({ ...run, day: run.opens, cells: universe.cells });
  await tx.query(sql`
    INSERT INTO risk.scores (run_id, hash_holds, expected, observed, outside, hr5, mean_hr5, gain)
    VALUES (${run.id}, ${hash === run.sha256}, ${run.expected.reduce((sum, value) => sum + value, 0)}, ${inside + missed},
            ${missed}, ${hits(run.expected)}, ${hits(run.mean)},
            ${inside > 0 ? bitsOver(run.mean, run.expected, observed) / inside : null})
    ON CONFLICT (run_id) DO NOTHING`);
}
