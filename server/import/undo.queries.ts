import type pg from 'pg';
import { findLayer } from '#geodata/layers/index.ts';

/** One layer's part of an import. */
export interface ImportRow {
  id: string;
  layer: string;
  source: string;
  file_name: string;
  inserted: number;
  updated: number;
  ended: number;
  finished_at: Date;
  /** As text, so that no microsecond is lost. */
  version_at: string | null;
  undone_at: Date | null;
}

const columns = `id, layer, source, file_name, inserted, updated, ended, finished_at, version_at::text, undone_at`;

/** The parts of imports, newest first; those of one run follow each other. */
export async function recentImports(client: pg.ClientBase, most: number): Promise<ImportRow[]> {
  const { rows } = await client.query<ImportRow>(
    `SELECT ${columns} FROM governance.imports ORDER BY finished_at DESC, id DESC LIMIT $1`,
    [most]
  );
  return rows;
}

/** All parts of the run that an id belongs to. */
export async function partsOf(client: pg.ClientBase, id: string): Promise<ImportRow[]> {
  const { rows } = await client.query<ImportRow>(
    `SELECT ${columns} FROM governance.imports AS i
     WHERE i.id = $1 OR i.version_at = (SELECT version_at FROM governance.imports WHERE id = $1) ORDER BY i.id`,
    [id]
  );
  return rows;
}

export async function markUndone(client: pg.ClientBase, parts: readonly ImportRow[]): Promise<void> {
  await client.query('UPDATE governance.imports SET undone_at = now() WHERE id = ANY ($1)', [
    parts.map(({ id }) => id)
  ]);
}

/** Columns of a layer's table that hold what a row says, geometry included. */
async function contentOf(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       AND attname NOT IN ('valid_from', 'valid_to') ORDER BY attnum`,
    [table]
  );
  return rows.map(({ name }) => name);
}

/** Takes back one layer's part of an import, step by step. */
export async function undoer(client: pg.ClientBase, { layer: id, source, version_at }: ImportRow) {
  const table = `${findLayer(id)!.schema}.${id}`;
  const history = `${table}_history`;
  const content = await contentOf(client, table);
  const same = (one: string, other: string) =>
    `(${content.map((name) => `${one}.${name}`).join(', ')}) IS NOT DISTINCT FROM (${content.map((name) => `${other}.${name}`).join(', ')})`;
  const given = [source, version_at];
  // `left_by`: its rows as it left them. `before`: the versions it ended.
  await client.query(
    `CREATE TEMP TABLE left_by ON COMMIT DROP AS
       SELECT ${content.join(', ')} FROM ${table} WHERE source = $1 AND valid_from = $2
       UNION ALL SELECT ${content.join(', ')} FROM ${history} WHERE source = $1 AND valid_from = $2`,
    given
  );
  await client.query(
    `CREATE TEMP TABLE before ON COMMIT DROP AS
       SELECT ${content.join(', ')} FROM ${history} WHERE source = $1 AND valid_to = $2`,
    given
  );
  await client.query('CREATE INDEX ON left_by (id); CREATE INDEX ON before (id); ANALYZE left_by; ANALYZE before');

  return {
    /** Rows that are no longer as the import left them, and the later imports that changed them. */
    async changedSince(): Promise<{ rows: number; imports: string[] }> {
      await client.query(
        `CREATE TEMP TABLE changed ON COMMIT DROP AS
           SELECT l.id FROM left_by AS l LEFT JOIN ${table} AS t ON t.id = l.id WHERE NOT (${same('l', 't')})
           UNION SELECT t.id FROM before AS b JOIN ${table} AS t ON t.source = b.source AND t.source_id = b.source_id
             WHERE NOT EXISTS (SELECT FROM left_by AS l WHERE l.id = b.id)`
      );
      const { rows } = await client.query<{ rows: number; imports: string[] | null }>(
        `SELECT (SELECT count(*)::integer FROM changed) AS rows,
                (SELECT array_agg(i.id::text ORDER BY i.id) FROM governance.imports AS i
                 WHERE i.layer = $1 AND i.version_at > $2 AND i.undone_at IS NULL AND EXISTS (
                   SELECT FROM changed AS c JOIN ${table} AS t USING (id) WHERE t.valid_from = i.version_at
                   UNION ALL SELECT FROM changed AS c JOIN ${history} AS h USING (id)
                   WHERE h.valid_from = i.version_at OR h.valid_to = i.version_at)) AS imports`,
        [id, version_at]
      );
      return { rows: rows[0]!.rows, imports: rows[0]!.imports ?? [] };
    },

    /** Brings the rows back to the moment before. */
    async takeBack(): Promise<{ removed: number; restored: number }> {
      const removed = await client.query(
        `DELETE FROM ${table} AS t USING left_by AS l WHERE t.id = l.id AND NOT EXISTS (SELECT FROM before AS b WHERE b.id = l.id)`
      );
      const settable = content.filter((name) => name !== 'id');
      const updated = await client.query(
        `UPDATE ${table} AS t SET ${settable.map((name) => `${name} = b.${name}`).join(', ')} FROM before AS b WHERE t.id = b.id`
      );
      const returned = await client.query(
        `INSERT INTO ${table} (${content.join(', ')}) SELECT ${content.map((name) => `b.${name}`).join(', ')} FROM before AS b
         WHERE NOT EXISTS (SELECT FROM ${table} AS t WHERE t.id = b.id)`
      );
      await client.query('DROP TABLE left_by, before, changed');
      return { removed: removed.rowCount ?? 0, restored: (updated.rowCount ?? 0) + (returned.rowCount ?? 0) };
    }
  };
}
