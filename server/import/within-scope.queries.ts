import type pg from 'pg';
import { place } from './settle.queries.ts';
import type { Stage } from './stage.queries.ts';
import type { Tally } from './summary.ts';

/** Prefixes of division codes that rows may lie under; undefined where whoever brings them answers for the whole site. */
export function prefixesOf(scope: readonly string[] | undefined): string[] | undefined {
  return !scope || scope.includes('*') ? undefined : [...scope];
}

/** Whether a division code lies under one of the prefixes in `$n`; a row without a division lies under none. */
export const within = (column: string, n: number) => `coalesce(${column}, '') ^@ ANY ($${n}::text[])`;

/** Refuses rows that lie outside, and rows that would change one that lies outside. */
export async function refuseOutside(
  client: pg.ClientBase,
  stage: Stage,
  source: string,
  tally: Tally,
  prefixes: readonly string[]
): Promise<void> {
  const { name, table } = stage;
  await place(client, stage);
  const { rows } = await client.query<{ ord: number; id: string; code: string | null }>(
    `DELETE FROM ${name} AS s
     WHERE NOT ${within('s.division_code', 2)}
        OR EXISTS (SELECT FROM ${table.sql} AS t
                   WHERE t.source = $1 AND t.source_id = s.source_id AND NOT ${within('t.division_code', 2)})
     RETURNING ord, source_id AS id, division_code AS code`,
    [source, prefixes]
  );
  for (const { ord, id, code } of rows) {
    tally.add({ refused: 'outside_scope', field: 'division_code', value: code ?? undefined }, ord, id);
  }
}
