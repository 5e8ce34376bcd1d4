import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { roleUrl } from '../../tests/support/templates.ts';
import { EXTENSIONS_SQL } from './database.ts';
import { refuseUnfitDatabase } from './given-database.ts';

const superuser = new pg.Client({ connectionString: inject('cluster') });
const names: string[] = [];

beforeAll(() => superuser.connect());
afterAll(async () => {
  for (const name of names) await superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await superuser.end();
});

async function database(options: string, role = 'postgres'): Promise<string> {
  const name = `gezhi_test_${process.pid}_9${names.length}`;
  names.push(name);
  await superuser.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER gezhi_owner ${options}`);
  return roleUrl(inject('cluster'), role, name);
}

test('an empty UTF-8 database of a superuser will do, and is left empty', async () => {
  const url = await database("ENCODING 'UTF8' LOCALE 'C.UTF-8'");
  await expect(refuseUnfitDatabase(url)).resolves.toBeUndefined();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'");
  await client.end();
  expect(rows).toEqual([]);
});

test('a database whose locale loses Chinese is refused', async () => {
  await expect(refuseUnfitDatabase(await database("ENCODING 'UTF8' LOCALE 'C'"))).rejects.toThrow(/loses Chinese text/);
});

test('a database whose encoding loses Chinese is refused', async () => {
  await expect(refuseUnfitDatabase(await database("ENCODING 'SQL_ASCII' LOCALE 'C'"))).rejects.toThrow(
    /encoding SQL_ASCII/
  );
});

test('a login that may not create PostGIS is told which line a superuser runs', async () => {
  const url = await database("ENCODING 'UTF8' LOCALE 'C.UTF-8'", 'gezhi_owner');
  await expect(refuseUnfitDatabase(url)).rejects.toThrow(/may not create the extension postgis/);
});

test('a login that may not create roles is told which line a superuser runs', async () => {
  await superuser.query('DROP ROLE IF EXISTS gezhi_test_plain; CREATE ROLE gezhi_test_plain LOGIN');
  const url = await database("ENCODING 'UTF8' LOCALE 'C.UTF-8'", 'gezhi_test_plain');
  const inIt = new pg.Client({ connectionString: url.replace('gezhi_test_plain', 'postgres') });
  await inIt.connect();
  await inIt.query(EXTENSIONS_SQL);
  await inIt.end();
  await expect(refuseUnfitDatabase(url)).rejects.toThrow(/may not create the roles/);
  await superuser.query('DROP ROLE gezhi_test_plain');
});

test('a database that is not there is named', async () => {
  await expect(refuseUnfitDatabase(roleUrl(inject('cluster'), 'postgres', 'nowhere'))).rejects.toThrow(
    /nowhere.* does not exist/
  );
});

test('a port where nobody answers is named', async () => {
  await expect(refuseUnfitDatabase('postgresql://me:secret@127.0.0.1:1/city')).rejects.toThrow(
    /Nothing answers at postgresql:\/\/me@127\.0\.0\.1:1\/city/
  );
});
