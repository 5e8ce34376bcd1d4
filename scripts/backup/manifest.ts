import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { layers } from '#geodata/layers/index.ts';
import { OperatorError } from '../provision/operator-error.ts';
import { root } from '../provision/root.ts';
import type { Note } from '../provision/steps.ts';

/** What a backup says of itself. */
export const Manifest = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Version of Gezhi that made it. */
  software: z.string(),
  /** Newest migration the database had run, such as 0027_search. */
  schema: z.string(),
  /** Major version of PostgreSQL. */
  postgres: z.int(),
  /** Rows by table, `asset.cameras` and `asset.cameras_history` among them. */
  rows: z.record(z.string(), z.int())
});
export type Manifest = z.infer<typeof Manifest>;

/** Filled anew from `tiles/functions` by every restore. */
export const DERIVED_TABLE = 'tiles.applied_functions';

/**
 * Describes a database as the client's transaction sees it.
 * @throws OperatorError when it holds no site
 */
export async function describe(client: pg.Client, note: Note): Promise<Manifest> {
  const { rows: books } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public.schema_migrations') IS NOT NULL AS there`
  );
  if (!books[0]?.there) throw new OperatorError('This database holds no site yet, so there is nothing to back up.');
  const { rows } = await client.query<{ schema: string; postgres: number }>(
    `SELECT max(name) AS schema, current_setting('server_version_num')::int / 10000 AS postgres
     FROM public.schema_migrations`
  );
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    ...{ format: 1, madeAt: new Date().toISOString(), software: version },
    ...rows[0]!,
    rows: await countRows(client, note)
  };
}

/** Exact number of rows of every table that is not PostgreSQL's or an extension's. */
export async function countRows(client: pg.Client, note: Note): Promise<Record<string, number>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.filter((table) => table.name !== DERIVED_TABLE)) {
    note(`counting ${name}`);
    const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${name}`);
    counts[name] = Number(rows[0]!.n);
  }
  return counts;
}

/** One line for people: how much there is. */
export function summaryOf({ rows, schema }: Manifest): string {
  const sum = (suffix: string) =>
    layers
      .reduce((total, layer) => total + (rows[`${layer.schema}.${layer.id}${suffix}`] ?? 0), 0)
      .toLocaleString('en');
  return `${sum('')} features and ${sum('_history')} past versions, schema ${schema}`;
}
