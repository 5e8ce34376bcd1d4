import type { SystemEntry, SystemRun } from '#geodata/schemas/systems.ts';
import { sql, type Tx } from '#server/db/sql.ts';

/** A system with its latest run: an import of its source, or a run that was noted, whichever was later. */
export interface SystemRow extends SystemEntry {
  id: number;
  addedAt: Date;
  lastRunAt: Date | null;
  rows: number | null;
  errors: number | null;
  message: string | null;
}

export async function listSystems(tx: Tx): Promise<SystemRow[]> {
  const { rows } = await tx.query<SystemRow>(sql`
    SELECT s.id, s.name, s.owner, s.direction, s.kind, s.layers, s.source, s.every_hours AS "everyHours", s.contact, s.note,
           s.paused, s.added_at AS "addedAt", run.ended_at AS "lastRunAt", run.rows, run.errors, run.message
    FROM governance.systems s
    LEFT JOIN LATERAL (
      SELECT * FROM (
        SELECT ended_at, rows, errors, message FROM governance.system_runs WHERE system_id = s.id
        UNION ALL
        SELECT finished_at, inserted + updated + unchanged,
               (SELECT coalesce(sum(n::integer), 0)::integer FROM jsonb_each_text(refused) AS reason (name, n)), file_name
        FROM governance.imports WHERE source = s.source AND undone_at IS NULL
      ) AS each (ended_at, rows, errors, message)
      ORDER BY ended_at DESC LIMIT 1
    ) AS run ON true
    ORDER BY s.direction, s.name`);
  return rows;
}

/** Sources that something was imported from and no system stands for. */
export async function strayQuery(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ source: string }>(sql`
    SELECT DISTINCT source FROM governance.imports AS import
    WHERE NOT EXISTS (SELECT FROM governance.systems s WHERE s.source = import.source) ORDER BY 1`);
  return rows.map(({ source }) => source);
}

export async function insertSystem(tx: Tx, entry: SystemEntry): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO governance.systems (name, owner, direction, kind, layers, source, every_hours, contact, note, paused)
    VALUES (${entry.name}, ${entry.owner}, ${entry.direction}, ${entry.kind}, ${entry.layers}, ${entry.source},
            ${entry.everyHours}, ${entry.contact}, ${entry.note}, ${entry.paused})
    RETURNING id`);
  return rows[0]!.id;
}

/** False when there is no such system. */
export async function updateSystem(tx: Tx, id: number, entry: SystemEntry): Promise<boolean> {
  const { rowCount } = await tx.query(sql`
    UPDATE governance.systems SET name = ${entry.name}, owner = ${entry.owner}, direction = ${entry.direction},
           kind = ${entry.kind}, layers = ${entry.layers}, source = ${entry.source}, every_hours = ${entry.everyHours},
           contact = ${entry.contact}, note = ${entry.note}, paused = ${entry.paused}
    WHERE id = ${id}`);
  return rowCount === 1;
}

/** The name of what was removed; undefined when there was no such system. */
export async function deleteSystem(tx: Tx, id: number): Promise<string | undefined> {
  const { rows } = await tx.query<{ name: string }>(
    sql`DELETE FROM governance.systems WHERE id = ${id} RETURNING name`
  );
  return rows[0]?.name;
}

/** False when there is no such system. */
export async function insertRun(tx: Tx, id: number, { rows, errors, message }: SystemRun): Promise<boolean> {
  const { rowCount } = await tx.query(sql`
    INSERT INTO governance.system_runs (system_id, rows, errors, message)
    SELECT id, ${rows}::integer, ${errors}::integer, ${message}::text FROM governance.systems WHERE id = ${id}`);
  return rowCount === 1;
}
