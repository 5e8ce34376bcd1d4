import { sql, type Sql } from '#server/db/sql.ts';

/** A time from its first to its last moment, both included; an instant is both. */
export interface Span {
  begin: Sql;
  end: Sql;
}

/** Allen's relations as CQL2 names them. */
const relations: Record<string, (a: Span, b: Span) => Sql> = {
  t_after: (a, b) => sql`${a.begin} > ${b.end}`,
  t_before: (a, b) => sql`${a.end} < ${b.begin}`,
  t_contains: (a, b) => sql`(${a.begin} < ${b.begin} AND ${a.end} > ${b.end})`,
  t_disjoint: (a, b) => sql`(${a.end} < ${b.begin} OR ${a.begin} > ${b.end})`,
  t_during: (a, b) => sql`(${a.begin} > ${b.begin} AND ${a.end} < ${b.end})`,
  t_equals: (a, b) => sql`(${a.begin} = ${b.begin} AND ${a.end} = ${b.end})`,
  t_finishedBy: (a, b) => sql`(${a.begin} < ${b.begin} AND ${a.end} = ${b.end})`,
  t_finishes: (a, b) => sql`(${a.begin} > ${b.begin} AND ${a.end} = ${b.end})`,
  t_intersects: (a, b) => sql`(${a.begin} <= ${b.end} AND ${a.end} >= ${b.begin})`,
  t_meets: (a, b) => sql`${a.end} = ${b.begin}`,
  t_metBy: (a, b) => sql`${a.begin} = ${b.end}`,
  t_overlappedBy: (a, b) => sql`(${a.begin} > ${b.begin} AND ${a.begin} < ${b.end} AND ${a.end} > ${b.end})`,
  t_overlaps: (a, b) => sql`(${a.begin} < ${b.begin} AND ${a.end} > ${b.begin} AND ${a.end} < ${b.end})`,
  t_startedBy: (a, b) => sql`(${a.begin} = ${b.begin} AND ${a.end} > ${b.end})`,
  t_starts: (a, b) => sql`(${a.begin} = ${b.begin} AND ${a.end} < ${b.end})`
};

/** How two times follow each other, as a condition. */
export function relationOfTimes(op: string, first: Span, second: Span): Sql {
  return relations[op]!(first, second);
}
