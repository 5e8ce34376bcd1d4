import type { Day } from '#geodata/risk/day.ts';
import { textOf } from '#geodata/risk/day.ts';
import { sql, type Sql, type Tx } from '#server/db/sql.ts';
import type { EventLog } from '#server/risk/event-log.ts';

/** Rows a page: as many as neither a round trip nor a heap of objects costs much for. */
const PAGE = 50_000;

/** Which reports are taken. */
export interface LogFilter {
  timeZone: string;
  /** Reports before this moment were known. */
  knownUntil: Date;
  /** Share of patrol's reports that is learnt from, 0 to 1; they find what they look for. */
  patrolShare: number;
}

/**
 * Which rows a forecast learns from, as a condition on `e`: reports that are inside the city, at a place that is sure
 * enough, and no repeats. What inspection found never teaches; of patrol a share may, the same reports every time.
 */
export function taught({ knownUntil, patrolShare }: Omit<LogFilter, 'timeZone'>): Sql {
  return sql`e.division_code IS NOT NULL AND e.duplicate_of IS NULL AND e.position_quality <> 'doubtful'
    AND e.reported_at < ${knownUntil} AND e.reported_by <> 'inspection'
    AND (e.reported_by <> 'patrol' OR (e.id * 7919) % 1000 < ${Math.round(patrolShare * 1000)})`;
}

/** The local day of a report as a whole number. */
export function dayNumber(timeZone: string): Sql {
  return sql`((e.reported_at AT TIME ZONE ${timeZone})::date - DATE '1970-01-01')`;
}

/** Reports from a day on, or with an id above one: the whole past with neither. */
export async function readLog(tx: Tx, filter: LogFilter, since?: { day: Day; id: number }): Promise<EventLog> {
  const log: EventLog = { id: [], day: [], h3: [], kind: [], kinds: [], division: [], divisions: [] };
  const [kinds, divisions] = [new Map<string, number>(), new Map<string, number>()];
  const from = since ? `${textOf(since.day)}T00:00:00` : '1900-01-01T00:00:00';
  for (let last = 0; ;) {
    const { rows } = await tx.query<{ id: number; day: number; h3: string; kind: string; division: string }>(sql`
      SELECT e.id, ${dayNumber(filter.timeZone)} AS day, e.h3, e.kind, e.division_code AS division
      FROM governance.events e
      WHERE e.id > ${last} AND ${taught(filter)}
        AND (e.reported_at >= ${from}::timestamp AT TIME ZONE ${filter.timeZone} OR e.id > ${since?.id ?? 0})
      ORDER BY e.id LIMIT ${PAGE}`);
    for (const row of rows) {
      log.id.push(row.id);
      log.day.push(row.day);
      log.h3.push(row.h3);
      log.kind.push(numbered(kinds, row.kind));
      log.division.push(numbered(divisions, row.division));
    }
    if (rows.length < PAGE) break;
    last = rows.at(-1)!.id;
  }
  return { ...log, kinds: [...kinds.keys()], divisions: [...divisions.keys()] };
}

/** The highest id and the newest report's day; null where nothing was ever reported. */
export async function newestReport(tx: Tx, filter: LogFilter): Promise<{ id: number; day: Day } | null> {
  const { rows } = await tx.query<{ id: number | null; day: number | null }>(sql`
    SELECT max(e.id) AS id, max(${dayNumber(filter.timeZone)}) AS day FROM governance.events e
    WHERE e.division_code IS NOT NULL AND e.reported_at < ${filter.knownUntil}`);
  const { id, day } = rows[0]!;
  return id === null || day === null ? null : { id, day };
}

function numbered(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}
