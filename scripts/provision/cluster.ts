import {
  appendFileSync,
  chownSync,
  existsSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { clusterSettings } from './cluster-settings.ts';
import type { ClusterHome } from './cluster-home.ts';
import { OperatorError } from './operator-error.ts';
import { lastWords, run, type Output } from './run.ts';
import type { Note } from './steps.ts';

/** Major version an existing cluster was made with; undefined when there is none. */
export function clusterMajor(home: ClusterHome): number | undefined {
  const file = join(home.data, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

/** Makes the cluster's files if there are none. An interrupted making leaves nothing that looks like a cluster. */
export async function createCluster(home: ClusterHome, { bin }: Binaries, note: Note): Promise<void> {
  if (clusterMajor(home) !== undefined) return;
  note('creating a private database cluster');
  const unfinished = `${home.data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  // Without these an empty LANG gives C and SQL_ASCII, under which pg_trgm finds nothing in Chinese text.
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
  const made = await program(home, join(bin, 'initdb'), [
    ...['-D', unfinished, ...locale, '--auth=trust', '--username=postgres', '--no-instructions']
  ]);
  if (made.code !== 0) throw new OperatorError(`The database cluster could not be made:\n${lastWords(made)}`);
  appendFileSync(join(unfinished, 'postgresql.conf'), "\ninclude_if_exists = 'gezhi.conf'\n");
  renameSync(unfinished, home.data);
}

/** Starts the cluster, whatever state an earlier, killed start has left it in. */
export async function startCluster(home: ClusterHome, { bin }: Binaries, note: Note): Promise<void> {
  const settings = join(home.data, 'gezhi.conf');
  writeFileSync(settings, clusterSettings(home.socket));
  if (home.user) chownSync(settings, home.user.uid, home.user.gid);
  note('starting the database');
  const log = join(home.dir, 'start.log');
  let started = await pgCtl(home, bin, ['start', '-w', '-t', '120', '-l', log]);
  // After a killed postmaster its last backends take a moment to notice, and hold the shared memory until then.
  for (let attempt = 0; started.code !== 0 && attempt < 5; attempt++) {
    await sleep(1000);
    started = await pgCtl(home, bin, ['start', '-w', '-t', '120', '-l', log]);
  }
  if (started.code === 0) return;
  const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-6).join('\n') : lastWords(started);
  throw new OperatorError(`The private database in ${home.dir} did not start:\n${said}`);
}

/** Whether a server runs on the cluster's files. */
export async function isRunning(home: ClusterHome, { bin }: Binaries): Promise<boolean> {
  removeStalePid(home);
  return clusterMajor(home) !== undefined && (await pgCtl(home, bin, ['status'])).code === 0;
}

/** Stops the cluster and waits until it is down. */
export async function stopCluster(home: ClusterHome, binaries: Binaries): Promise<void> {
  const stopped = await pgCtl(home, binaries.bin, ['stop', '-m', 'fast', '-w', '-t', '60']);
  if (stopped.code === 0 || !(await isRunning(home, binaries))) return;
  await pgCtl(home, binaries.bin, ['stop', '-m', 'immediate', '-w', '-t', '30']);
}

/**
 * A killed server leaves its pid file. PostgreSQL sees through it unless the number now belongs to another process of
 * the same user, which in a container it often does. A server of ours works in its data directory.
 */
function removeStalePid(home: ClusterHome): void {
  const file = join(home.data, 'postmaster.pid');
  if (!existsSync(file) || !existsSync('/proc/self/cwd')) return;
  const pid = readFileSync(file, 'utf8').split('\n')[0];
  if (workingDirectory(`/proc/${pid}/cwd`) !== realpathSync(home.data)) rmSync(file);
}

function workingDirectory(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function pgCtl(home: ClusterHome, bin: string, args: string[]): Promise<Output> {
  return program(home, join(bin, 'pg_ctl'), ['-D', home.data, ...args]);
}

function program(home: ClusterHome, path: string, args: string[]): Promise<Output> {
  // PG* variables of the caller's shell are meant for other databases.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  return run(path, args, { user: home.user, cwd: home.dir, env: { ...env, LC_ALL: 'C.UTF-8' } });
}
