import type { Layer } from '#geodata/layers/define.ts';
import type { ExportFormat } from '#geodata/schemas/export.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import type { Actor } from '#server/access/actor.ts';
import { join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';
import { columnOf, type Published } from '#server/features/published.ts';
import { rowsOf } from '#server/layers/history.rows.ts';

/** What is taken of a layer. */
export interface Taken {
  layer: Layer;
  fields: readonly Published[];
  /** Condition on a row `f`. */
  where: Sql;
  asOf: string | undefined;
  /** SRID the geometries come in. */
  srid: number;
}

/** A feature on its way into a file. */
export interface TakenRow {
  id: number;
  /** GeoJSON text; null without a place. */
  geometry: string | null;
  properties: Record<string, string | number | boolean | null>;
}

/** How many rows a role may take at once; 0 for a role nobody set a ceiling for. */
export async function ceilingOf(tx: Tx, role: string): Promise<number> {
  const { rows } = await tx.query<{ rows: number }>(
    sql`SELECT rows FROM governance.export_ceilings WHERE role = ${role}`
  );
  return rows[0]?.rows ?? 0;
}

/** How many rows would be taken. */
export async function countTaken(tx: Tx, { layer, where, asOf }: Taken): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(
    sql`SELECT count(*) AS n FROM ${await rowsOf(tx, layer, asOf)} f WHERE ${where}`
  );
  return rows[0]!.n;
}

// FETCH takes no parameters.
const BATCH = 1_000;

/** The rows in batches, in the order of ids, as they all were at one moment. To be read inside one transaction. */
export async function* takeRows(tx: Tx, { layer, fields, where, asOf, srid }: Taken): AsyncGenerator<TakenRow[]> {
  const placed = srid === 4326 ? sql`f.geom` : sql`ST_Transform(f.geom, ${srid}::integer)`;
  const columns = join(fields.map(({ name }) => columnOf(name)));
  await tx.query(sql`
    DECLARE taken NO SCROLL CURSOR FOR
    SELECT f.id, ST_AsGeoJSON(${placed}, ${srid === 4326 ? 8 : 3}, 0) AS geometry,
           (SELECT row_to_json(properties) FROM (SELECT ${columns}) AS properties) AS properties
    FROM ${await rowsOf(tx, layer, asOf)} f WHERE ${where} ORDER BY f.id`);
  while (true) {
    const { rows } = await tx.query<TakenRow>(raw(`FETCH ${BATCH} FROM taken`));
    if (rows.length === 0) return;
    yield rows;
  }
}

export interface ExportRecord {
  id: string;
  layer: string;
  format: ExportFormat;
  frame: Frame;
  selection: Record<string, unknown>;
  rows: number;
  outcome: 'running' | 'refused';
}

/** Writes down that somebody takes, or was refused, a file. False when the id was used before. */
export async function insertExport(tx: Tx, actor: Actor, record: ExportRecord): Promise<boolean> {
  const { id, layer, format, frame, selection, rows, outcome } = record;
  const { rowCount } = await tx.query(sql`
    INSERT INTO governance.exports (id, role, account, scope, layer, format, frame, selection, rows, outcome, ended_at)
    VALUES (${id}, ${actor.role}, ${actor.account?.name ?? null}, ${actor.scope.join(',')}, ${layer}, ${format}, ${frame},
            ${JSON.stringify(selection)}::jsonb, ${rows}, ${outcome}, ${outcome === 'refused' ? sql`clock_timestamp()` : null})
    ON CONFLICT DO NOTHING`);
  return rowCount === 1;
}

/** Writes down how an export ended. */
export async function endExport(
  tx: Tx,
  id: string,
  end: { outcome: 'done' | 'cancelled' | 'failed'; rows: number; bytes?: number; sha256?: string }
): Promise<void> {
  await tx.query(sql`
    UPDATE governance.exports SET outcome = ${end.outcome}, rows = ${end.rows}, bytes = ${end.bytes ?? null}, sha256 = ${end.sha256 ?? null},
           ended_at = clock_timestamp()
    WHERE id = ${id}`);
}

/** Writes down that exports whose process was stopped in the middle came to nothing. */
export async function endLost(tx: Tx, longest_ms: number): Promise<void> {
  await tx.query(sql`
    UPDATE governance.exports SET outcome = 'failed', ended_at = clock_timestamp()
    WHERE outcome = 'running' AND began_at < now() - 2 * make_interval(secs => ${longest_ms / 1000})`);
}

/** The latest exports, for who supervises. */
export async function listExports(tx: Tx, limit: number) {
  const { rows } = await tx.query<Record<string, unknown>>(sql`
    SELECT id, role, account, scope, layer, format, frame, selection, rows, bytes, sha256, outcome,
           began_at AS "beganAt", ended_at AS "endedAt"
    FROM governance.exports ORDER BY began_at DESC LIMIT ${limit}`);
  return rows;
}
