import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EXTENSIONS_SQL } from '../provision/database.ts';
import { root } from '../provision/root.ts';

/**
 * What belongs to a database without being in its dump: the roles, what everyone may do in it, and what everyone may do
 * with functions made later. The foundation says it once, for new databases and for restored ones.
 */
const foundation = readFileSync(join(root, 'migrations', '0001_foundation.sql'), 'utf8');
const GROUND_SQL = foundation.match(/^DO \$\$[\s\S]+?^\$\$;|^ALTER DEFAULT PRIVILEGES .+?;/gm)!.join('\n');

const NOT_OF_EXTENSIONS = (catalogue: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass AND d.objid = o.oid AND d.deptype = 'e')`;
const SCHEMAS = `SELECT quote_ident(o.nspname) AS name FROM pg_namespace o
  WHERE o.nspname !~ '^pg_' AND o.nspname NOT IN ('information_schema', 'public') AND ${NOT_OF_EXTENSIONS('pg_namespace')}
    AND NOT EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = o.oid)`;
const PUBLIC_TABLES = `SELECT format('public.%I', o.relname) AS name FROM pg_class o
  WHERE o.relnamespace = to_regnamespace('public') AND o.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${NOT_OF_EXTENSIONS('pg_class')}`;

/** The first thing that stands in a database beside PostgreSQL's own and its extensions; undefined when it is empty. */
export async function firstObject(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(`${SCHEMAS} UNION ALL ${PUBLIC_TABLES} ORDER BY name LIMIT 1`);
  return rows[0]?.name;
}

/** Extensions, roles and default privileges, which have to be there before a dump is read. */
export async function prepareGround(client: pg.Client): Promise<void> {
  await client.query(EXTENSIONS_SQL);
  await client.query(GROUND_SQL);
}

/** Empties a database that was empty before we filled it; its extensions stay. */
export async function clearGround(client: pg.Client): Promise<void> {
  const [schemas, tables] = [
    await client.query<{ name: string }>(SCHEMAS),
    await client.query<{ name: string }>(PUBLIC_TABLES)
  ];
  const drops = [
    ...schemas.rows.map(({ name }) => `DROP SCHEMA ${name} CASCADE`),
    ...tables.rows.map(({ name }) => `DROP TABLE ${name} CASCADE`)
  ];
  // Several statements of one text are one transaction.
  if (drops.length > 0) await client.query(drops.join('; '));
}

/** A connection for work of any length; that it breaks is told to whoever asks it next. */
export async function connectForLong(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'gezhi backup',
    options: '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0'
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}
