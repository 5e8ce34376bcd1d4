import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { browser, givePassword, type Browser } from './browser.ts';
import { insertAccount, insertGrant } from './support.ts';

const PASSWORD = '一段只有我知道的话 2026';
let site: TestSite;
let zhang: string;
let addresses = 0;

beforeAll(async () => {
  site = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'development' } });
  await insertDivisions(site.db.pool);
  zhang = await insertAccount(site.db.pool, '张三');
  await insertGrant(site.db.pool, zhang, 'planner', '220102000000');
  await insertGrant(site.db.pool, zhang, 'commander', '220104000000');
  await givePassword(site.db.pool, zhang, PASSWORD);
});
afterAll(() => site.close());

/** A browser at an address of its own. */
const elsewhere = () => browser(site, { address: `198.51.100.${++addresses}` });

async function whoIs(who: Browser) {
  const { actor } = await who.read<{ actor: { role: string; account: { name: string } | null } }>('/api/site');
  return { role: actor.role, account: actor.account?.name ?? null };
}
const problemOf = async (reply: Response) => ({
  status: reply.status,
  type: ((await reply.json()) as { type: string }).type
});
const wrong = { status: 401, type: '/problems/wrong-name-or-password' };

test('name and password lead in, in one role; the name in any form of its letters', async () => {
  for (const name of ['张三', ' 张三 ']) {
    const who = elsewhere();
    const reply = await who.signIn(name, PASSWORD);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ signedIn: true, waitsFor: null });
    expect(await whoIs(who)).toEqual({ role: 'commander', account: '张三' });
  }
});

test('a session’s cookie is out of reach for script and for other sites', async () => {
  const reply = await elsewhere().signIn('张三', PASSWORD);
  const cookie = reply.headers.getSetCookie().find((line) => line.startsWith('gezhi.session='))!;
  for (const rule of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(rule);
  expect(cookie).not.toContain('Secure');
  expect(await reply.text()).not.toMatch(/token/i);
});

test('behind TLS cookies are bound to it and to the host', async () => {
  const secure = await testSite({
    settings: { DEMO: 'off', NODE_ENV: 'development', ORIGIN: 'https://map.example.org' }
  });
  try {
    await givePassword(secure.db.pool, await insertAccount(secure.db.pool, 'li'), PASSWORD);
    const who = browser({ server: { ...secure.server, url: `http://127.0.0.1:${secure.server.port}` } });
    const cookies = (await who.signIn('li', PASSWORD)).headers
      .getSetCookie()
      .filter((line) => !/Max-Age=0|1970/.test(line));
    expect(cookies.length).toBe(2);
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-gezhi\.(session|device)=.*; Secure/);
    expect(await whoIs(who)).toEqual({ role: 'resident', account: 'li' });
  } finally {
    await secure.close();
  }
});

test('a wrong name, a wrong password, a disabled account and one without a password are answered alike', async () => {
  const off = await insertAccount(site.db.pool, 'off');
  await givePassword(site.db.pool, off, PASSWORD);
  await site.db.pool.query('UPDATE access.accounts SET disabled_at = now() WHERE id = $1', [off]);
  await insertAccount(site.db.pool, 'without');
  const tries = [
    ['张三', 'wrong password here'],
    ['nobody', PASSWORD],
    ['off', PASSWORD],
    ['without', PASSWORD],
    ['no such name!', PASSWORD],
    ['', ''],
    ['张三', ''],
    ["' OR 1=1 --", PASSWORD]
  ];
  const answers = new Set<string>();
  for (const [name, password] of tries) {
    const reply = await elsewhere().signIn(name!, password!);
    expect(reply.headers.getSetCookie().filter((line) => line.includes('session='))).toEqual([]);
    const body = (await reply.json()) as Record<string, unknown>;
    answers.add(JSON.stringify([reply.status, { ...body, requestId: '' }]));
  }
  expect([...answers]).toHaveLength(1);
  expect(JSON.parse([...answers][0]!)).toMatchObject([401, { type: '/problems/wrong-name-or-password' }]);
});

test('a wrong name takes as long as a wrong password', async () => {
  await givePassword(site.db.pool, await insertAccount(site.db.pool, 'dear'), PASSWORD, { cheap: false });
  const took = async (name: string) => {
    const began = performance.now();
    await elsewhere().signIn(name, 'wrong password here');
    return performance.now() - began;
  };
  // In turns, and the quickest of each, so that what else the machine does meets both.
  let [right, missing] = [Infinity, Infinity];
  for (let i = 0; i < 6; i++) {
    right = Math.min(right, await took('dear'));
    missing = Math.min(missing, await took('no.such.name'));
  }
  // Without the pretence the one would be a hundredth of the other.
  expect(missing / right).toBeGreaterThan(0.3);
  expect(missing / right).toBeLessThan(3);
});

