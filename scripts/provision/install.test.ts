import { expect, test } from 'vitest';
import { installScript, postgresPackages, type System } from './install.ts';
import { OperatorError } from './operator-error.ts';

const packages = { apt: 'postgresql-15 postgresql-15-postgis-3', dnf: 'postgresql-server postgis', brew: 'postgis' };

function complaint(system: System): OperatorError {
  try {
    installScript(system, 'PostgreSQL with PostGIS', packages);
  } catch (error) {
    if (error instanceof OperatorError) return error;
  }
  throw new Error('nothing was complained about');
}

test.each(['root', 'sudo'] as const)('on Debian with the right to (%s) packages are installed', (right) => {
  const script = installScript({ kind: 'apt', right }, 'PostgreSQL with PostGIS', packages);
  expect(script).toContain('install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3');
});

test("no system-wide cluster is made by Debian's package", () => {
  expect(installScript({ kind: 'apt', right: 'root' }, 'PostgreSQL', packages)).toContain(
    'create_main_cluster = false'
  );
});

test('on Debian without the right to, one sentence and the line to run', () => {
  const { message, remedy } = complaint({ kind: 'apt', right: 'none' });
  expect(message).toBe(
    'PostgreSQL with PostGIS is missing and this account may not install packages. Run this line, then the same command again:'
  );
  expect(remedy).toEqual([
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3'
  ]);
});

test.each([
  [{ kind: 'dnf', right: 'sudo' } as const, 'sudo dnf install -y postgresql-server postgis'],
  [{ kind: 'dnf', right: 'root' } as const, 'dnf install -y postgresql-server postgis'],
  [{ kind: 'brew', right: 'none' } as const, 'brew install postgis']
])('elsewhere nothing is installed unasked, but the line is given: %o', (system, line) => {
  expect(complaint(system).remedy).toEqual([line]);
});

test('where the packages have no known name, the sentence stands alone', () => {
  expect(complaint({ kind: 'other', right: 'root' }).remedy).toEqual([]);
});

test('PostgreSQL is taken in the newest version that has PostGIS and pgRouting, or the one that is already there', () => {
  const names = [
    'postgresql-16-postgis-3',
    'postgresql-16-pgrouting',
    'postgresql-15-postgis-3',
    'postgresql-15-pgrouting',
    'postgresql-17-postgis-3'
  ];
  expect(postgresPackages(names, 15)).toBe('postgresql-16 postgresql-16-postgis-3 postgresql-16-pgrouting');
  expect(postgresPackages(names, 15, 15)).toBe('postgresql-15 postgresql-15-postgis-3 postgresql-15-pgrouting');
  expect(postgresPackages(['postgresql-13-postgis-3', 'postgresql-13-pgrouting'], 15)).toBeUndefined();
});
