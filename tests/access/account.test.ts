import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '#geodata/access/roles.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { browser, codeOf, givePassword, type Browser } from './browser.ts';
import { insertAccount, insertGrant } from './support.ts';

const PASSWORD = 'a first password of theirs';
const NEXT = 'another one, longer still';
let site: TestSite;
let made = 0;

beforeAll(async () => {
  site = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'development' } });
  await insertDivisions(site.db.pool);
});
afterAll(() => site.close());

interface Overview {
  waitsFor: string | null;
  acting: { role: string; scope: string[]; code: string | null };
  roles: { role: string; places: { code: string; place: string | null }[]; permissions: string[] }[];
  secondFactor: { enrolled: boolean; given: boolean; required: boolean };
}
interface Enrolment {
  uri: string;
  recoveryCodes: string[];
}

/** Somebody new, with grants, signed in. */
async function someone(...grants: [Role, string?][]) {
  const username = `someone${++made}`;
  const id = await insertAccount(site.db.pool, username);
  for (const [role, code] of grants) await insertGrant(site.db.pool, id, role, code);
  await givePassword(site.db.pool, id, PASSWORD);
  const who = browser(site, { address: `203.0.113.${made}` });
  expect((await who.signIn(username, PASSWORD)).status).toBe(200);
  return { id, username, who, again: () => browser(site, { address: `203.0.113.${made}` }) };
}
const overview = (who: Browser) => who.read<Overview>('/api/account');
const statusOf = async (reply: Promise<Response>) => (await reply).status;
const typeOf = async (reply: Promise<Response>) => ((await (await reply).json()) as { type: string }).type;
const cookiesOf = (who: Browser) => {
  const copy = browser(site);
  who.jar.forEach((value, name) => copy.jar.set(name, value));
  return copy;
};

test('nobody has an account’s affairs but the account', async () => {
  const nobody = browser(site);
  for (const [method, path] of [
    ['GET', '/api/account'],
    ['GET', '/api/account/sessions'],
    ['DELETE', '/api/account/sessions'],
    ['PUT', '/api/account/acting'],
    ['PUT', '/api/account/password'],
    ['POST', '/api/account/second-factor']
  ] as const) {
    expect(await statusOf(nobody.send(method, path)), path).toBe(401);
  }
});

test('an account sees its roles, with the places and permissions of each', async () => {
  const { who } = await someone(['planner', '220102000000'], ['commander', '220104000000']);
  const { acting, roles, waitsFor } = await overview(who);
  expect(waitsFor).toBeNull();
  expect(acting).toEqual({ role: 'commander', scope: ['220104'], code: null });
  expect(roles.map(({ role, places }) => [role, places])).toEqual([
    ['planner', [{ code: '220102000000', place: '南关区' }]],
    ['commander', [{ code: '220104000000', place: '朝阳区' }]]
  ]);
  expect(roles[0]!.permissions).toContain('asset:read');
});

test('an account switches between its roles and narrows one, never beyond what it was granted', async () => {
  const { who, username, again } = await someone(['planner', '220102000000'], ['commander', '220104000000']);
  const act = (role: string, code: string | null = null) => who.send('PUT', '/api/account/acting', { role, code });
  expect(await statusOf(act('planner'))).toBe(204);
  expect((await overview(who)).acting).toEqual({ role: 'planner', scope: ['220102'], code: null });
  expect(await statusOf(act('planner', '220102002000'))).toBe(204);
  expect((await overview(who)).acting).toEqual({ role: 'planner', scope: ['220102002'], code: '220102002000' });
  expect(await typeOf(act('planner', '220104001000'))).toBe('/problems/outside-the-role');
  expect(await typeOf(act('planner', '*'))).toBe('/problems/outside-the-role');
  expect(await typeOf(act('responder'))).toBe('/problems/role-not-granted');
  expect(await typeOf(act('system_admin'))).toBe('/problems/role-not-granted');
  // The next sign-in begins in the role that was taken up last, wide again.
  const later = again();
  await later.signIn(username, PASSWORD);
  expect((await overview(later)).acting).toEqual({ role: 'planner', scope: ['220102'], code: null });
});

test('a changed password ends every other session and the token of this one', async () => {
  const { who, username, again } = await someone(['planner', '220102000000']);
  const other = again();
  await other.signIn(username, PASSWORD);
  const replay = cookiesOf(who);
  const change = (current: string, next: string) => who.send('PUT', '/api/account/password', { current, next });
  expect(await typeOf(change('not it', NEXT))).toBe('/problems/password-unfit');
  for (const next of ['short', 'a'.repeat(20), `${username} ${username}`, PASSWORD]) {
    expect(await statusOf(change(PASSWORD, next)), next).toBe(422);
  }
  expect(await statusOf(change(PASSWORD, NEXT))).toBe(204);
  expect((await overview(who)).acting.role).toBe('planner');
  for (const gone of [other, replay]) expect(await statusOf(gone.ask('/api/account'))).toBe(401);
  expect(await statusOf(again().signIn(username, PASSWORD))).toBe(401);
  expect(await statusOf(again().signIn(username, NEXT))).toBe(200);
});

