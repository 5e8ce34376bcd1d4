import { expect, test } from 'vitest';
import { chooseBinaries, isOlder } from './binaries.ts';

const at = (major: number, missing: string[] = []) => ({ bin: `/pg/${major}`, major, version: `${major}.1`, missing });

test.each([
  ['3.2.9', '3.3', true],
  ['3.3', '3.3', false],
  ['3.3.2', '3.3', false],
  ['3.10.0', '3.3', false],
  ['2.5', '3.3', true]
])('PostGIS %s is older than %s: %s', (version, bar, older) => expect(isOlder(version, bar)).toBe(older));

test('the newest complete PostgreSQL is used', () => {
  expect(chooseBinaries([at(17, ['pgrouting']), at(16), at(15)])?.major).toBe(16);
});

test('an existing cluster is opened by the version that made it', () => {
  expect(chooseBinaries([at(16), at(15)], 15)?.major).toBe(15);
  expect(chooseBinaries([at(16)], 15)).toBeUndefined();
});

test('a PostgreSQL that is too old is as good as none', () => {
  expect(chooseBinaries([at(14), at(13)])).toBeUndefined();
});
