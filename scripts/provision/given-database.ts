import pg from 'pg';
import { EXTENSIONS, isOlder, OLDEST } from './binaries.ts';
import { OperatorError } from './operator-error.ts';

/** What decides whether a database can hold Gezhi. */
export type DatabaseFacts = {
  /** As in `SHOW server_version_num`: 150008 is 15.8. */
  serverVersion: number;
  encoding: string;
  /** Version per extension: the installed one, else the one that would be installed, else undefined. */
  extensions: Record<string, string | undefined>;
  /** Extensions that are there to be installed, but not by this login. */
  forbidden: string[];
  /** Whether pg_trgm finds anything in Chinese text; undefined when pg_trgm could not be tried. */
  readsChinese: boolean | undefined;
};

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

/** The complaint about a database with these facts, or undefined when it will do. */
export function judgeDatabase(facts: DatabaseFacts, shownUrl: string): OperatorError | undefined {
  const { serverVersion, encoding, extensions, forbidden, readsChinese } = facts;
  const major = Math.floor(serverVersion / 10000);
  const apt = (part: string) => `sudo apt-get install -y postgresql-${major}-${part}`;
  if (major < OLDEST.postgres) {
    return new OperatorError(
      `DATABASE_URL leads to PostgreSQL ${major}; Gezhi needs ${OLDEST.postgres} or newer. To use a database of its own instead:`,
      'DATABASE_URL= npm start'
    );
  }
  if (!extensions.postgis) {
    return new OperatorError('DATABASE_URL leads to a PostgreSQL without PostGIS. On its machine run:', apt('postgis-3'));
  }
  if (isOlder(extensions.postgis, OLDEST.postgis)) {
    return new OperatorError(
      `DATABASE_URL leads to PostGIS ${extensions.postgis}; Gezhi needs ${OLDEST.postgis} or newer. With a newer PostGIS on its machine run:`,
      `psql '${shownUrl}' -c 'SELECT postgis_extensions_upgrade()'`
    );
  }
  if (!extensions.pgrouting) {
    return new OperatorError('DATABASE_URL leads to a PostgreSQL without pgRouting. On its machine run:', apt('pgrouting'));
  }
  const absent = EXTENSIONS.filter((name) => !extensions[name]);
  if (absent.length > 0) {
    return new OperatorError(
      `DATABASE_URL leads to a PostgreSQL without ${absent.join(' and ')}. On its machine run:`,
      'sudo apt-get install -y postgresql-contrib'
    );
  }
  if (encoding !== 'UTF8' || readsChinese === false) {
    return new OperatorError(
      `The database behind DATABASE_URL loses Chinese text (encoding ${encoding}, or a locale that knows no Chinese letters). Make another, and name it in DATABASE_URL:`,
      'createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 gezhi'
    );
  }
  if (forbidden.length > 0) {
    const create = forbidden.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name}`).join('; ');
    return new OperatorError(
      `The login in DATABASE_URL may not create the extension ${forbidden.join(', ')}. As a superuser run once in that database:`,
      `psql '${shownUrl}' -U postgres -c '${create}'`
    );
  }
  return undefined;
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
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version, pg_encoding_to_char(encoding) AS encoding
     FROM pg_database WHERE datname = current_database()`
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
  const sentence = sentences[code ?? ''] ?? `The database at ${shown} cannot be reached (${message}). Mend that, or let Gezhi use one of its own:`;
  return new OperatorError(sentence, 'DATABASE_URL= npm start');
}
