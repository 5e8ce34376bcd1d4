import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { derivePastFunctions, dropOfPast, isOfPast } from './past-functions.ts';

/** A tile function that cannot be applied; names its file. */
export class TileFunctionError extends Error {}

const SIGNATURE = '(integer, integer, integer, jsonb)';

/**
 * Applies `tiles/functions/*.sql` and what is derived from them for the past where the text differs from what this
 * database has, in one transaction, and drops the functions whose file is gone. Files with a leading underscore hold
 * helpers and come first.
 */
export async function applyTileFunctions(client: pg.Client, dir: string, log: (line: string) => void): Promise<void> {
  const written = readFunctions(dir);
  const wanted = new Map([...written, ...(await derivePastFunctions(client, layersOf(written)))]);
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM tiles.applied_functions'
  );
  const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  const changed = [...wanted].filter(([name, text]) => applied.get(name) !== hashOf(text));
  const gone = [...applied.keys()].filter((name) => !wanted.has(name));
  if (changed.length === 0 && gone.length === 0) return;
  await client.query('BEGIN');
  try {
    for (const name of gone) await drop(client, name);
    for (const [name, text] of changed) await apply(client, name, text);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
  for (const name of gone.filter((name) => !isOfPast(name))) log(`dropped tile function ${name}`);
  for (const [name] of changed) if (written.has(name)) log(`applied tile function ${name}`);
}

async function apply(client: pg.Client, name: string, text: string): Promise<void> {
  try {
    await client.query(text);
    if (isTile(name)) await handOver(client, name);
  } catch (error) {
    const file = `${name.replace(/^past\.|_as_of$/g, '')}.sql`;
    throw new TileFunctionError(`tiles/functions/${file}: ${(error as Error).message}`, { cause: error });
  }
  await client.query(
    `INSERT INTO tiles.applied_functions (name, sha256) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()`,
    [name, hashOf(text)]
  );
}

/**
 * A definer function runs with its owner's rights, and the tables' owner sees past row-level security; so it is given
 * to a role that may read the published columns and nothing else.
 */
async function handOver(client: pg.Client, name: string): Promise<void> {
  const signature = `tiles.${name}${SIGNATURE}`;
  await client.query(`ALTER FUNCTION ${signature} OWNER TO tile_definer`);
  await client.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
  await client.query(`GRANT EXECUTE ON FUNCTION ${signature} TO tile_reader, gezhi_server`);
}

/** A helper file may hold several functions of any shape; what it leaves behind is harmless and stays. */
async function drop(client: pg.Client, name: string): Promise<void> {
  if (!isHelper(name)) await client.query(dropOfPast(name) ?? `DROP FUNCTION IF EXISTS tiles.${name}${SIGNATURE}`);
  await client.query('DELETE FROM tiles.applied_functions WHERE name = $1', [name]);
}

function readFunctions(dir: string): Map<string, string> {
  if (!existsSync(dir)) return new Map();
  const names = readdirSync(dir)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''));
  const odd = names.find((name) => !/^_?[a-z][a-z0-9_]*$/.test(name));
  if (odd) throw new TileFunctionError(`tiles/functions/${odd}.sql is not named like a layer (snake_case).`);
  const helpersFirst = (name: string) => (isHelper(name) ? 0 : 1);
  names.sort((a, b) => helpersFirst(a) - helpersFirst(b) || a.localeCompare(b));
  return new Map(names.map((name) => [name, readFileSync(join(dir, `${name}.sql`), 'utf8')]));
}

function layersOf(functions: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...functions].filter(([name]) => !isHelper(name)));
}

function isHelper(name: string): boolean {
  return name.startsWith('_');
}

function isTile(name: string): boolean {
  return !isHelper(name) && dropOfPast(name) === undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
