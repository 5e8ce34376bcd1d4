import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../support/db.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const writable = [
  'access.accounts',
  'access.credentials',
  'access.department_event_kinds',
  'access.department_layers',
  'access.departments',
  'access.grants',
  'access.organisations',
  'access.sessions',
  'access.two_factors',
  'access.verifications',
  'audit.entries',
  'governance.events',
  'governance.exports',
  'governance.import_jobs',
  'governance.system_runs',
  'governance.systems',
  'risk.cell_places',
  'risk.exposure',
  'risk.grid_shares',
  'risk.models',
  'risk.plans',
  'risk.progress',
  'risk.runs',
  'risk.scores',
  'risk.signatures',
  'risk.states',
  'risk.universes',
  'risk.visits',
  'routing.closures'
];

const domains = ['governance', 'gazetteer', 'asset', 'emergency', 'risk', 'audit', 'tiles', 'live', 'access', 'pgboss'];

async function as(url: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end();
  }
}

test('nobody in general may run a function of ours', async () => {
  const { rows } = await db.pool.query(
    `SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = ANY ($1) AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) WHERE grantee = 0))`,
    [domains]
  );
  expect(rows).toEqual([]);
});

test('every function that runs with its owner’s rights fixes where it looks for names', async () => {
  const { rows } = await db.pool.query(
    `SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = ANY ($1) AND p.prosecdef
       AND NOT coalesce(p.proconfig::text ~ 'search_path=(public|pg_catalog), pg_temp', false)`,
    [domains]
  );
  expect(rows).toEqual([]);
});

test('the web server writes to these tables and no others: of layers only events, which inspections report', async () => {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'pgboss')
       AND (has_table_privilege('gezhi_server', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            OR has_any_column_privilege('gezhi_server', c.oid, 'INSERT, UPDATE')) ORDER BY 1`
  );
  expect(rows.map(({ name }) => name)).toEqual(writable);
});

test.each(['gezhi_server', 'tile_reader'] as const)(
  '%s reads no counts of people and becomes nobody else',
  async (role) => {
    const url = role === 'gezhi_server' ? db.serverUrl : db.tileUrl;
    expect(await as(url, 'SELECT * FROM governance.building_people')).toMatch(/permission denied/);
    for (const other of ['gezhi_owner', 'tile_definer', 'postgres']) {
      expect(await as(url, `SET ROLE ${other}`)).toMatch(/permission denied/);
    }
  }
);

test('the owner of the tables may not give itself the database server’s own rights', async () => {
  for (const power of ['pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files']) {
    expect(await as(db.ownerUrl, `GRANT ${power} TO gezhi_owner`), power).not.toBe('done');
  }
});
