import { sql, type Tx } from '#server/db/sql.ts';
import type { HeatData } from '#server/heat/heat.index.ts';

/** A sum that is not what the table says. */
export interface Difference {
  of: string;
  table: number;
  memory: number;
}

const RES = 10;

/**
 * Compares what is held in memory with the rows it was read from: how many of each sort, in each place, on each day and
 * in each cell of resolution 10, which the table stores too. Empty when they are the same.
 */
export async function differences(tx: Tx, data: HeatData): Promise<Difference[]> {
  await data.events.cells(RES);
  const { rows } = await tx.query<{ of: string; n: number }>(sql`
    SELECT 'sort ' || concat_ws(' ', kind, reported_by, status, duplicate_of IS NOT NULL, position_quality = 'doubtful') AS of,
           count(*) AS n FROM governance.events GROUP BY 1
    UNION ALL SELECT 'place ' || coalesce(division_code, '') || ' ' || coalesce(grid_code, ''), count(*)
              FROM governance.events GROUP BY 1
    UNION ALL SELECT 'day ' || floor(extract(epoch FROM reported_at) / 86400)::bigint, count(*)
              FROM governance.events GROUP BY 1
    UNION ALL SELECT 'cell ' || h3, count(*) FROM governance.events GROUP BY 1`);
  const table = new Map(rows.map(({ of, n }) => [of, n]));
  const memory = sumsOf(data);
  return [...new Set([...table.keys(), ...memory.keys()])].flatMap((of) => {
    const [a, b] = [table.get(of) ?? 0, memory.get(of) ?? 0];
    return a === b ? [] : [{ of, table: a, memory: b }];
  });
}

function sumsOf({ events, places }: HeatData): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (of: string) => sums.set(of, (sums.get(of) ?? 0) + 1);
  const cells = events.cellsKnown(RES);
  const { ids } = events.bookOf(RES);
  for (let i = 0; i < events.length; i++) {
    const sort = events.sorts[events.sort[i]!];
    if (!sort) continue;
    const flag = (is: boolean) => (is ? 't' : 'f');
    add(`sort ${sort.kind} ${sort.source} ${sort.status} ${flag(sort.repeats)} ${flag(sort.doubtful)}`);
    add(`place ${places.textOf(events.place[i]!)}`);
    add(`day ${Math.floor(events.at[i]! / 86_400)}`);
    add(`cell ${ids[cells[i]!]}`);
  }
  return sums;
}
