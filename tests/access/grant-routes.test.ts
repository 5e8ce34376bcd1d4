import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { browser, type Browser } from './browser.ts';
import { insertAccount, insertGrant, openSession } from './support.ts';

let site: TestSite;
let security: Browser;
let self: string;

beforeAll(async () => {
  site = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'development' } });
  await insertDivisions(site.db.pool);
  self = await insertAccount(site.db.pool, 'security');
  await insertGrant(site.db.pool, self, 'security_admin');
  security = await as(self, 'security_admin');
});
afterAll(() => site.close());

async function as(account: string, role: 'security_admin' | 'system_admin' | 'planner'): Promise<Browser> {
  const { cookie } = await openSession(site.db.pool, account, { role, secondFactor: true });
  const who = browser(site);
  who.jar.set('gezhi.session', cookie.slice('gezhi.session='.length));
  return who;
}
const answer = async (reply: Promise<Response>) => {
  const { status, ...rest } = await reply.then(async (r) => ({
    status: r.status,
    body: (await r.json()) as { type: string; id: number }
  }));
  return { status, ...rest.body };
};

test('a grant is in force at once in an open session, and gone from it as soon as it is revoked', async () => {
  const account = await insertAccount(site.db.pool, 'li');
  const li = await as(account, 'planner');
  const role = async () => (await li.read<{ actor: { role: string } }>('/api/site')).actor.role;
  expect(await role()).toBe('resident');
  const { status, id } = await answer(
    security.post('/api/grants', { accountId: account, role: 'planner', code: '220102000000' })
  );
  expect(status).toBe(201);
  expect(await role()).toBe('planner');
  expect(await security.read('/api/grants?account=' + account)).toMatchObject({
    grants: [{ id, role: 'planner', place: '南关区', grantedBy: 'security', isActive: true }]
  });
  expect((await security.send('DELETE', `/api/grants/${id}`)).status).toBe(200);
  expect(await role()).toBe('resident');
  expect((await security.send('DELETE', `/api/grants/${id}`)).status).toBe(404);
});

test('what the rules refuse is said in words', async () => {
  const account = await insertAccount(site.db.pool, 'wu');
  const give = (order: object) =>
    answer(security.post('/api/grants', { accountId: account, role: 'planner', code: '220102000000', ...order }));
  expect(await give({ code: '220199000000' })).toMatchObject({ status: 422, type: '/problems/no-such-division' });
  expect(await give({ code: '22' })).toMatchObject({ status: 422, type: '/problems/invalid-input' });
  expect(await give({ role: 'resident' })).toMatchObject({ status: 422 });
  expect(await give({ accountId: self })).toMatchObject({ status: 403, type: '/problems/own-account' });
  expect(await give({ accountId: '00000000-0000-4000-8000-000000000000' })).toMatchObject({ status: 404 });
  expect((await give({})).status).toBe(201);
  expect(await give({})).toMatchObject({ status: 409, type: '/problems/granted-already' });
  expect(await give({ role: 'audit_admin', code: '*' })).toMatchObject({ status: 409, type: '/problems/powers-apart' });
});

test('nobody but a security administrator grants', async () => {
  const account = await insertAccount(site.db.pool, 'system');
  await insertGrant(site.db.pool, account, 'system_admin');
  const system = await as(account, 'system_admin');
  expect((await system.post('/api/grants', { accountId: account, role: 'planner', code: '*' })).status).toBe(403);
  expect((await system.ask('/api/grants')).status).toBe(200);
  expect((await browser(site).ask('/api/grants')).status).toBe(403);
});
