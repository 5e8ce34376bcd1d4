import { createHash } from 'node:crypto';
import { dayOf, textOf, type Day } from '#geodata/risk/day.ts';
import type { Universe } from '#geodata/risk/universe.ts';
import { sql, type Tx } from '#server/db/sql.ts';
import type { Horizon } from '#geodata/schemas/forecast.ts';
import type { Fitted } from '#server/risk/learn.ts';
import { toBytes } from '#server/risk/state.ts';
import type { Memory } from '#geodata/risk/moment.ts';
import type { Run } from '#server/risk/run.ts';

/** Which data is there to learn from: a reloaded demo city is another past. Empty on a real site. */
export async function dataStamp(tx: Tx): Promise<string> {
  const { rows } = await tx.query<{ stamp: string }>(
    sql`SELECT version || ' ' || seed || ' ' || loaded_at AS stamp FROM governance.demo_city`
  );
  return rows[0]?.stamp ?? '';
}

/** Whether nothing was ever learnt from the data there is. */
export async function isFirstDue(tx: Tx): Promise<boolean> {
  const stamp = await dataStamp(tx);
  const { rowCount } = await tx.query(sql`
    SELECT FROM governance.events WHERE NOT EXISTS (SELECT FROM risk.models WHERE stamp = ${stamp}) LIMIT 1`);
  return rowCount === 1;
}

/** The id of a universe; equal ones are stored once. */
export async function saveUniverse(tx: Tx, { res, cells }: Universe): Promise<number> {
  const sha256 = createHash('sha256').update(cells.join(' ')).digest('hex');
  const { rows } = await tx.query<{ id: number }>(sql`
    WITH new AS (
      INSERT INTO risk.universes (res, cells, sha256) VALUES (${res}, ${cells}, ${sha256})
      ON CONFLICT (sha256) DO NOTHING RETURNING id
    )
    SELECT id FROM new UNION ALL SELECT id FROM risk.universes WHERE sha256 = ${sha256} LIMIT 1`);
  return rows[0]!.id;
}

export async function loadUniverse(tx: Tx, id: number): Promise<Universe> {
  const { rows } = await tx.query<{ res: number; cells: string[] }>(
    sql`SELECT res, cells FROM risk.universes WHERE id = ${id}`
  );
  const { res, cells } = rows[0]!;
  return { res, cells, at: new Map(cells.map((cell, index) => [cell, index])) };
}

export async function saveModel(
  tx: Tx,
  kind: string,
  fitted: Fitted,
  about: { stamp: string; asOf: Day; first: Day; universeId: number }
): Promise<number> {
  const { horizon, beta, meanBeta, published, withheld, report, took_ms } = fitted;
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO risk.models (kind, horizon_days, stamp, as_of, first_day, universe_id, beta, mean_beta, published, withheld, report, took_ms)
    VALUES (${kind}, ${horizon}, ${about.stamp}, ${textOf(about.asOf)}, ${textOf(about.first)}, ${about.universeId},
            ${beta && [...beta]}, ${meanBeta && [...meanBeta]}, ${published}, ${withheld}, ${JSON.stringify(report)}, ${took_ms})
    RETURNING id`);
  return rows[0]!.id;
}

/** The newest model of each kind and horizon that was learnt from this data. */
export interface KnownModel {
  id: number;
  kind: string;
  horizon: Horizon;
  asOf: Day;
  universeId: number;
  beta: Float64Array | null;
  meanBeta: Float64Array | null;
  published: 'model' | 'mean' | null;
}

export async function newestModels(tx: Tx, stamp: string): Promise<KnownModel[]> {
  const { rows } = await tx.query<{
    id: number;
    kind: string;
    horizon: Horizon;
    as_of: string;
    universe_id: number;
    beta: number[] | null;
    mean_beta: number[] | null;
    published: 'model' | 'mean' | null;
  }>(sql`
    SELECT DISTINCT ON (kind, horizon_days) id, kind, horizon_days AS horizon, as_of, universe_id, beta, mean_beta, published
    FROM risk.models WHERE stamp = ${stamp} ORDER BY kind, horizon_days, id DESC`);
  return rows.map(({ as_of, universe_id, beta, mean_beta, ...row }) => ({
    ...row,
    asOf: dayOf(as_of)!,
    universeId: universe_id,
    beta: beta && Float64Array.from(beta),
    meanBeta: mean_beta && Float64Array.from(mean_beta)
  }));
}

/** Publishes a map. One that was published for the window before stays, and this one is not stored. */
export async function saveRun(tx: Tx, run: Run, timeZone: string): Promise<void> {
  await tx.query(sql`
    INSERT INTO risk.runs (model_id, kind, horizon_days, published, as_of, opens, closes, opens_at, known_until, last_event_id,
                           level, beta, rates, shift, expected, mean, shares, raw_sum, sha256)
    VALUES (${run.modelId}, ${run.kind}, ${run.horizon}, ${run.published}, ${textOf(run.asOf)}, ${textOf(run.opens)},
            ${textOf(run.opens + run.horizon)}, ${textOf(run.opens)}::timestamp AT TIME ZONE ${timeZone}, ${run.knownUntil},
            ${run.lastId}, ${run.level}, ${[...run.beta]}, ${JSON.stringify(run.rates)},
            ${run.shift ? JSON.stringify(run.shift) : null}, ${toBytes(run.expected)}, ${toBytes(run.mean)},
            ${toBytes(run.shares)}, ${run.rawSum}, ${run.sha256})
    ON CONFLICT (kind, horizon_days, opens, model_id) DO NOTHING`);
}

export interface StoredState {
  universeId: number;
  stamp: string;
  first: Day;
  asOf: Day;
  lastId: number;
  own: Buffer;
  others: Buffer;
}

export async function loadState(tx: Tx, kind: string): Promise<StoredState | undefined> {
  const { rows } = await tx.query<Omit<StoredState, 'first' | 'asOf'> & { first: string; as_of: string }>(sql`
    SELECT universe_id AS "universeId", stamp, first_day AS first, as_of, last_event_id AS "lastId", own, others
    FROM risk.states WHERE kind = ${kind}`);
  const [row] = rows;
  return row && { ...row, first: dayOf(row.first)!, asOf: dayOf(row.as_of)! };
}

/** The highest report that every state younger than a day knows; undefined where none is: then all must be read. */
export async function knownToAll(tx: Tx, stamp: string, after: Day): Promise<number | undefined> {
  const { rows } = await tx.query<{ id: number | null }>(
    sql`SELECT min(last_event_id) AS id FROM risk.states WHERE stamp = ${stamp} AND as_of > ${textOf(after)}`
  );
  return rows[0]?.id ?? undefined;
}

export async function saveState(
  tx: Tx,
  kind: string,
  { kind: own, others }: Memory,
  about: { universeId: number; stamp: string; lastId: number }
): Promise<void> {
  await tx.query(sql`
    INSERT INTO risk.states (kind, universe_id, stamp, first_day, as_of, last_event_id, own, others)
    VALUES (${kind}, ${about.universeId}, ${about.stamp}, ${textOf(own.first)}, ${textOf(own.asOf)}, ${about.lastId},
            ${toBytes(own.s)}, ${toBytes(others.s)})
    ON CONFLICT (kind) DO UPDATE SET universe_id = excluded.universe_id, stamp = excluded.stamp, first_day = excluded.first_day,
      as_of = excluded.as_of, last_event_id = excluded.last_event_id, own = excluded.own, others = excluded.others,
      updated_at = clock_timestamp()`);
}
