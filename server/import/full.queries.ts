import type pg from 'pg';
import type { Stage } from './stage.queries.ts';
import { within } from './within-scope.queries.ts';

/** Keeps the ids a full delivery holds, before any of its rows is refused: what is refused has not vanished. */
export async function rememberIds(client: pg.ClientBase, { name }: Stage, refused: Iterable<string>): Promise<void> {
  await client.query(`CREATE TEMP TABLE ${name}_seen ON COMMIT DROP AS SELECT source_id FROM ${name}`);
  await client.query(`INSERT INTO ${name}_seen SELECT unnest($1::text[])`, [[...refused]]);
}

/**
 * Ends the rows of a source that a full delivery no longer holds: they move to the history.
 * @param prefixes only rows under these division codes; undefined all of them
 */
export async function endVanished(
  client: pg.ClientBase,
  { name, table }: Stage,
  source: string,
  prefixes: readonly string[] | undefined
): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM ${table.sql} AS t WHERE source = $1
       AND NOT EXISTS (SELECT FROM ${name} AS s WHERE s.source_id = t.source_id)
       AND NOT EXISTS (SELECT FROM ${name}_seen AS s WHERE s.source_id = t.source_id)${prefixes ? ` AND ${within('t.division_code', 2)}` : ''}`,
    prefixes ? [source, prefixes] : [source]
  );
  return rowCount ?? 0;
}