test('whoever guesses waits before anything is hashed, and the account’s owner does not wait for them', async () => {
  const owner = elsewhere();
  await owner.signIn('张三', PASSWORD);
  const stranger = elsewhere();
  for (let i = 0; i < 4; i++) expect(await problemOf(await stranger.signIn('张三', `guess ${i}`))).toEqual(wrong);
  const refused = await stranger.signIn('张三', PASSWORD);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  // From the device they know, from the stranger's own address too, and from anywhere else.
  const [, address] = ['', `198.51.100.${addresses}`];
  const known = browser(site, { address });
  for (const [name, value] of owner.jar) if (name === 'gezhi.device') known.jar.set(name, value);
  expect((await known.signIn('张三', PASSWORD)).status).toBe(200);
  expect((await elsewhere().signIn('张三', PASSWORD)).status).toBe(200);
});

test('the device’s cookie is no session, and a session’s no device', async () => {
  const who = elsewhere();
  await who.signIn('张三', PASSWORD);
  const swapped = elsewhere();
  swapped.jar.set('gezhi.session', who.jar.get('gezhi.device')!);
  swapped.jar.set('gezhi.device', who.jar.get('gezhi.session')!);
  expect((await whoIs(swapped)).account).toBeNull();
});

test('signing in replaces the session the browser had; the old cookie is worth nothing', async () => {
  const who = elsewhere();
  await who.signIn('张三', PASSWORD);
  const before = new Map(who.jar);
  await who.signIn('张三', PASSWORD);
  expect(who.jar.get('gezhi.session')).not.toBe(before.get('gezhi.session'));
  const replay = elsewhere();
  before.forEach((value, name) => replay.jar.set(name, value));
  await expect.poll(async () => (await whoIs(replay)).account, { timeout: 1500 }).toBeNull();
  expect((await whoIs(who)).account).toBe('张三');
});

test('signing out ends the session and tells the browser to let go of what it kept', async () => {
  const who = elsewhere();
  await who.signIn('张三', PASSWORD);
  const replay = elsewhere();
  who.jar.forEach((value, name) => replay.jar.set(name, value));
  const reply = await who.post('/api/account/sign-out');
  expect(reply.status).toBe(204);
  expect(reply.headers.get('Clear-Site-Data')).toContain('"storage"');
  expect(who.jar.has('gezhi.session')).toBe(false);
  expect((await whoIs(replay)).account).toBeNull();
  expect((await who.post('/api/account/sign-out')).status).toBe(204);
});

test('a form signs in without script, and leads on to a path of this site only', async () => {
  const to = async (fields: Record<string, string>) => {
    const reply = await elsewhere().form('/api/account/sign-in/form', { name: '张三', password: PASSWORD, ...fields });
    return [reply.status, reply.headers.get('Location')];
  };
  expect(await to({})).toEqual([303, '/command']);
  expect(await to({ next: '/command?layers=cameras' })).toEqual([303, '/command?layers=cameras']);
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    expect(await to({ next })).toEqual([303, '/command']);
  }
});

test('a form that is refused leads back to the form, with the name and what went wrong, and never the password', async () => {
  const who = elsewhere();
  const reply = await who.form('/api/account/sign-in/form', { name: '张三', password: 'wrong', next: '/command' });
  expect([reply.status, reply.headers.get('Location')]).toEqual([303, '/sign-in?next=%2Fcommand']);
  const said = decodeURIComponent(who.jar.get('gezhi.said')!);
  expect(JSON.parse(said)).toEqual({ type: 'wrong-name-or-password', name: '张三' });
});

test('another site’s page can neither sign somebody in nor out', async () => {
  const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
  const body = new URLSearchParams({ name: '张三', password: PASSWORD });
  for (const path of ['/api/account/sign-in/form', '/api/account/sign-out/form']) {
    expect((await site.ask(path, undefined, { method: 'POST', body, headers: foreign })).status).toBe(403);
  }
});

test('outside a demo nobody signs in by one click', async () => {
  await site.db.pool.query(`INSERT INTO access.accounts (username, name, is_demo) VALUES ('demo', 'demo', true)`);
  expect((await elsewhere().form('/api/account/sign-in/demo/form', { username: 'demo' })).status).toBe(404);
  const ways = await elsewhere().read('/api/account/sign-in');
  expect(ways).toEqual({ provider: null, demoAccounts: [] });
});

test('sign-ins, and tries that were looked at, are deeds in the audit', async () => {
  const { rows } = await site.db.pool.query<{ result: string; n: number }>(
    `SELECT result, count(*)::int AS n FROM audit.entries WHERE action = 'account.sign_in' GROUP BY result ORDER BY result`
  );
  expect(rows.map(({ result }) => result)).toEqual(['done', 'refused']);
  const { rows: told } = await site.db.pool.query(
    `SELECT detail FROM audit.entries WHERE detail::text LIKE '%只有我知道%'`
  );
  expect(told).toEqual([]);
});
