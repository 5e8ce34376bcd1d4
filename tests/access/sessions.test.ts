import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { cookieOf, insertAccount, insertGrant, openSession, type OpenSession } from './support.ts';

let site: TestSite;
let account: string;
let made = 0;

beforeAll(async () => {
  site = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'development' } });
  await insertDivisions(site.db.pool);
  await insertCamera(site.db.pool, { name: '南关一号', division: '220102002001' });
  await insertCamera(site.db.pool, { name: '朝阳一号', division: '220104001001' });
  account = await insertAccount(site.db.pool, 'both');
  await insertGrant(site.db.pool, account, 'planner', '220102000000');
  await insertGrant(site.db.pool, account, 'commander', '220104000000');
});
afterAll(() => site.close());

/** Who the server takes the bearer of a cookie for. */
async function who(cookie: string) {
  const { actor } = (await (await site.ask('/api/site', undefined, { headers: { Cookie: cookie } })).json()) as {
    actor: { role: string; scope: string[]; account: { id: string; name: string } | null };
  };
  return { role: actor.role, scope: actor.scope, account: actor.account?.name ?? null };
}
const nobody = { role: 'resident', scope: [], account: null };
const fresh = async () => insertAccount(site.db.pool, `someone${++made}`);
const set = (session: OpenSession, change: string) =>
  site.db.pool.query(`UPDATE access.sessions SET ${change} WHERE id = $1`, [session.id]);

/** Waits until something holds; other processes hear of a change through the outbox, within a second. */
async function soon<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  await expect.poll(read, { timeout: 1500, interval: 50 }).toEqual(wanted);
}

test('a session acts in one role at the places of that role', async () => {
  const planner = await openSession(site.db.pool, account, { role: 'planner' });
  const commander = await openSession(site.db.pool, account, { role: 'commander' });
  expect(await who(planner.cookie)).toEqual({ role: 'planner', scope: ['220102'], account: 'both' });
  expect(await who(commander.cookie)).toEqual({ role: 'commander', scope: ['220104'], account: 'both' });
  const seen = async ({ cookie }: OpenSession) => {
    const reply = await site.ask('/api/layers/cameras/features?bbox=125,43,126,44', undefined, {
      headers: { Cookie: cookie }
    });
    return ((await reply.json()) as { features: { label: string }[] }).features.map(({ label }) => label);
  };
  expect(await seen(planner)).toEqual(['南关一号']);
  expect(await seen(commander)).toEqual(['朝阳一号']);
});

test('a role that was not granted, or a code outside it, gains nothing', async () => {
  const responder = await openSession(site.db.pool, account, { role: 'responder' });
  expect(await who(responder.cookie)).toEqual({ ...nobody, account: 'both' });
  const elsewhere = await openSession(site.db.pool, account, { role: 'planner', code: '220104000000' });
  expect(await who(elsewhere.cookie)).toEqual({ role: 'planner', scope: ['220102'], account: 'both' });
});

test('a forged, cut, unsigned or foreign-signed cookie is nobody’s', async () => {
  const { token, cookie } = await openSession(site.db.pool, account, { role: 'planner' });
  const forgeries = [
    `gezhi.session=${token}`,
    `gezhi.session=${token}.`,
    cookie.slice(0, -6),
    cookie.replace('gezhi.session=', 'gezhi.session=a'),
    cookieOf(token, 'another secret of at least thirty-two characters'),
    cookieOf('no such token'),
    cookieOf(''),
    'gezhi.session=',
    'gezhi.session=%E0%A4%A',
    `gezhi.session=${'%00'.repeat(2000)}`,
    cookie.replace('gezhi.session', '__Host-gezhi.session')
  ];
  for (const forged of forgeries) expect(await who(forged), forged.slice(0, 60)).toEqual(nobody);
  expect(await who(cookie)).not.toEqual(nobody);
});

test('a header that names a scope or an account is not listened to', async () => {
  const { cookie } = await openSession(site.db.pool, account, { role: 'planner' });
  const reply = await site.ask('/api/site', undefined, {
    headers: { Cookie: cookie, 'X-Scope': '*', 'X-Role': 'commander', 'X-Account': account, Authorization: 'Bearer x' }
  });
  expect(((await reply.json()) as { actor: unknown }).actor).toMatchObject({ role: 'planner', scope: ['220102'] });
});

test.each([
  ['ended by its time', `expires_at = now() - interval '1 second'`],
  ['left unused for an hour', `last_seen_at = now() - interval '61 minutes'`]
])('a session that was %s is nobody’s', async (_what, change) => {
  const session = await openSession(site.db.pool, account, { role: 'planner' });
  await set(session, change);
  expect(await who(session.cookie)).toEqual(nobody);
});

test('a session that is used does not grow old; tiles and listening are no use', async () => {
  const session = await openSession(site.db.pool, account, { role: 'planner' });
  const seenAt = async () => {
    const { rows } = await site.db.pool.query<{ old: boolean }>(
      `SELECT last_seen_at < now() - interval '10 minutes' AS old FROM access.sessions WHERE id = $1`,
      [session.id]
    );
    return rows[0]!.old;
  };
  await set(session, `last_seen_at = now() - interval '30 minutes'`);
  await site.ask('/tiles/roads/14/13895/5966', undefined, { headers: { Cookie: session.cookie } });
  await new Promise((done) => setTimeout(done, 200));
  expect(await seenAt()).toBe(true);
  // Looked up anew: what is in memory is not written down at every request.
  await set(session, 'acting_role = acting_role');
  await new Promise((done) => setTimeout(done, 400));
  await who(session.cookie);
  await soon(seenAt, false);
});

