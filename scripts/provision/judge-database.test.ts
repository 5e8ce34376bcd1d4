import { expect, test } from 'vitest';
import { withoutPassword } from './given-database.ts';
import { judgeDatabase, type DatabaseFacts } from './judge-database.ts';

const fit: DatabaseFacts = {
  serverVersion: 150008,
  encoding: 'UTF8',
  extensions: { postgis: '3.3.2', pg_trgm: '1.6', btree_gist: '1.7', pgrouting: '3.4.2' },
  forbidden: [],
  mayHaveRoles: true,
  readsChinese: true
};
const judge = (facts: Partial<DatabaseFacts>) => judgeDatabase({ ...fit, ...facts }, 'postgresql://me@host/city');

test('a fit database is not complained about', () => expect(judge({})).toBeUndefined());

test.each<[string, Partial<DatabaseFacts>, RegExp, string]>([
  ['PostgreSQL too old', { serverVersion: 140002 }, /PostgreSQL 14; Gezhi needs 15/, 'DATABASE_URL= npm start'],
  [
    'no PostGIS',
    { extensions: { ...fit.extensions, postgis: undefined } },
    /without PostGIS/,
    'sudo apt-get install -y postgresql-15-postgis-3'
  ],
  [
    'PostGIS too old',
    { extensions: { ...fit.extensions, postgis: '3.2.1' } },
    /PostGIS 3\.2\.1; Gezhi needs 3\.3/,
    "psql 'postgresql://me@host/city' -c 'SELECT postgis_extensions_upgrade()'"
  ],
  [
    'no pgRouting',
    { extensions: { ...fit.extensions, pgrouting: undefined } },
    /without pgRouting/,
    'sudo apt-get install -y postgresql-15-pgrouting'
  ],
  [
    'a locale that loses Chinese',
    { readsChinese: false },
    /loses Chinese text/,
    'createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 gezhi'
  ],
  [
    'an encoding that loses Chinese',
    { encoding: 'SQL_ASCII', readsChinese: undefined },
    /encoding SQL_ASCII/,
    'createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 gezhi'
  ],
  [
    'no right to create extensions',
    { forbidden: ['postgis', 'pgrouting'] },
    /may not create the extension postgis, pgrouting/,
    "psql 'postgresql://postgres@host/city' -c 'CREATE EXTENSION IF NOT EXISTS postgis; CREATE EXTENSION IF NOT EXISTS pgrouting'"
  ],
  [
    'no right to create roles',
    { mayHaveRoles: false },
    /may not create the roles/,
    "psql 'postgresql://postgres@host/city' -c 'CREATE ROLE gezhi_server LOGIN; CREATE ROLE tile_reader LOGIN; CREATE ROLE tile_definer; GRANT gezhi_server, tile_reader, tile_definer TO \"me\"'"
  ]
])('%s: one sentence and the line to run', (_name, facts, sentence, line) => {
  const complaint = judge(facts);
  expect(complaint?.message).toMatch(sentence);
  expect(complaint?.remedy).toEqual([line]);
});

test('an address is shown without its password', () => {
  expect(withoutPassword('postgresql://me:secret@host/city')).toBe('postgresql://me@host/city');
  expect(withoutPassword('postgresql://%zz:secret@')).not.toContain('secret');
});
