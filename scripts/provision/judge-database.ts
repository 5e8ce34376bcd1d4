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
  /** Whether the three lesser roles are this login's to use, or can be made by it. */
  mayHaveRoles: boolean;
  /** Whether pg_trgm finds anything in Chinese text; undefined when pg_trgm could not be tried. */
  readsChinese: boolean | undefined;
};

/** A complaint where the facts give reason for one. */
type Rule = (facts: DatabaseFacts, shownUrl: string) => OperatorError | false;

/**
 * The complaint about a database with these facts, or undefined when it will do.
 * @param shownUrl its address, without a password
 */
export function judgeDatabase(facts: DatabaseFacts, shownUrl: string): OperatorError | undefined {
  for (const rule of [postgresIsNew, extensionsAreThere, chineseIsRead, extensionsMayBeMade, rolesMayBeMade]) {
    const complaint = rule(facts, shownUrl);
    if (complaint) return complaint;
  }
  return undefined;
}

const postgresIsNew: Rule = ({ serverVersion }) =>
  major(serverVersion) < OLDEST.postgres &&
  new OperatorError(
    `DATABASE_URL leads to PostgreSQL ${major(serverVersion)}; Gezhi needs ${OLDEST.postgres} or newer. To use a database of its own instead:`,
    'DATABASE_URL= npm start'
  );

const extensionsAreThere: Rule = ({ serverVersion, extensions }, shownUrl) => {
  const absent = EXTENSIONS.find((name) => !extensions[name]);
  if (absent) {
    const { title, part } = PACKAGES[absent] ?? { title: absent };
    const name = part ? `postgresql-${major(serverVersion)}-${part}` : 'postgresql-contrib';
    return new OperatorError(
      `DATABASE_URL leads to a PostgreSQL without ${title}. On its machine run:`,
      `sudo apt-get install -y ${name}`
    );
  }
  const postgis = extensions.postgis ?? '';
  return (
    isOlder(postgis, OLDEST.postgis) &&
    new OperatorError(
      `DATABASE_URL leads to PostGIS ${postgis}; Gezhi needs ${OLDEST.postgis} or newer. With a newer PostGIS on its machine run:`,
      `psql '${shownUrl}' -c 'SELECT postgis_extensions_upgrade()'`
    )
  );
};

const PACKAGES: Record<string, { title: string; part: string }> = {
  postgis: { title: 'PostGIS', part: 'postgis-3' },
  pgrouting: { title: 'pgRouting', part: 'pgrouting' }
};

const chineseIsRead: Rule = ({ encoding, readsChinese }) =>
  (encoding !== 'UTF8' || readsChinese === false) &&
  new OperatorError(
    `The database behind DATABASE_URL loses Chinese text (encoding ${encoding}, or a locale that knows no Chinese letters). Make another, and name it in DATABASE_URL:`,
    'createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 gezhi'
  );

const extensionsMayBeMade: Rule = ({ forbidden }, shownUrl) =>
  forbidden.length > 0 &&
  new OperatorError(
    `The login in DATABASE_URL may not create the extension ${forbidden.join(', ')}. As a superuser run once in that database:`,
    `psql '${asSuperuser(shownUrl)}' -c '${forbidden.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name}`).join('; ')}'`
  );

const rolesMayBeMade: Rule = ({ mayHaveRoles }, shownUrl) =>
  !mayHaveRoles &&
  new OperatorError(
    'The login in DATABASE_URL may not create the roles that serve the map. As a superuser run once:',
    // Not CREATEROLE: before PostgreSQL 16 that lets a role give itself nearly every other one.
    `psql '${asSuperuser(shownUrl)}' -c 'CREATE ROLE gezhi_server LOGIN; CREATE ROLE tile_reader LOGIN; CREATE ROLE tile_definer; GRANT gezhi_server, tile_reader, tile_definer TO "${decodeURIComponent(new URL(shownUrl).username)}"'`
  );

function major(serverVersion: number): number {
  return Math.floor(serverVersion / 10000);
}

function asSuperuser(shownUrl: string): string {
  const url = new URL(shownUrl);
  url.username = 'postgres';
  return url.href;
}
