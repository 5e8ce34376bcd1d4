import type pg from 'pg';
import type { Stage } from './stage.queries.ts';

/** Keeps the ids a full delivery holds, before any of its rows is refused: what is refused has not vanished. */
export async function rememberIds(client: pg.ClientBase, { name }: Stage, refused: Iterable<string>): Promise<void> {
  await client.query(`CREATE TEMP TABLE ${name}_seen ON COMMIT DROP AS SELECT source_id FROM ${name}`);
  await client.query(`INSERT INTO ${name}_seen SELECT unnest($1::text[])`, [[...refused]]);
}

/** Ends the rows of a source that a full delivery no longer holds: they move to the history. */
export async function endVanished(client: pg.ClientBase, { name, table }: Stage, source: string): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM ${table.sql} AS t WHERE source = $1
       AND NOT EXISTS (SELECT FROM ${name} AS s WHERE s.source_id = t.source_id)
       AND NOT EXISTS (SELECT FROM ${name}_seen AS s WHERE s.source_id = t.source_id)`,
    [source]
  );
  return rowCount ?? 0;
}
