import { cellToChildren } from 'h3-js';
import type { NearEvent } from '#geodata/risk/explain_near.ts';
import { dayOf } from '#geodata/risk/day.ts';
import { ALL_KINDS } from '#geodata/schemas/forecast.ts';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { raw, sql, type Tx } from '#server/db/sql.ts';
import { dayNumber, taught } from '#server/risk/event-log.queries.ts';
import type { RunRow } from '#server/risk/published.queries.ts';

/** Resolution of the cells that events are stored with. */
const STORED_RES = 10;

/** Kinds of which no single event is named here. */
const sensitive = eventKinds.all.filter((kind) => kind.sensitive).map(({ code }) => code);

export type SeenEvent = NearEvent & { kind: string; reportedAt: Date };

/**
 * The events a map was made from in some of its cells, those within the actor's scope, kinds that tell about people left
 * out. Ids sort by cell, so a coarse cell is one range of the index.
 * @param positions of cells in the run's universe
 */
export async function eventsIn(
  tx: Tx,
  actor: Actor,
  run: RunRow,
  positions: readonly number[],
  settings: { timeZone: string; patrolShare: number }
): Promise<SeenEvent[]> {
  const ranges = positions.map((position) => rangeOf(run.cells[position]!));
  const { rows } = await tx.query<{ id: number; kind: string; reportedAt: Date; day: number; cell: number }>(sql`
    SELECT e.id, e.kind, e.reported_at AS "reportedAt", ${dayNumber(settings.timeZone)} AS day, range.cell
    FROM unnest(${positions}::int[], ${ranges.map(([low]) => low)}::text[], ${ranges.map(([, high]) => high)}::text[])
           AS range (cell, low, high)
    JOIN governance.events e ON e.h3 BETWEEN range.low AND range.high
    WHERE ${taught({ knownUntil: run.knownUntil, patrolShare: settings.patrolShare })} AND e.id <= ${run.lastEventId}
      AND e.kind <> ALL (${sensitive}) AND ${withinScope({ scoped: true }, actor, raw('e.division_code'))}`);
  const first = dayOf(run.firstDay)!;
  const ours = (kind: string) => run.kind === ALL_KINDS || kind === run.kind;
  return rows.filter(({ day }) => day >= first).map((row) => ({ ...row, ours: ours(row.kind) }));
}

function rangeOf(cell: string): [string, string] {
  const children = cellToChildren(cell, STORED_RES).sort();
  return [children[0]!, children.at(-1)!];
}
