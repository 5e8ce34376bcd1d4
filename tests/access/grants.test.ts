import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrators } from '#geodata/access/acting.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { insertAccount, insertGrant } from './support.ts';

let db: TestDatabase;
let made = 0;

beforeAll(async () => {
  db = await testDatabase();
  await insertDivisions(db.pool);
});
afterAll(() => db.drop());

const someone = () => insertAccount(db.pool, `account${++made}`);
const revoked = (id: number) => db.pool.query('UPDATE access.grants SET revoked_at = now() WHERE id = $1', [id]);

/** What the database says when it refuses; fails when it does not. */
async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => expect.fail('the database let it pass'),
    (error: { constraint?: string; code?: string }) => error.constraint ?? error.code
  );
}

test('a grant is for a division that exists now', async () => {
  const account = await someone();
  await insertGrant(db.pool, account, 'planner', '220102000000');
  expect(await refusal(insertGrant(db.pool, account, 'planner', '220199000000'))).toBe('grants_division');
});

test('a division that has ended is no place for a new grant, and keeps the grants it had', async () => {
  const account = await someone();
  const id = await insertGrant(db.pool, account, 'planner', '220104001001');
  await db.pool.query(
    `UPDATE governance.divisions SET valid_to = now() + interval '1 microsecond' WHERE code = '220104001001'`
  );
  expect(await refusal(insertGrant(db.pool, account, 'commander', '220104001001'))).toBe('grants_division');
  const { rows } = await db.pool.query('SELECT active @> now() AS active FROM access.grants WHERE id = $1', [id]);
  expect(rows).toEqual([{ active: true }]);
});

test.each(administrators)('an account that is %s holds no other role at the same time', async (role) => {
  const account = await someone();
  const id = await insertGrant(db.pool, account, role);
  await insertGrant(db.pool, await someone(), role);
  expect(await refusal(insertGrant(db.pool, account, 'planner', '220102000000'))).toBe('grants_powers_apart');
  for (const other of administrators.filter((one) => one !== role)) {
    expect(await refusal(insertGrant(db.pool, account, other))).toBe('grants_powers_apart');
  }
  await revoked(id);
  await insertGrant(db.pool, account, 'planner', '220102000000');
  expect(await refusal(insertGrant(db.pool, account, role))).toBe('grants_powers_apart');
});

test('two transactions cannot each give an account one of two powers', async () => {
  const account = await someone();
  const [first, second] = [new pg.Client(db.ownerUrl), new pg.Client(db.ownerUrl)];
  await Promise.all([first.connect(), second.connect()]);
  try {
    await Promise.all([first.query('BEGIN'), second.query('BEGIN')]);
    await insertGrant(first, account, 'planner', '220102000000');
    const waiting = refusal(insertGrant(second, account, 'audit_admin'));
    await first.query('COMMIT');
    expect(await waiting).toBe('grants_powers_apart');
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
});

test('an administrator is granted for the whole site and does not end by themselves', async () => {
  const account = await someone();
  expect(await refusal(insertGrant(db.pool, account, 'audit_admin', '220102000000'))).toBe('grants_of_administrators');
  const ending = db.pool.query(
    `INSERT INTO access.grants (account_id, role, division_code, valid_until) VALUES ($1, 'audit_admin', '*', 'infinity')`,
    [account]
  );
  expect(await refusal(ending)).toBe('grants_of_administrators');
});

/** Ends all administrators of a kind but these. */
async function onlyAdministrators(role: string, count: number): Promise<{ account: string; grant: number }[]> {
  const left = [];
  for (let i = 0; i < count; i++) {
    const account = await someone();
    left.push({ account, grant: await insertGrant(db.pool, account, role as 'audit_admin') });
  }
  await db.pool.query(
    'UPDATE access.grants SET revoked_at = now() WHERE role = $1 AND revoked_at IS NULL AND id <> ALL ($2)',
    [role, left.map(({ grant }) => grant)]
  );
  return left;
}

test.each(administrators)('the last %s cannot lose the role, be disabled or be deleted', async (role) => {
  const [last] = await onlyAdministrators(role, 1);
  expect(await refusal(revoked(last!.grant))).toBe('last_administrator');
  expect(await refusal(db.pool.query('DELETE FROM access.grants WHERE id = $1', [last!.grant]))).toBe(
    'last_administrator'
  );
  const disable = db.pool.query('UPDATE access.accounts SET disabled_at = now() WHERE id = $1', [last!.account]);
  expect(await refusal(disable)).toBe('last_administrator');
});

test('the last administrator hands over to another in one transaction', async () => {
  const [last] = await onlyAdministrators('system_admin', 1);
  const next = await someone();
  const client = new pg.Client(db.ownerUrl);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('UPDATE access.grants SET revoked_at = now() WHERE id = $1', [last!.grant]);
    await insertGrant(client, next, 'system_admin');
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
});

/** Commits in the order given, or both at the same moment. */
const orders: Record<string, (clients: pg.Client[]) => Promise<unknown>> = {
  'at once': (clients) => Promise.allSettled(clients.map((client) => client.query('COMMIT'))),
  'the first first': (clients) => inTurn(clients),
  'the first last': (clients) => inTurn(clients.toReversed())
};
async function inTurn(clients: pg.Client[]): Promise<void> {
  for (const client of clients) await client.query('COMMIT').catch(() => {});
}

test.each(
  ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'].flatMap((isolation) =>
    Object.keys(orders).map((order) => [isolation, order] as const)
  )
)('two administrators cannot leave, each counting on the other (%s, committed %s)', async (isolation, order) => {
  const both = await onlyAdministrators('audit_admin', 2);
  const clients = [new pg.Client(db.ownerUrl), new pg.Client(db.ownerUrl)];
  await Promise.all(clients.map((client) => client.connect()));
  try {
    for (const [i, client] of clients.entries()) {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
      await client.query('UPDATE access.grants SET revoked_at = now() WHERE id = $1', [both[i]!.grant]);
    }
    await orders[order]!(clients);
    const { rowCount } = await db.pool.query(
      `SELECT FROM access.grants WHERE role = 'audit_admin' AND active @> now()`
    );
    expect(rowCount).toBeGreaterThanOrEqual(1);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

test('what was granted is not rewritten: the server revokes, and a revoked grant stays so', async () => {
  const account = await someone();
  const id = await insertGrant(db.pool, account, 'planner', '220102000000');
  const server = new pg.Client(db.serverUrl);
  await server.connect();
  try {
    await server.query(`SELECT set_config('gezhi.role', 'security_admin', false)`);
    for (const change of [
      `role = 'commander'`,
      `division_code = '*'`,
      'valid_until = NULL',
      'account_id = account_id'
    ]) {
      expect(await refusal(server.query(`UPDATE access.grants SET ${change} WHERE id = $1`, [id]))).toBe('42501');
    }
    expect(await refusal(server.query('DELETE FROM access.grants WHERE id = $1', [id]))).toBe('42501');
    await server.query('UPDATE access.grants SET revoked_at = now() WHERE id = $1', [id]);
    expect(await refusal(server.query('UPDATE access.grants SET revoked_at = NULL WHERE id = $1', [id]))).toBe(
      'grants_revoked'
    );
  } finally {
    await server.end();
  }
});
