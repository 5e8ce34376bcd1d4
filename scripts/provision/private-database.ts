import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { chooseBinaries, findBinaries, OLDEST, type Binaries } from './binaries.ts';
import { clusterHome, type ClusterHome } from './cluster-home.ts';
import { clusterMajor, createCluster, isRunning, startCluster, stopCluster } from './cluster.ts';
import { aptNames, installScript, postgresPackages, readSystem, runAsRoot } from './install.ts';
import { withLock } from './lock.ts';
import { OperatorError } from './operator-error.ts';
import type { Note } from './steps.ts';

/** Marks the connection by which a process says that it needs the cluster. */
const HOLDER = 'gezhi holder';

export type PrivateCluster = {
  /** Address of a database as one of the roles; `postgres` is the superuser. */
  url(role: string, database: string): string;
  /** A sentence about where the cluster had to go, if that is not `.data/db`. */
  remark: string | undefined;
  /** Stops the cluster unless another process of this clone uses it. */
  stop(): Promise<void>;
};

/**
 * Starts this clone's own PostgreSQL, installing it and making its cluster first where needed. Several processes may
 * use it at once (a running site and a test run); the last one to stop takes it down. A server left behind by a killed
 * process is taken over.
 */
export async function openPrivateCluster(note: Note): Promise<PrivateCluster> {
  if (process.platform === 'win32') {
    throw new OperatorError(
      'On Windows Gezhi does not run a database of its own: point DATABASE_URL at PostgreSQL 15 with PostGIS, or use',
      'docker compose up'
    );
  }
  return withLock('cluster', async () => {
    const newest = await ensureBinaries(note);
    const home = await clusterHome();
    const binaries = await fittingBinaries(home, newest);
    const url = (role: string, database: string) =>
      `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(home.socket)}`;
    const holder = await takeHold(home, binaries, url('postgres', 'postgres'), note);
    await holder.query(readFileSync(join(import.meta.dirname, 'roles.sql'), 'utf8'));
    return {
      url,
      remark: home.isAway
        ? `PostgreSQL's user "${home.user?.name}" cannot reach this folder, so the database is kept in ${home.dir}.`
        : undefined,
      stop: () => withLock('cluster', () => letGo(holder, home, binaries))
    };
  });
}

async function ensureBinaries(note: Note): Promise<Binaries> {
  const found = await findBinaries();
  const wanted = chooseBinaries(found);
  if (wanted) return wanted;
  const system = await readSystem();
  const names = system.kind === 'apt' ? await aptNames('^postgresql-[0-9]+-(postgis-3|pgrouting)$', system) : [];
  const packages = postgresPackages(names, OLDEST.postgres, found[0]?.major);
  if (system.kind === 'apt' && names.length > 0 && !packages) {
    throw new OperatorError(
      `This release of the distribution has no PostgreSQL ${OLDEST.postgres} with PostGIS. Add PostgreSQL's own packages, then run the same command again:`,
      'apt-get install -y postgresql-common && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y'
    );
  }
  const script = installScript(system, 'PostgreSQL with PostGIS and pgRouting', {
    apt: packages ?? 'postgresql postgis postgresql-postgis postgresql-pgrouting',
    dnf: 'postgresql-server postgresql-contrib postgis pgRouting',
    apk: 'postgresql17 postgresql17-contrib postgis pgrouting',
    brew: 'postgresql@17 postgis pgrouting'
  });
  await runAsRoot(script, system, note);
  const installed = chooseBinaries(await findBinaries());
  if (installed) return installed;
  throw new OperatorError(`The packages ${packages} were installed, but no complete PostgreSQL was found afterwards.`);
}

/** Only the version that made a cluster can open it. */
async function fittingBinaries(home: ClusterHome, newest: Binaries): Promise<Binaries> {
  const major = clusterMajor(home);
  const binaries = major === undefined ? newest : chooseBinaries(await findBinaries(), major);
  if (binaries) return binaries;
  throw new OperatorError(
    `The database in ${home.dir} was made with PostgreSQL ${major}, which is no longer installed with PostGIS. Install it again, or begin anew:`,
    `rm -rf ${home.dir}`
  );
}

async function takeHold(home: ClusterHome, binaries: Binaries, url: string, note: Note): Promise<pg.Client> {
  await createCluster(home, binaries, note);
  if (await isRunning(home, binaries)) {
    const holder = await connect(url).catch(() => undefined);
    if (holder && (await isSameVersion(holder, binaries))) return holder;
    await holder?.end();
    await stopCluster(home, binaries);
  }
  await startCluster(home, binaries, note);
  return connect(url);
}

/** A server whose programs were upgraded beneath it cannot load its extensions any more. */
async function isSameVersion(holder: pg.Client, { version }: Binaries): Promise<boolean> {
  const { rows } = await holder.query<{ server_version: string }>('SHOW server_version');
  return rows[0]?.server_version === version;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: HOLDER, connectionTimeoutMillis: 10_000 });
  // The server going away is found out by whoever uses it; here it must only not end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function letGo(holder: pg.Client, home: ClusterHome, binaries: Binaries): Promise<void> {
  const others = await holder
    .query('SELECT FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()', [HOLDER])
    .catch(() => ({ rowCount: 0 }));
  await holder.end().catch(() => {});
  if (others.rowCount === 0) await stopCluster(home, binaries);
}
