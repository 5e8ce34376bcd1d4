import pg from 'pg';
import { EXTENSIONS } from './binaries.ts';
import { judgeDatabase, type DatabaseFacts } from './judge-database.ts';
import { OperatorError } from './operator-error.ts';

/** Made by the first migration where they are missing. */
const ROLES = ['gezhi_server', 'tile_reader', 'tile_definer'];

/**
 * Connects to a given database and complains if it cannot hold Gezhi.
 * @throws OperatorError one sentence, and the line that mends it
 */
export async function refuseUnfitDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(error, url);
  }
  try {
    const complaint = judgeDatabase(await readFacts(client), withoutPassword(url));
    if (complaint) throw complaint;
  } finally {
    await client.end();
  }
}

/** An address fit to be printed. */
export function withoutPassword(url: string): string {
  try {
    const shown = new URL(url);
    shown.password = '';
    return shown.href;
  } catch {
    return 'DATABASE_URL';
  }
}

/** Tries, in a transaction that is taken back, what the first migration will do. */
async function readFacts(client: pg.Client): Promise<DatabaseFacts> {
  const { rows: known } = await client.query<{ name: string; version: string; installed: boolean }>(
    `SELECT name, coalesce(installed_version, default_version) AS version, installed_version IS NOT NULL AS installed
     FROM pg_available_extensions WHERE name = ANY ($1)`,
    [EXTENSIONS]
  );
  const { rows } = await client.query<{ version: number; encoding: string; roles: boolean }>(
    `SELECT current_setting('server_version_num')::int AS version, pg_encoding_to_char(encoding) AS encoding,
       (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user)
         OR (SELECT count(*) = 3 FROM pg_roles WHERE rolname = ANY ($1) AND pg_has_role(oid, 'MEMBER')) AS roles
     FROM pg_database WHERE datname = current_database()`,
    [ROLES]
  );
  const forbidden: string[] = [];
  await client.query('BEGIN');
  for (const name of EXTENSIONS.filter((wanted) => known.some((row) => row.name === wanted && !row.installed))) {
    await client.query('SAVEPOINT before');
    await client.query(`CREATE EXTENSION ${name}`).catch(async () => {
      forbidden.push(name);
      await client.query('ROLLBACK TO before');
    });
  }
  const readsChinese = await client
    .query<{ found: boolean }>("SELECT cardinality(show_trgm('长春')) > 0 AS found")
    .then((result) => result.rows[0]?.found)
    .catch(() => undefined);
  await client.query('ROLLBACK');
  return {
    serverVersion: rows[0]?.version ?? 0,
    encoding: rows[0]?.encoding ?? '',
    extensions: Object.fromEntries(known.map(({ name, version }) => [name, version])),
    forbidden,
    mayHaveRoles: rows[0]?.roles ?? false,
    readsChinese
  };
}

function unreachable(error: unknown, url: string): OperatorError {
  const { code, message } = error as { code?: string; message: string };
  const shown = withoutPassword(url);
  const sentences: Record<string, string> = {
    ECONNREFUSED: `Nothing answers at ${shown}. Start that database, or let Gezhi use one of its own:`,
    ENOENT: `Nothing answers at ${shown}. Start that database, or let Gezhi use one of its own:`,
    ENOTFOUND: `The host in ${shown} is not known. Correct DATABASE_URL, or let Gezhi use a database of its own:`,
    '28P01': `The password in DATABASE_URL is wrong (${shown}). Correct it, or let Gezhi use a database of its own:`,
    '3D000': `The database in ${shown} does not exist. Create it, or let Gezhi use one of its own:`
  };
  const sentence =
    sentences[code ?? ''] ??
    `The database at ${shown} cannot be reached (${message}). Mend that, or let Gezhi use one of its own:`;
  return new OperatorError(sentence, 'DATABASE_URL= npm start');
}
