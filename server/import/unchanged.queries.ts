import type pg from 'pg';
import { isPlaceable } from './settle.queries.ts';
import type { Stage } from './stage.queries.ts';
import { valueOf } from './table.queries.ts';

/**
 * Takes out of the stage what the layer already has exactly so, geometry and every column the delivery fills: nothing
 * more needs to be found out about it. The comparison is with the rows themselves, never with an earlier file, so what
 * people changed in between is seen. Ids that occur more than once in the file stay, to be told apart first.
 * @returns how many were taken out, and how many of them were mended when they were read
 */
export async function takeOutUnchanged(
  client: pg.ClientBase,
  stage: Stage,
  source: string,
  filled: ReadonlySet<string>
): Promise<{ unchanged: number; repaired: number }> {
  const { name, table } = stage;
  const { rows: any } = await client.query<{ any: boolean }>(
    `SELECT EXISTS (SELECT FROM ${table.sql} WHERE source = $1) AS any`,
    [source]
  );
  if (!any[0]!.any) return { unchanged: 0, repaired: 0 };
  // When a thing was observed is not a change of the thing.
  const compared = table.columns.filter((column) => filled.has(column.name) && column.name !== 'observed_at');
  // A row without a division may find one now.
  const placed = (await isPlaceable(client, stage)) ? 't.division_code IS NOT NULL' : 'true';
  const theirs = compared.map((column) => `t.${column.name}`).join(', ');
  const ours = compared.map((column) => valueOf('s', column)).join(', ');
  const same = compared.length === 0 ? 'true' : `ROW(${theirs}) IS NOT DISTINCT FROM ROW(${ours})`;
  const { rows } = await client.query<{ unchanged: number; repaired: number }>(
    `WITH repeated AS MATERIALIZED (SELECT source_id FROM ${name} GROUP BY source_id HAVING count(*) > 1),
     gone AS (
       DELETE FROM ${name} AS s USING ${table.sql} AS t
       WHERE t.source = $1 AND t.source_id = s.source_id AND t.geom = s.geom AND ${same}
         AND ${placed} AND NOT EXISTS (SELECT FROM repeated AS r WHERE r.source_id = s.source_id)
       RETURNING s.repaired)
     SELECT count(*)::integer AS unchanged, count(*) FILTER (WHERE repaired)::integer AS repaired FROM gone`,
    [source]
  );
  // What is left is little more than nothing, and looks like a whole delivery until it is counted.
  if (rows[0]!.unchanged > 0) await client.query(`ANALYZE ${name}`);
  return rows[0]!;
}
