import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAdministrators, disableDemo, reopen } from '#server/accounts/operator.service.ts';
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { testSecret } from '../support/site.ts';
import { browser } from './browser.ts';
import { insertAccount } from './support.ts';

let db: TestDatabase;
let owner: pg.Pool;
beforeAll(async () => {
  db = await testDatabase();
  owner = new pg.Pool({ connectionString: db.ownerUrl, max: 1 });
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});

/** Starts as a real site would; gives the complaint, or undefined when it started. */
async function start(settings: Record<string, string>): Promise<string | undefined> {
  const addresses = { DATABASE_URL: db.ownerUrl, SERVER_DATABASE_URL: db.serverUrl, TILE_DATABASE_URL: db.tileUrl };
  const rest = { NODE_ENV: 'production', DEMO: 'off', PORT: '0', LOG_LEVEL: 'silent', TILE_SOURCE: 'postgis' };
  try {
    const server = await startServer(readConfig({ ...addresses, ...rest, ...settings }), { web: false });
    await server.close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('a real site does not start without a secret, nor with one of an example', async () => {
  expect(await start({})).toMatch(/^AUTH_SECRET is not set/);
  for (const AUTH_SECRET of [
    'put-the-output-of-openssl-rand-base64-32-here',
    'change-me-change-me-change-me-change-me',
    'abababababababababababababababababab',
    'my-company-secret-which-is-quite-long-2026'
  ]) {
    expect(await start({ AUTH_SECRET }), AUTH_SECRET).toMatch(/could be guessed/);
  }
  expect(await start({ AUTH_SECRET: 'short' })).toMatch(/^AUTH_SECRET=… is not accepted/);
  expect(await start({ AUTH_SECRET: testSecret })).toBeUndefined();
});

test('a real site does not start while accounts of a demo can be signed in to', async () => {
  const id = await insertAccount(db.pool, 'demo-commander');
  await db.pool.query('UPDATE access.accounts SET is_demo = true WHERE id = $1', [id]);
  expect(await start({ AUTH_SECRET: testSecret })).toMatch(
    /1 accounts of the demo[\s\S]*npm run admin -- disable-demo/
  );
  expect(await start({ DEMO: 'on' })).toBeUndefined();
  expect(await disableDemo(owner)).toBe(1);
  expect(await start({ AUTH_SECRET: testSecret })).toBeUndefined();
});

test('the first administrators are made once, one of each kind; their passwords open once', async () => {
  const made = await createAdministrators(owner);
  expect(made.map(({ username }) => username)).toEqual(['system-admin', 'security-admin', 'audit-admin']);
  expect(await createAdministrators(owner)).toEqual([]);
  const server = await startServer(
    readConfig({
      DATABASE_URL: db.ownerUrl,
      SERVER_DATABASE_URL: db.serverUrl,
      TILE_DATABASE_URL: db.tileUrl,
      PORT: '0',
      LOG_LEVEL: 'silent',
      NODE_ENV: 'test'
    }),
    { web: false }
  );
  try {
    const who = browser({ server });
    const [{ username, oneTimePassword }] = made as [(typeof made)[0]];
    expect(await (await who.signIn(username, oneTimePassword)).json()).toEqual({
      signedIn: true,
      waitsFor: 'password'
    });
    const again = (await reopen(owner, username))!;
    expect(again.oneTimePassword).not.toBe(oneTimePassword);
    expect((await who.ask('/api/account')).status).toBe(401);
    expect((await who.signIn(username, oneTimePassword)).status).toBe(401);
    expect((await who.signIn(username, again.oneTimePassword)).status).toBe(200);
    expect(await reopen(owner, 'nobody')).toBeNull();
  } finally {
    await server.close();
  }
});
