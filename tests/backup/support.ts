import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { EXTENSIONS_SQL } from '../../scripts/provision/database.ts';
import { root } from '../../scripts/provision/root.ts';
import { openBackup } from '../../scripts/backup/archive.ts';
import { putBack } from '../../scripts/backup/put-back.ts';
import { backUp } from '../../scripts/backup/take.ts';
import { dropDatabase, roleUrl } from '../support/templates.ts';

const quiet = { signal: new AbortController().signal, note: () => {} };
export const REMEDY = ['the line to run'];

/** Backs a database up, not to be interrupted. */
export const takeBackup = (ownerUrl: string, file: string) => backUp(ownerUrl, file, quiet);

/** Checks a backup and puts it into a database. */
export async function restoreInto(url: string, file: string, signal = quiet.signal): Promise<void> {
  const backup = await openBackup(file, () => {});
  try {
    await putBack(backup, url, { ...quiet, signal, remedy: REMEDY });
  } finally {
    await backup.close();
  }
}

export type EmptyDatabase = { url: string; superuserUrl: string; pool: pg.Pool; drop(): Promise<void> };

let made = 0;

/** A database as the private cluster gives it to a new site: extensions and nothing else. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const cluster = inject('cluster');
  const name = `gezhi_test_${process.pid}_8${++made}`;
  await asSuperuser(
    cluster,
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' OWNER gezhi_owner`
  );
  await asSuperuser(roleUrl(cluster, 'postgres', name), EXTENSIONS_SQL);
  const pool = new pg.Pool({ connectionString: roleUrl(cluster, 'gezhi_owner', name), max: 2 });
  return {
    url: roleUrl(cluster, 'gezhi_owner', name),
    superuserUrl: roleUrl(cluster, 'postgres', name),
    pool,
    drop: async () => {
      await pool.end();
      await dropDatabase(cluster, name);
    }
  };
}

/** A folder that the test removes. */
export function temporaryFolder(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'gezhi-backup-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** The migrations as they were when this one was the newest, laid out for `migrate`. */
export function migrationsUpTo(number: string, dir: string): string {
  mkdirSync(join(dir, 'migrations'));
  for (const file of readdirSync(join(root, 'migrations'))) {
    if (file.slice(0, 4) <= number) cpSync(join(root, 'migrations', file), join(dir, 'migrations', file));
  }
  return dir;
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
