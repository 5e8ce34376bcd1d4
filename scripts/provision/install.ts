import { existsSync, readFileSync } from 'node:fs';
import { OperatorError } from './operator-error.ts';
import { lastWords, run } from './run.ts';
import type { Note } from './steps.ts';

/** What decides whether packages may be installed here, and how the line to run is spelt. */
export type System = { kind: 'apt' | 'dnf' | 'apk' | 'brew' | 'other'; right: 'root' | 'sudo' | 'none' };

/** Looks at this machine. `sudo` counts only where it asks for no password. */
export async function readSystem(): Promise<System> {
  const isRoot = process.getuid?.() === 0;
  const right = isRoot ? 'root' : (await run('sudo', ['-n', 'true'])).code === 0 ? 'sudo' : 'none';
  return { kind: systemKind(), right };
}

/**
 * The shell script that installs packages, or the complaint with the lines for a person to run.
 * @param packages names by system; a system without a list gets no line of its own
 */
export function installScript(system: System, what: string, packages: Partial<Record<System['kind'], string>>): string {
  const names = packages[system.kind];
  if (system.kind === 'apt' && names && system.right !== 'none') return aptScript(names);
  const sudo = system.right === 'root' || system.kind === 'brew' ? '' : 'sudo ';
  const lines: Record<System['kind'], string> = {
    apt: `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`,
    dnf: `${sudo}dnf install -y ${names}`,
    apk: `${sudo}apk add ${names}`,
    brew: `brew install ${names}`,
    other: ''
  };
  const reason = system.kind === 'apt' ? 'this account may not install packages' : 'this is not Debian or Ubuntu';
  if (names)
    throw new OperatorError(
      `${what} is missing and ${reason}. Run this line, then the same command again:`,
      lines[system.kind]
    );
  throw new OperatorError(
    `${what} is missing and ${reason}; install it the way this system does, then run the same command again.`
  );
}

/** Runs what `installScript` gave, as root. */
export async function runAsRoot(script: string, system: System, note: Note): Promise<void> {
  note('installing packages with apt-get');
  const done =
    system.right === 'root' ? await run('sh', ['-c', script]) : await run('sudo', ['-n', 'sh', '-c', script]);
  if (done.code !== 0)
    throw new OperatorError(`apt-get could not install the packages:\n${lastWords(done)}`, 'apt-get update');
}

/** Newest PostgreSQL of the distribution's own packages for which PostGIS and pgRouting are there too. */
export function postgresPackages(names: string[], oldest: number, prefer?: number): string | undefined {
  const majors = names
    .map((name) => Number(/^postgresql-(\d+)-postgis-3$/.exec(name)?.[1] ?? 0))
    .filter((major) => major >= oldest && names.includes(`postgresql-${major}-pgrouting`))
    .sort((a, b) => b - a);
  const major = prefer !== undefined && majors.includes(prefer) ? prefer : majors[0];
  return major === undefined
    ? undefined
    : `postgresql-${major} postgresql-${major}-postgis-3 postgresql-${major}-pgrouting`;
}

/** Package names apt knows that match; refreshes its lists first where it may and there are none. */
export async function aptNames(pattern: string, system: System): Promise<string[]> {
  const search = async () => (await run('apt-cache', ['search', '--names-only', pattern])).stdout.match(/^\S+/gm) ?? [];
  const names = await search();
  if (names.length > 0 || system.right === 'none') return names;
  const update = 'apt-get -o DPkg::Lock::Timeout=300 update';
  await (system.right === 'root' ? run('sh', ['-c', update]) : run('sudo', ['-n', 'sh', '-c', update]));
  return search();
}

/**
 * Debian's server package makes and starts a system-wide cluster of its own; we want the programs only, so that is
 * switched off for the length of the installation. A start that was killed half-way may have left dpkg unfinished.
 */
function aptScript(names: string): string {
  const noCluster = '/etc/postgresql-common/createcluster.d/gezhi.conf';
  return `set -e
export DEBIAN_FRONTEND=noninteractive
mkdir -p "$(dirname ${noCluster})"
trap 'rm -f ${noCluster}' EXIT
echo 'create_main_cluster = false' > ${noCluster}
dpkg --configure -a
install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ${names}; }
install || { apt-get -o DPkg::Lock::Timeout=300 update && install; }`;
}

function systemKind(): System['kind'] {
  if (process.platform === 'darwin') return 'brew';
  if (!existsSync('/etc/os-release')) return 'other';
  const release = readFileSync('/etc/os-release', 'utf8');
  const like = release.match(/^ID(?:_LIKE)?=.*$/gm)?.join(' ') ?? '';
  if (/debian|ubuntu/.test(like)) return 'apt';
  if (/fedora|rhel|centos/.test(like)) return 'dnf';
  return /alpine/.test(like) ? 'apk' : 'other';
}
