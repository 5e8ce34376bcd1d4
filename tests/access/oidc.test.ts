import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { browser, type Browser } from './browser.ts';
import { client, testProvider, type TestProvider } from './provider.ts';
import { insertAccount, insertGrant } from './support.ts';

let provider: TestProvider;
let site: TestSite;
let creating: TestSite;

beforeAll(async () => {
  const port = await freePort();
  provider = await testProvider(`http://127.0.0.1:${port}/api/account/callback/oidc`);
  site = await siteAt(port);
  await insertDivisions(site.db.pool);
});
afterAll(async () => {
  await site?.close();
  await creating?.close();
  await provider?.close();
});

function siteAt(port: number, settings: Record<string, string> = {}): Promise<TestSite> {
  return testSite({
    settings: {
      ...{ DEMO: 'off', NODE_ENV: 'development', PORT: String(port), ORIGIN: `http://127.0.0.1:${port}` },
      ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret },
      ...settings
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Goes to the provider and back, as a browser does; gives where it ended. */
async function through(who: Browser, next?: string): Promise<{ callback: string; location: string | null }> {
  const query = next ? `?${new URLSearchParams({ next })}` : '';
  let at = (await who.ask(`/api/account/sign-in/oidc${query}`)).headers.get('Location')!;
  const there = browser({ server: { url: '' } as TestSite['server'] });
  for (let hops = 0; hops < 12 && new URL(at, provider.issuer).origin === provider.issuer; hops++) {
    at = new URL((await there.ask(new URL(at, provider.issuer).href)).headers.get('Location')!, provider.issuer).href;
  }
  const { pathname, search } = new URL(at);
  const reply = await who.ask(pathname + search);
  return { callback: pathname + search, location: reply.headers.get('Location') };
}

async function whoIs(who: Browser) {
  const { actor } = await who.read<{ actor: { role: string; account: { name: string } | null } }>('/api/site');
  return { role: actor.role, account: actor.account?.name ?? null };
}
const said = (who: Browser) => (JSON.parse(decodeURIComponent(who.jar.get('gezhi.said')!)) as { type: string }).type;

test('an account of the same name is signed in through the provider, and led on to where it was going', async () => {
  const id = await insertAccount(site.db.pool, 'wang');
  await insertGrant(site.db.pool, id, 'planner', '220102000000');
  provider.as = { sub: 'subject-wang', preferred_username: 'Wang', name: '王五' };
  const who = browser(site);
  expect((await through(who, '/command?layers=grids')).location).toBe('/command?layers=grids');
  expect(await whoIs(who)).toEqual({ role: 'planner', account: 'wang' });
  const { rows } = await site.db.pool.query(
    `SELECT subject, access_token, refresh_token, id_token FROM access.credentials WHERE account_id = $1`,
    [id]
  );
  expect(rows).toEqual([{ subject: 'subject-wang', access_token: null, refresh_token: null, id_token: null }]);
});

test('from then on the subject decides, whatever the provider calls it', async () => {
  await insertAccount(site.db.pool, 'zhao');
  provider.as = { sub: 'subject-wang', preferred_username: 'zhao' };
  const renamed = browser(site);
  await through(renamed);
  expect((await whoIs(renamed)).account).toBe('wang');
  // Another subject under the old name is another person.
  provider.as = { sub: 'subject-other', preferred_username: 'wang' };
  const other = browser(site);
  await through(other);
  expect((await whoIs(other)).account).toBeNull();
});

test.each([
  ['whom no account belongs to', { sub: 'a', preferred_username: 'stranger' }],
  ['without the claim', { sub: 'b' }],
  ['with a claim that is no name', { sub: 'c', preferred_username: 'a b@c' }]
])('somebody %s does not get in', async (_who, as) => {
  provider.as = as;
  const who = browser(site);
  expect((await through(who)).location).toBe('/sign-in');
  expect(said(who)).toBe('provider-unknown');
  expect((await whoIs(who)).account).toBeNull();
});

test('a disabled account does not get in', async () => {
  const id = await insertAccount(site.db.pool, 'gone');
  await site.db.pool.query('UPDATE access.accounts SET disabled_at = now() WHERE id = $1', [id]);
  provider.as = { sub: 'subject-gone', preferred_username: 'gone' };
  const who = browser(site);
  expect((await through(who)).location).toBe('/sign-in');
  expect((await whoIs(who)).account).toBeNull();
});

test('an administrator gives the second factor here, whatever the provider asked for', async () => {
  const id = await insertAccount(site.db.pool, 'keeper');
  await insertGrant(site.db.pool, id, 'audit_admin');
  provider.as = { sub: 'subject-keeper', preferred_username: 'keeper' };
  const who = browser(site);
  expect((await through(who)).location).toBe('/account');
  expect(await whoIs(who)).toEqual({ role: 'resident', account: 'keeper' });
});

test('a callback is good once, for the browser that began', async () => {
  provider.as = { sub: 'subject-wang', preferred_username: 'wang' };
  const { callback } = await through(browser(site));
  for (const path of [callback, '/api/account/callback/oidc?code=x&state=y', '/api/account/callback/oidc']) {
    const who = browser(site);
    expect((await who.ask(path)).headers.get('Location'), path.slice(0, 40)).toBe('/sign-in');
    expect((await whoIs(who)).account).toBeNull();
  }
});

test('where the settings say so, whoever the provider knows gets an account that may do nothing yet', async () => {
  const port = await freePort();
  const other = await testProvider(`http://127.0.0.1:${port}/api/account/callback/oidc`);
  const before = provider;
  provider = other;
  creating = await siteAt(port, { OIDC_CREATE_ACCOUNTS: 'on' });
  provider.as = { sub: 'new', preferred_username: 'newcomer', name: '新来的' };
  const who = browser(creating);
  expect((await through(who)).location).toBe('/account');
  expect(await whoIs(who)).toEqual({ role: 'resident', account: '新来的' });
  await other.close();
  provider = before;
});

test('a provider that is away is said to be, and names and passwords go on working', async () => {
  const port = await freePort();
  const away = await testSite({
    settings: {
      ...{ DEMO: 'off', NODE_ENV: 'development', PORT: String(port), ORIGIN: `http://127.0.0.1:${port}` },
      ...{ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret }
    }
  });
  try {
    const who = browser(away);
    expect((await who.ask('/api/account/sign-in/oidc')).headers.get('Location')).toBe('/sign-in');
    expect(said(who)).toBe('provider-away');
    expect((await who.signIn('nobody', 'wrong password')).status).toBe(401);
  } finally {
    await away.close();
  }
});
