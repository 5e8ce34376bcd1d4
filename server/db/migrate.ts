import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { applyTileFunctions } from './tile-functions.ts';

/** A migration that cannot be run; says which and what to do. */
export class MigrationError extends Error {}

type Log = (line: string) => void;

const root = dirname(dirname(import.meta.dirname));
const BOOKS = 'schema_migrations';
const LOCK = `hashtext('gezhi migrate')`;

/**
 * Brings a database to the state this code expects: runs what is new in `migrations/`, then re-applies the tile
 * functions whose text changed. One process at a time; a second one waits and finds nothing to do.
 * @param from folder that holds `migrations` and `tiles/functions`
 * @throws MigrationError naming the file and what PostgreSQL says of it
 */
export async function migrate(ownerUrl: string, log: Log, from = root): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gezhi migrate' });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    await runMigrations(client, join(from, 'migrations'), log);
    await applyTileFunctions(client, join(from, 'tiles', 'functions'), log);
    await setRowSecurity(client, log);
  } finally {
    // Ending the connection gives the lock back, whatever state it is in.
    await client.end();
  }
}

/** Row-level security as far as this database can carry it (migrations/0075). Older schemas have none. */
async function setRowSecurity(client: pg.Client, log: Log): Promise<void> {
  const { rows: known } = await client.query<{ oid: string | null }>(
    `SELECT to_regproc('access.set_row_security') AS oid`
  );
  if (!known[0]?.oid) return;
  const { rows } = await client.query<{ state: string }>('SELECT access.set_row_security() AS state');
  if (rows[0]?.state === 'partial')
    log('row-level security only where it is always on: && is not LEAKPROOF here (docs/decisions/0009)');
}

async function runMigrations(client: pg.Client, dir: string, log: Log): Promise<void> {
  const texts = readMigrations(dir);
  const applied = await refuseChanged(client, texts);
  const waiting = [...texts.keys()].filter((name) => !applied.has(name));
  if (waiting.length === 0) return;
  let complaint = '';
  const logger = { debug() {}, info() {}, warn() {}, error: (text: string) => (complaint = text) };
  try {
    await runner({
      ...{ dbClient: client, dir, direction: 'up', migrationsTable: BOOKS, migrationsSchema: 'public' },
      // All or nothing, under our own lock, which waits where the runner's would fail.
      ...{ singleTransaction: true, noLock: true, ignorePattern: '(?!.*\\.sql$).*', logger }
    });
  } catch (error) {
    throw new MigrationError(`The database could not be migrated; nothing was changed.\n${complaint || String(error)}`);
  }
  await client.query(`ALTER TABLE public.${BOOKS} ADD COLUMN IF NOT EXISTS sha256 text`);
  for (const name of waiting) {
    await client.query(`UPDATE public.${BOOKS} SET sha256 = $2 WHERE name = $1`, [name, texts.get(name)]);
    log(`migrated ${name}`);
  }
}

/** Names of the migrations already run; a changed text would mean that two databases differ without anyone knowing. */
async function refuseChanged(client: pg.Client, texts: Map<string, string>): Promise<Set<string>> {
  const { rows: books } = await client.query<{ oid: string | null }>(`SELECT to_regclass('public.${BOOKS}') AS oid`);
  if (!books[0]?.oid) return new Set();
  await client.query(`ALTER TABLE public.${BOOKS} ADD COLUMN IF NOT EXISTS sha256 text`);
  const { rows } = await client.query<{ name: string; sha256: string | null }>(
    `SELECT name, sha256 FROM public.${BOOKS} ORDER BY id`
  );
  for (const { name, sha256 } of rows) {
    const text = texts.get(name);
    if (text === undefined) {
      throw new MigrationError(
        `This database has run migration ${name}, which this version of Gezhi does not know. Use the newer version.`
      );
    }
    if (sha256 !== null && sha256 !== text) {
      throw new MigrationError(
        `Migration ${name} was changed after this database ran it. Put its text back and write the change as a new migration.`
      );
    }
  }
  return new Set(rows.map(({ name }) => name));
}

function readMigrations(dir: string): Map<string, string> {
  const names = readdirSync(dir)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const odd = names.find((file) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(file));
  if (odd) throw new MigrationError(`migrations/${odd} is not named NNNN_what.sql.`);
  return new Map(names.map((file) => [file.replace(/\.sql$/, ''), hashOf(readFileSync(join(dir, file), 'utf8'))]));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