test('sessions are listed and ended, one’s own only', async () => {
  const { who, username, again } = await someone(['planner', '220102000000']);
  const other = again();
  await other.signIn(username, PASSWORD);
  const { who: stranger } = await someone();
  const { sessions } = await who.read<{ sessions: { id: string; own: boolean; address: string }[] }>(
    '/api/account/sessions'
  );
  expect(sessions.map(({ own }) => own).sort()).toEqual([false, true]);
  expect(sessions[0]!.address).toMatch(/^203\.0\.113\./);
  const { id } = sessions.find(({ own }) => !own)!;
  expect(await statusOf(stranger.send('DELETE', `/api/account/sessions/${id}`))).toBe(404);
  expect(await statusOf(other.ask('/api/account'))).toBe(200);
  expect(await statusOf(who.send('DELETE', `/api/account/sessions/${id}`))).toBe(204);
  expect(await statusOf(other.ask('/api/account'))).toBe(401);
  expect(await statusOf(who.ask('/api/account'))).toBe(200);
});

test('an administrator may do nothing before a second factor; after it, their work', async () => {
  const { who, username, again } = await someone(['security_admin']);
  expect((await overview(who)).waitsFor).toBe('second_factor');
  expect(await statusOf(who.ask('/api/accounts'))).toBe(403);
  expect(await typeOf(who.post('/api/account/second-factor', { password: 'wrong' }))).toBe('/problems/wrong-password');
  const enrolment = (await (await who.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  expect(decodeURIComponent(enrolment.uri)).toContain(`格治 Gezhi:${username}`);
  expect(enrolment.recoveryCodes).toHaveLength(10);
  const replay = cookiesOf(who);
  const give = (code: string) => who.send('PUT', '/api/account/second-factor', { code });
  const right = codeOf(enrolment.uri);
  expect(await typeOf(give(right === '000000' ? '000001' : '000000'))).toBe('/problems/wrong-code');
  expect(await statusOf(give(right))).toBe(204);
  expect(await overview(who)).toMatchObject({
    waitsFor: null,
    acting: { role: 'security_admin', scope: ['*'] },
    secondFactor: { enrolled: true, given: true, required: true }
  });
  expect(await statusOf(who.ask('/api/accounts'))).toBe(200);
  // Enrolled under another token: the one from before the second factor is worth nothing.
  await expect.poll(() => statusOf(replay.ask('/api/account')), { timeout: 1500 }).toBe(401);

  const later = again();
  expect(await (await later.signIn(username, PASSWORD)).json()).toEqual({ signedIn: false, waitsFor: 'code' });
  expect(await statusOf(later.ask('/api/account'))).toBe(401);
  expect(await typeOf(later.post('/api/account/sign-in/code', { code: 'abcdef' }))).toBe('/problems/wrong-code');
  expect(await statusOf(later.post('/api/account/sign-in/code', { code: codeOf(enrolment.uri) }))).toBe(200);
  expect((await overview(later)).acting.role).toBe('security_admin');

  const byRecovery = again();
  await byRecovery.signIn(username, PASSWORD);
  const [code] = enrolment.recoveryCodes;
  expect(await statusOf(byRecovery.post('/api/account/sign-in/code', { code }))).toBe(200);
  const twice = again();
  await twice.signIn(username, PASSWORD);
  expect(await typeOf(twice.post('/api/account/sign-in/code', { code }))).toBe('/problems/wrong-code');
});

test('codes cannot be guessed: after a few the sign-in begins anew', async () => {
  const { who, username, again } = await someone(['audit_admin']);
  const { uri } = (await (await who.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  expect(await statusOf(who.send('PUT', '/api/account/second-factor', { code: codeOf(uri) }))).toBe(204);
  const guesser = again();
  await guesser.signIn(username, PASSWORD);
  const guesses = [];
  for (let i = 0; i < 8; i++)
    guesses.push(await statusOf(guesser.post('/api/account/sign-in/code', { code: '12345' + i })));
  expect(guesses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  expect(guesses.at(-1)).not.toBe(200);
  expect(await statusOf(guesser.post('/api/account/sign-in/code', { code: codeOf(uri) }))).not.toBe(200);
  expect(await statusOf(guesser.ask('/api/account'))).toBe(401);
});

test('a code that another account’s sign-in asked for opens nothing for the session in the same browser', async () => {
  const { who: admin, username } = await someone(['system_admin']);
  const { uri } = (await (await admin.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await admin.send('PUT', '/api/account/second-factor', { code: codeOf(uri) });
  const { who } = await someone(['planner', '220102000000']);
  const session = who.jar.get('gezhi.session')!;
  await who.signIn(username, PASSWORD);
  who.jar.set('gezhi.session', session);
  expect(await statusOf(who.post('/api/account/sign-in/code', { code: codeOf(uri) }))).toBe(200);
  expect((await overview(who)).acting.role).toBe('system_admin');
});

test('an administrator resets a password, and whoever does so cannot sign in as the other', async () => {
  const { who: admin } = await someone(['system_admin']);
  const enrol = (await (await admin.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await admin.send('PUT', '/api/account/second-factor', { code: codeOf(enrol.uri) });
  const { id, who, username, again } = await someone(['security_admin']);
  const other = (await (await who.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await who.send('PUT', '/api/account/second-factor', { code: codeOf(other.uri) });

  const { oneTimePassword } = (await (await admin.post(`/api/accounts/${id}/one-time-password`)).json()) as {
    oneTimePassword: string;
  };
  expect(await statusOf(who.ask('/api/account'))).toBe(401);
  expect(await statusOf(again().signIn(username, PASSWORD))).toBe(401);
  const reset = again();
  // The second factor stays, and who resets passwords cannot take it away.
  expect(await (await reset.signIn(username, oneTimePassword)).json()).toEqual({ signedIn: false, waitsFor: 'code' });
  expect(await statusOf(admin.send('DELETE', `/api/accounts/${id}/second-factor`))).toBe(403);

  await reset.post('/api/account/sign-in/code', { code: codeOf(other.uri) });
  expect((await overview(reset)).waitsFor).toBe('password');
  expect(await statusOf(reset.ask('/api/accounts'))).toBe(403);
  expect(await statusOf(reset.send('PUT', '/api/account/password', { current: oneTimePassword, next: NEXT }))).toBe(
    204
  );
  expect(await statusOf(reset.ask('/api/accounts'))).toBe(200);
});

test('a lost second factor is taken away by a security administrator, and another one enrolled', async () => {
  const { who: security } = await someone(['security_admin']);
  const own = (await (await security.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await security.send('PUT', '/api/account/second-factor', { code: codeOf(own.uri) });
  const { id, who, username, again } = await someone(['audit_admin']);
  const lost = (await (await who.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await who.send('PUT', '/api/account/second-factor', { code: codeOf(lost.uri) });
  expect(await statusOf(security.send('DELETE', `/api/accounts/${id}/second-factor`))).toBe(204);
  expect(await statusOf(who.ask('/api/account'))).toBe(401);
  const later = again();
  expect(await (await later.signIn(username, PASSWORD)).json()).toEqual({ signedIn: true, waitsFor: 'second_factor' });
  const found = (await (await later.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  expect(await statusOf(later.send('PUT', '/api/account/second-factor', { code: codeOf(found.uri) }))).toBe(204);
  expect((await overview(later)).acting.role).toBe('audit_admin');
});

test('a second factor is taken away by its account against one of its codes, and only then', async () => {
  const { who } = await someone(['planner', '220102000000']);
  const { uri } = (await (await who.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await who.send('PUT', '/api/account/second-factor', { code: codeOf(uri) });
  expect(await typeOf(who.send('DELETE', '/api/account/second-factor', { code: 'abcdef' }))).toBe(
    '/problems/wrong-code'
  );
  expect(await statusOf(who.send('DELETE', '/api/account/second-factor', { code: codeOf(uri) }))).toBe(204);
  expect((await overview(who)).secondFactor).toEqual({ enrolled: false, given: false, required: false });
  expect((await overview(who)).acting.role).toBe('planner');
});

test('an account that is made may do nothing until it chose a password and somebody granted it a role', async () => {
  const { who: admin } = await someone(['system_admin']);
  const { uri } = (await (await admin.post('/api/account/second-factor', { password: PASSWORD })).json()) as Enrolment;
  await admin.send('PUT', '/api/account/second-factor', { code: codeOf(uri) });
  const make = (username: string) => admin.post('/api/accounts', { username, name: '新人' });
  const reply = await make('New.Person');
  expect(reply.status).toBe(201);
  const { id, oneTimePassword } = (await reply.json()) as { id: string; oneTimePassword: string };
  expect(await typeOf(make('new.person'))).toBe('/problems/name-taken');
  expect(await statusOf(make('with space'))).toBe(422);
  const who = browser(site);
  expect(await (await who.signIn('new.person', oneTimePassword)).json()).toEqual({
    signedIn: true,
    waitsFor: 'password'
  });
  await who.send('PUT', '/api/account/password', { current: oneTimePassword, next: NEXT });
  expect((await overview(who)).acting.role).toBe('resident');
  expect(await statusOf(admin.send('PUT', `/api/accounts/${id}/disabled`, { disabled: true }))).toBe(204);
  expect(await statusOf(who.ask('/api/account'))).toBe(401);
  const own = await admin.read<{ account: { id: string } }>('/api/account');
  expect(await statusOf(admin.send('PUT', `/api/accounts/${own.account.id}/disabled`, { disabled: true }))).toBe(403);
});
