import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { migrateOrExplain } from '../prepare.ts';
import { OperatorError } from '../provision/operator-error.ts';
import { root } from '../provision/root.ts';
import type { Note } from '../provision/steps.ts';
import type { Backup } from './archive.ts';
import { clearGround, connectForLong, firstObject, prepareGround } from './ground.ts';
import { countRows, type Manifest } from './manifest.ts';
import { feed, findTool } from './pg-tools.ts';

/** Not taken from a dump, by the lines of its table of contents. */
const LEFT_OUT = [
  // The ground is prepared beforehand, by whoever may; their comments and system tables belong to a superuser.
  / (COMMENT - )?EXTENSION /,
  / TABLE DATA public spatial_ref_sys /,
  / DEFAULT ACL /,
  // Made from tiles/functions afterwards and handed to this role, which a restore without owners would not do.
  / tile_definer$/
];

type Order = {
  signal: AbortSignal;
  note: Note;
  /** What to do about a database that is not empty, as lines to run. */
  remedy: string[];
};

/**
 * Puts a backup into an empty database: rows as they were, counted, then migrated to the present.
 * @throws OperatorError for whatever a person can mend. The database is then as empty as before.
 */
export async function putBack(backup: Backup, ownerUrl: string, { signal, note, remedy }: Order): Promise<void> {
  refuseNewer(backup.manifest);
  const client = await connectForLong(ownerUrl);
  try {
    const tool = await fittingTool(client, backup.manifest);
    await claim(client);
    const standing = await firstObject(client);
    if (standing) {
      throw new OperatorError(
        `The database is not empty: it has ${standing}. A backup is restored into an empty one only.`,
        ...remedy
      );
    }
    await prepareGround(client);
    await load(tool, backup, ownerUrl, { signal, note });
    try {
      await refuseDifferences(client, backup.manifest, note);
      signal.throwIfAborted();
      await migrateOrExplain(ownerUrl, note);
      note('gathering statistics');
      await client.query('ANALYZE');
      signal.throwIfAborted();
    } catch (error) {
      await clearGround(client);
      throw error;
    }
  } finally {
    await client.end();
  }
}

function refuseNewer({ schema, software }: Manifest): void {
  if (existsSync(join(root, 'migrations', `${schema}.sql`))) return;
  throw new OperatorError(
    `The backup was made by Gezhi ${software} with migration ${schema}, which this version does not know. Use that version or a newer one.`
  );
}

async function fittingTool(client: pg.Client, manifest: Manifest): Promise<string> {
  const { rows } = await client.query<{ major: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major`
  );
  const { major } = rows[0]!;
  if (major >= manifest.postgres) return findTool('pg_restore', major);
  throw new OperatorError(
    `The backup was made with PostgreSQL ${manifest.postgres}; this database is PostgreSQL ${major}, which may not read it. Restore into PostgreSQL ${manifest.postgres} or newer.`
  );
}

/** Two restores at once would each find the database empty. */
async function claim(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('gezhi restore')) AS mine`
  );
  if (!rows[0]?.mine) throw new OperatorError('Another restore is filling this database already.');
}

/** Reads the dump in one transaction: all of it is there afterwards, or nothing. */
async function load(
  tool: string,
  backup: Backup,
  url: string,
  { signal, note }: Pick<Order, 'signal' | 'note'>
): Promise<void> {
  const contents = await feed(tool, ['--list'], backup.dump(), { signal, note });
  const wanted = contents.split('\n').filter((line) => !LEFT_OUT.some((pattern) => pattern.test(line)));
  const folder = mkdtempSync(join(tmpdir(), 'gezhi-restore-'));
  try {
    const list = join(folder, 'contents');
    writeFileSync(list, wanted.join('\n'));
    // Whoever restores owns what is restored, under whatever name.
    const args = ['--single-transaction', '--exit-on-error', '--no-owner', '--verbose', `--use-list=${list}`];
    await feed(tool, args, backup.dump(), { url, signal, note });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Counted before the migrations, which may have reasons of their own to change rows. */
async function refuseDifferences(client: pg.Client, { rows: backedUp }: Manifest, note: Note): Promise<void> {
  const restored = await countRows(client, note);
  const differences = [...new Set([...Object.keys(backedUp), ...Object.keys(restored)])]
    .filter((table) => backedUp[table] !== restored[table])
    .map(
      (table) => `${table}: ${backedUp[table] ?? 'no table'} in the backup, ${restored[table] ?? 'no table'} restored`
    );
  if (differences.length === 0) return;
  throw new OperatorError(
    `What was restored is not what was backed up, so it was removed again:\n${differences.join('\n')}`
  );
}
