import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { refuseUnfitDatabase } from './given-database.ts';
import { openPrivateCluster, type PrivateCluster } from './private-database.ts';
import type { Note } from './steps.ts';

/** A database that can hold Gezhi, and how to reach it as each of its roles. */
export type Database = {
  ownerUrl: string;
  /** Absent where only an owner is known: the server then drops to `gezhi_server` by itself. */
  serverUrl: string | undefined;
  tileUrl: string | undefined;
  /** Whether it is this clone's own cluster. */
  isPrivate: boolean;
  remark: string | undefined;
  stop(): Promise<void>;
};

/** What a superuser adds to each database. */
export const EXTENSIONS_SQL = readFileSync(join(import.meta.dirname, 'extensions.sql'), 'utf8');

type Given = { DATABASE_URL?: string; SERVER_DATABASE_URL?: string; TILE_DATABASE_URL?: string };

/**
 * Finds a database: the given one, checked, or this clone's own, started.
 * @throws OperatorError where a person has to do something first
 */
export async function provisionDatabase(given: Given = process.env, note: Note = () => {}): Promise<Database> {
  if (given.DATABASE_URL) {
    await refuseUnfitDatabase(given.DATABASE_URL);
    return {
      ownerUrl: given.DATABASE_URL,
      serverUrl: given.SERVER_DATABASE_URL || undefined,
      tileUrl: given.TILE_DATABASE_URL || undefined,
      isPrivate: false,
      remark: undefined,
      stop: async () => {}
    };
  }
  const cluster = await openPrivateCluster(note);
  await createDatabase(cluster, 'gezhi').catch(async (error: unknown) => {
    await cluster.stop();
    throw error;
  });
  return {
    ownerUrl: cluster.url('gezhi_owner', 'gezhi'),
    serverUrl: cluster.url('gezhi_server', 'gezhi'),
    tileUrl: cluster.url('tile_reader', 'gezhi'),
    isPrivate: true,
    remark: cluster.remark,
    stop: cluster.stop
  };
}

/** Makes a database of the private cluster with its extensions, unless it is there. */
async function createDatabase(cluster: PrivateCluster, name: string): Promise<void> {
  await asSuperuser(cluster, 'postgres', async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER gezhi_owner`);
  });
  await asSuperuser(cluster, name, (client) => client.query(EXTENSIONS_SQL));
}

async function asSuperuser<T>(
  cluster: PrivateCluster,
  database: string,
  work: (client: pg.Client) => Promise<T>
): Promise<T> {
  const client = new pg.Client({ connectionString: cluster.url('postgres', database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
