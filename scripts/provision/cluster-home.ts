import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneHash } from './lock.ts';
import { OperatorError } from './operator-error.ts';
import { root } from './root.ts';
import { run, type User } from './run.ts';

/** Where the private cluster lives and who runs it. */
export type ClusterHome = { dir: string; data: string; socket: string; user: User | undefined; isAway: boolean };

/** sun_path holds 108 bytes with its closing zero; PostgreSQL appends its own file name to the directory. */
const LONGEST_SOCKET_DIR = 107 - '/.s.PGSQL.5432'.length;

/**
 * Finds or makes the place of the cluster: `.data/db` of the clone, or `/var/lib/gezhi/<clone>` when the unprivileged
 * user that PostgreSQL insists on cannot reach the clone (a clone under /root, for example).
 */
export async function clusterHome(): Promise<ClusterHome> {
  const near = join(root, '.data', 'db');
  const away = join('/var/lib/gezhi', cloneHash());
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    refuseForeign(near);
    makeDirectory(join(root, '.data'), 0o755);
    makeDirectory(near, 0o700);
    return homeAt(near, undefined, false);
  }
  for (const dir of [near, away])
    if (existsSync(join(dir, 'data'))) return homeAt(dir, await ownerOf(dir), dir === away);
  const user = await unprivilegedUser();
  makeDirectory(join(root, '.data'), 0o755);
  makeDirectory(near, 0o700, user);
  if ((await run('sh', ['-c', 'cd "$0"', near], { user, cwd: '/' })).code === 0) return homeAt(near, user, false);
  rmdirSync(near);
  makeDirectory('/var/lib/gezhi', 0o755);
  makeDirectory(away, 0o700, user);
  return homeAt(away, user, true);
}

function homeAt(dir: string, user: User | undefined, isAway: boolean): ClusterHome {
  const data = join(dir, 'data');
  const near = join(dir, 'socket');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_DIR) {
    makeDirectory(near, 0o700, user);
    return { dir, data, socket: near, user, isAway };
  }
  const short = join(user ? '/run' : (process.env.XDG_RUNTIME_DIR ?? tmpdir()), `gezhi-${cloneHash()}`);
  makeDirectory(short, 0o700, user);
  // /tmp is anyone's: a directory of that name which is not ours could be a trap.
  const owner = lstatSync(short);
  if (!owner.isDirectory() || owner.uid !== (user?.uid ?? process.getuid?.())) {
    throw new OperatorError(
      `The folder ${short}, needed for the database's socket, belongs to somebody else.`,
      `rm -rf ${short}`
    );
  }
  return { dir, data, socket: short, user, isAway };
}

function makeDirectory(dir: string, mode: number, owner?: User): void {
  if (existsSync(dir)) return;
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, mode);
  if (owner) chownSync(dir, owner.uid, owner.gid);
}

async function unprivilegedUser(): Promise<User> {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    if (uid.code === 0) return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new OperatorError(
    'PostgreSQL does not run as root and this system has no user "postgres":',
    'useradd --system postgres'
  );
}

/** A cluster belongs to whoever made it, also when it was made before by somebody other than root. */
async function ownerOf(dir: string): Promise<User> {
  const { uid, gid } = statSync(join(dir, 'data'));
  const name = (await run('id', ['-un', String(uid)])).stdout.trim() || String(uid);
  if (uid !== 0) return { name, uid, gid };
  throw new OperatorError(
    `The database under ${dir} belongs to root, as whom PostgreSQL does not run:`,
    `rm -rf ${dir}`
  );
}

function refuseForeign(dir: string): void {
  if (!existsSync(dir) || statSync(dir).uid === process.getuid?.()) return;
  throw new OperatorError(
    `The database under ${dir} was made by another user, probably by a start as root. Start as that user, or remove it:`,
    `sudo rm -rf ${dir}`
  );
}