test('a token that was replaced is nobody’s, wherever it is replayed', async () => {
  const session = await openSession(site.db.pool, account, { role: 'planner' });
  expect((await who(session.cookie)).role).toBe('planner');
  await set(session, `token = 'another'`);
  await soon(() => who(session.cookie), nobody);
  expect((await who(cookieOf('another'))).role).toBe('planner');
});

test.each([
  ['its session is deleted', 'DELETE FROM access.sessions WHERE account_id = $1'],
  ['it is disabled', 'UPDATE access.accounts SET disabled_at = now() WHERE id = $1']
])('an account is nobody within a second after %s by whatever means', async (_what, statement) => {
  const id = await fresh();
  await insertGrant(site.db.pool, id, 'planner', '220102000000');
  const { cookie } = await openSession(site.db.pool, id, { role: 'planner' });
  expect((await who(cookie)).role).toBe('planner');
  await site.db.pool.query(statement, [id]);
  await soon(() => who(cookie), nobody);
});

test('a grant that is revoked, or has come to its end, reaches nothing any more', async () => {
  const id = await fresh();
  const grant = await insertGrant(site.db.pool, id, 'planner', '220102000000');
  const { cookie } = await openSession(site.db.pool, id, { role: 'planner' });
  expect((await who(cookie)).scope).toEqual(['220102']);
  await site.db.pool.query('UPDATE access.grants SET revoked_at = now() WHERE id = $1', [grant]);
  await soon(async () => (await who(cookie)).scope, []);
  await site.db.pool.query(
    `INSERT INTO access.grants (account_id, role, division_code, valid_from, valid_until)
     VALUES ($1, 'planner', '220102000000', now() - interval '2 days', now() - interval '1 day'),
            ($1, 'planner', '220104000000', now() + interval '1 day', NULL)`,
    [id]
  );
  expect((await who(cookie)).role).toBe('resident');
});

test('who has yet to change the password or give a second factor reaches what residents do', async () => {
  const id = await fresh();
  await insertGrant(site.db.pool, id, 'security_admin');
  const without = await openSession(site.db.pool, id, { role: 'security_admin' });
  expect(await who(without.cookie)).toEqual({ role: 'resident', scope: [], account: expect.any(String) });
  const withIt = await openSession(site.db.pool, id, { role: 'security_admin', secondFactor: true });
  expect((await who(withIt.cookie)).role).toBe('security_admin');
  await site.db.pool.query('UPDATE access.accounts SET must_change_password = true WHERE id = $1', [id]);
  await soon(async () => (await who(withIt.cookie)).role, 'resident');
});

test('an open stream ends with the session, and with each change of what the account may do', async () => {
  const listening = async (session: OpenSession) => {
    const reply = await site.ask('/api/live', undefined, { headers: { Cookie: session.cookie } });
    const ended = reply.body!.pipeTo(new WritableStream()).then(() => 'ended');
    return (ms: number) => Promise.race([ended, new Promise((done) => setTimeout(done, ms, 'open'))]);
  };
  const id = await fresh();
  const grant = await insertGrant(site.db.pool, id, 'planner', '220102000000');
  await new Promise((done) => setTimeout(done, 400));
  const session = await openSession(site.db.pool, id, { role: 'planner' });
  const [own, other] = [
    await listening(session),
    await listening(await openSession(site.db.pool, account, { role: 'planner' }))
  ];
  expect(await own(500)).toBe('open');
  await site.db.pool.query('UPDATE access.grants SET revoked_at = now() WHERE id = $1', [grant]);
  expect(await own(1500)).toBe('ended');
  const again = await listening(session);
  await site.db.pool.query('DELETE FROM access.sessions WHERE id = $1', [session.id]);
  expect(await again(1500)).toBe('ended');
  expect(await other(100)).toBe('open');
});

test('while the database is away a session is neither served as anonymous nor lost', async () => {
  const session = await openSession(site.db.pool, account, { role: 'planner' });
  await site.db.pool.query('ALTER TABLE access.sessions RENAME TO sessions_away');
  try {
    expect((await site.ask('/api/layers', undefined, { headers: { Cookie: session.cookie } })).status).toBe(500);
  } finally {
    await site.db.pool.query('ALTER TABLE access.sessions_away RENAME TO sessions');
  }
  expect((await who(session.cookie)).role).toBe('planner');
});

test('in a demo a session goes before the role that was switched to', async () => {
  const demo = await testSite();
  try {
    await insertDivisions(demo.db.pool);
    const id = await insertAccount(demo.db.pool, 'signedin');
    await insertGrant(demo.db.pool, id, 'planner', '220102000000');
    const { cookie } = await openSession(demo.db.pool, id, { role: 'planner' });
    const both = { headers: { Cookie: `gezhi_demo_role=commander:*; ${cookie}` } };
    const reply = await demo.ask('/api/site', undefined, both);
    expect(((await reply.json()) as { actor: unknown }).actor).toMatchObject({ role: 'planner', scope: ['220102'] });
  } finally {
    await demo.close();
  }
});
