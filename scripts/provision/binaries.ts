import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** Oldest versions that carry what the migrations use. */
export const OLDEST = { postgres: 15, postgis: '3.3' };

/** Extensions every database has; `contrib` ones come with the server package. */
export const EXTENSIONS = ['postgis', 'pg_trgm', 'btree_gist', 'pgrouting'];

/** One installation of the PostgreSQL server on this machine. */
export type Binaries = { bin: string; major: number; version: string; missing: string[] };

/** Every PostgreSQL server of this machine, newest first, with what each lacks. */
export async function findBinaries(): Promise<Binaries[]> {
  const found: Binaries[] = [];
  for (const bin of await binDirectories()) {
    if (!existsSync(join(bin, 'initdb')) || !existsSync(join(bin, 'pg_config'))) continue;
    const { stdout } = await run(join(bin, 'pg_config'), ['--version', '--sharedir']);
    const [version = '', share = ''] = stdout.trim().split('\n');
    const major = Number(/\d+/.exec(version)?.[0] ?? 0);
    const missing = EXTENSIONS.filter((name) => !isComplete(name, share));
    found.push({ bin, major, version: version.replace(/^PostgreSQL /, ''), missing });
  }
  return found.sort((a, b) => b.major - a.major);
}

/**
 * The installation to use: the one a cluster was made with, else the newest; undefined when none is complete.
 * @param clusterMajor major version of an existing cluster, which only the same version can open
 */
export function chooseBinaries(found: Binaries[], clusterMajor?: number): Binaries | undefined {
  return found.find(
    ({ major, missing }) =>
      missing.length === 0 && (clusterMajor === undefined ? major >= OLDEST.postgres : major === clusterMajor)
  );
}

/** Compares dotted versions by number: 3.10 is newer than 3.3. */
export function isOlder(version: string, bar: string): boolean {
  const numbers = (text: string) => text.split(/[^0-9]+/).map(Number);
  const have = numbers(version);
  for (const [index, wanted] of numbers(bar).entries()) {
    const part = have[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}

function isComplete(extension: string, share: string): boolean {
  const control = join(share, 'extension', `${extension}.control`);
  if (!existsSync(control)) return false;
  if (extension !== 'postgis') return true;
  const version = /default_version\s*=\s*'([^']+)'/.exec(readFileSync(control, 'utf8'))?.[1];
  return version !== undefined && !isOlder(version, OLDEST.postgis);
}

/** Where programs of PostgreSQL may lie on this machine. */
export async function binDirectories(): Promise<string[]> {
  // Where Debian, Red Hat and Homebrew keep their versions side by side.
  const versioned: [parent: string, pattern: RegExp, rest: string][] = [
    ['/usr/lib/postgresql', /^\d+$/, 'bin'],
    ['/usr', /^pgsql-\d+$/, 'bin'],
    ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
    ['/usr/local/opt', /^postgresql@\d+$/, 'bin']
  ];
  const directories = versioned.flatMap(([parent, pattern, rest]) =>
    existsSync(parent)
      ? readdirSync(parent)
          .filter((name) => pattern.test(name))
          .map((name) => join(parent, name, rest))
      : []
  );
  const onPath = await run('pg_config', ['--bindir']);
  if (onPath.code === 0) directories.push(onPath.stdout.trim());
  return [...new Set(directories)];
}
