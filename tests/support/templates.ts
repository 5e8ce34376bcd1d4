import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EXTENSIONS_SQL } from '../../scripts/provision/database.ts';
import { filesOf } from '../../scripts/provision/files-of.ts';
import { root } from '../../scripts/provision/root.ts';
import { migrate } from '../../server/db/migrate.ts';

const SCHEMA_PARTS = ['migrations', 'tiles/functions', 'scripts/provision/extensions.sql'];
const DEMO_PARTS = [...SCHEMA_PARTS, 'geodata/demo', 'geodata/codes', 'scripts/demo.ts', 'scripts/demo'];
const LOCK = `hashtext('gezhi test templates')`;

/** Copies a template into a new database, making the template first if its sources changed. */
export async function cloneTemplate(superuserUrl: string, name: string, demo: boolean): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    const template = await ensureTemplate(client, superuserUrl, demo);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER gezhi_owner`);
    // A test's data need not survive a power cut.
    await client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  });
}

/**
 * Removes a test database. Connections that are just closing get the few seconds PostgreSQL waits for them, so that
 * their clients see an ordinary end; whoever stays after that is cut off.
 */
export async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    await client
      .query(`DROP DATABASE IF EXISTS ${name}`)
      .catch(() => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  });
}

/** Removes what earlier runs left: databases of dead processes and templates of other sources. */
export async function dropLeftovers(superuserUrl: string): Promise<void> {
  const kept = [templateName(false), templateName(true)];
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE 'gezhi\\_test\\_%'`
    );
    for (const { name } of rows) {
      const pid = Number(/^gezhi_test_(\d+)_\d+$/.exec(name)?.[1]);
      if (pid ? isAlive(pid) : kept.includes(name)) continue;
      // Another run may be using it, or clear away at the same moment; then it is not left over, or already gone.
      await client
        .query(`ALTER DATABASE ${name} IS_TEMPLATE false`)
        .then(() => client.query(`DROP DATABASE ${name}`))
        .catch(() => {});
    }
  });
}

/** Address of a database of the test cluster as one of its roles. */
export function roleUrl(superuserUrl: string, role: string, database: string): string {
  const url = new URL(superuserUrl);
  url.username = role;
  url.pathname = `/${database}`;
  return url.href;
}

async function ensureTemplate(client: pg.Client, superuserUrl: string, demo: boolean): Promise<string> {
  const name = templateName(demo);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount) return name;
  const unfinished = `${name}_unfinished`;
  await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  if (demo)
    await client.query(
      `CREATE DATABASE ${unfinished} TEMPLATE ${await ensureTemplate(client, superuserUrl, false)} OWNER gezhi_owner`
    );
  else await client.query(`CREATE DATABASE ${unfinished} OWNER gezhi_owner`);
  await fill(superuserUrl, unfinished, demo);
  await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  // Nobody connects any more, so that copying never has to wait for anyone.
  await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  return name;
}

async function fill(superuserUrl: string, name: string, demo: boolean): Promise<void> {
  const ownerUrl = roleUrl(superuserUrl, 'gezhi_owner', name);
  if (!demo) {
    await asSuperuser(roleUrl(superuserUrl, 'postgres', name), (client) => client.query(EXTENSIONS_SQL));
    return migrate(ownerUrl, () => {});
  }
  const { ensureDemo } = await import('../../scripts/demo.ts');
  await ensureDemo({ ownerUrl, log: () => {} });
  await asSuperuser(roleUrl(superuserUrl, 'postgres', name), (client) => client.query('VACUUM ANALYZE'));
}

function templateName(demo: boolean): string {
  const hash = createHash('sha256');
  for (const part of demo ? DEMO_PARTS : SCHEMA_PARTS) {
    for (const file of filesOf(join(root, part))) hash.update(file).update(readFileSync(file));
  }
  return `gezhi_test_${demo ? 'demo' : 'template'}_${hash.digest('hex').slice(0, 12)}`;
}

async function asSuperuser<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
