import { randomBytes } from 'node:crypto';
import { isAPIError } from 'better-auth/api';
import type { Pool } from 'pg';
import { firstRole } from '#geodata/access/acting.ts';
import type { Role } from '#geodata/access/roles.ts';
import { SignInName } from '#geodata/schemas/account.ts';
import type { Actor } from '#server/access/actor.ts';
import { readCookie, secretOf, signed, unsigned } from '#server/access/cookies.ts';
import { sessionCookieName, waitsFor } from '#server/access/session.ts';
import { findAccount, findForSignIn, listDemoAccounts } from '#server/accounts/account.queries.ts';
import type { SignInLibrary } from '#server/accounts/auth.ts';
import { withoutCookie, type Caller } from '#server/accounts/caller.ts';
import { deviceValue, knows } from '#server/accounts/device.ts';
import { passwordLanes } from '#server/accounts/lane.ts';
import { pretendToVerify } from '#server/accounts/password.ts';
import { deleteSession, findByToken, insertSession, settleSession } from '#server/accounts/session.queries.ts';
import { Throttle } from '#server/accounts/throttle.ts';
import { audit } from '#server/audit/audit.ts';
import type { Config } from '#server/config.ts';
import { asActor, asSystem, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';

/** A session that has begun: the role it acts in and what its account has to do first. */
export interface Begun {
  role: Role | null;
  waits: ReturnType<typeof waitsFor>;
  /** Value of the cookie by which this device is known from now on. */
  device: string;
}

/** Where a sign-in stands: begun, or a code is asked for. `headers` hold the library's cookies. */
export interface Step {
  begun: Begun | null;
  headers: Headers;
}

export type SignIns = ReturnType<typeof signIns>;

/** Signing in: what is asked of the library, what it costs, and what a session begins with. */
export function signIns(config: Config, pool: Pool, library: SignInLibrary) {
  const lanes = passwordLanes();
  const throttle = new Throttle();
  const secret = secretOf(config);

  /** Name and password. Whoever guesses waits before anything is hashed, and never makes the account's own devices wait. */
  async function withPassword(typed: { name: string; password: string }, caller: Caller): Promise<Step> {
    const username = SignInName.safeParse(typed.name).data;
    if (!username) throw wrong();
    const device = knows(caller.device, username) ? caller.device : undefined;
    const key = `${device ? `device ${device.id}` : `address ${caller.address}`} ${username}`;
    refuseTooSoon(throttle.waitMs(key));
    throttle.wrong(key);
    const lane = device ? lanes.known : lanes.strangers;
    const { headers, response } = await lane.run(() => verify(username, typed.password, caller));
    throttle.right(key);
    if ('twoFactorRedirect' in response) {
      // The library takes the former session's cookie away with its answer.
      await asSystem(pool, (tx) => endFormer(tx, caller));
      return { begun: null, headers };
    }
    return { begun: await begin(response.token, caller, false), headers };
  }

  async function verify(username: string, password: string, { headers }: Caller) {
    const found = await asSystem(pool, (tx) => findForSignIn(tx, username));
    if (!found?.hasPassword) await pretendToVerify(password);
    else {
      const body = { username, password };
      const reply = await library.api.signInUsername({ body, headers, returnHeaders: true }).catch(wrongWords);
      if (reply) return reply;
    }
    await refused(found, 'password');
    throw wrong();
  }

  /** The second factor: six digits of the app, or a recovery code. */
  async function withCode(code: string, caller: Caller): Promise<Step> {
    // With a session among the cookies the library would take the code for that session's account.
    const order = {
      body: { code },
      headers: withoutCookie(caller.headers, sessionCookieName(config)),
      returnHeaders: true as const
    };
    const isDigits = /^\d{6}$/.test(code);
    const { headers, response } = await (
      isDigits ? library.api.verifyTOTP(order) : library.api.verifyBackupCode(order)
    ).catch(async (error: unknown) => {
      await refused(undefined, 'code');
      throw codeProblem(error);
    });
    return { begun: await begin(response.token!, caller, true), headers };
  }

  async function refused(account: { id: string } | undefined, what: 'password' | 'code'): Promise<void> {
    await asSystem(pool, (tx) =>
      audit(tx, { action: 'account.sign_in', result: 'refused', object: objectOf(account), detail: { what } })
    );
  }

  /** One click in a demo: its accounts have no passwords. */
  async function asDemo(username: string, caller: Caller): Promise<{ cookie: string; role: Role | null }> {
    return asSystem(pool, async (tx) => {
      const offered = config.DEMO === 'on' ? await listDemoAccounts(tx) : [];
      const found = offered.find((account) => account.username === username);
      if (!found) throw new Problem(404, 'no-such-account', { zh: '没有这个演示账号。', en: 'No such demo account.' });
      const token = randomBytes(24).toString('base64url');
      const { address, userAgent } = caller;
      await endFormer(tx, caller);
      const id = await insertSession(tx, {
        accountId: found.id,
        token,
        hours: config.SESSION_HOURS,
        address,
        userAgent
      });
      const role = firstRole(found.granted, null);
      await settleSession(tx, id, { role, secondFactor: false });
      await audit(tx, { action: 'account.sign_in', object: objectOf(found), detail: { demo: true } });
      return { cookie: signed(token, secret), role };
    });
  }

  /**
   * What a session begins with: a role, the time of the second factor, no other session in the same browser: a cookie
   * from before the sign-in is worth nothing after it.
   */
  async function begin(token: string, caller: Caller, secondFactor: boolean): Promise<Begun> {
    return asSystem(pool, async (tx) => {
      const session = (await findByToken(tx, token))!;
      const account = await findAccount(tx, session.accountId);
      if (!account) {
        // Disabled while it signed in.
        await deleteSession(tx, session.accountId, session.id);
        throw wrong();
      }
      await endFormer(tx, caller, token);
      const role = firstRole(account.granted, account.lastRole);
      await settleSession(tx, session.id, { role, secondFactor });
      await audit(tx, { action: 'account.sign_in', object: objectOf(account), detail: { secondFactor } });
      const waits = waitsFor({ ...account, secondFactor }, config);
      return { role, waits, device: deviceValue(config, caller.device, account.username) };
    });
  }

  async function endFormer(tx: Tx, { cookies }: Caller, token?: string): Promise<void> {
    const cookie = readCookie(cookies, sessionCookieName(config));
    const former = cookie && unsigned(cookie, secret);
    const session = former && former !== token ? await findByToken(tx, former) : undefined;
    if (session) await deleteSession(tx, session.accountId, session.id);
  }

  /** Ends the actor's session. */
  async function end(actor: Actor): Promise<void> {
    const { account, sessionId } = actor;
    if (!account || !sessionId) return;
    await asActor(pool, actor, async (tx) => {
      await deleteSession(tx, account.id, sessionId);
      await audit(tx, { action: 'account.sign_out', object: objectOf(account) });
    });
  }

  return { withPassword, withCode, asDemo, begin, end, lanes, throttle };
}

function objectOf(account: { id: string } | undefined): string | undefined {
  return account && `accounts/${account.id}`;
}

/** The one answer to a wrong name, a wrong password, an account that is disabled or has no password. */
function wrong(): Problem {
  return new Problem(401, 'wrong-name-or-password', {
    zh: '登录名或密码不正确。',
    en: 'The sign-in name or the password is not right.'
  });
}

export function refuseTooSoon(waitMs: number): void {
  if (waitMs === 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new Problem(
    429,
    'sign-in-too-often',
    {
      zh: `尝试次数过多，请 ${seconds} 秒后再试。`,
      en: `Too many tries; try again in ${seconds} s.`
    },
    { retryAfterSeconds: seconds },
    { 'Retry-After': String(seconds) }
  );
}

/** What the library refuses is a wrong name or password; anything else is a fault. */
function wrongWords(error: unknown): undefined {
  if (isAPIError(error) && error.statusCode < 500) return undefined;
  throw error;
}

/** What the library says of a code, in words; faults stay what they are. */
export function codeProblem(error: unknown): unknown {
  if (!isAPIError(error) || error.statusCode >= 500) return error;
  const code = error.body?.code;
  if (code === 'INVALID_TWO_FACTOR_COOKIE') {
    return new Problem(401, 'sign-in-began-too-long-ago', {
      zh: '登录已超时，请重新输入登录名和密码。',
      en: 'The sign-in took too long; begin again with name and password.'
    });
  }
  if (code === 'ACCOUNT_TEMPORARILY_LOCKED' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') {
    return new Problem(429, 'too-many-codes', {
      zh: '验证码错误次数过多，请重新登录或稍后再试。',
      en: 'Too many wrong codes; sign in again, or try later.'
    });
  }
  return new Problem(401, 'wrong-code', { zh: '验证码不正确。', en: 'The code is not right.' });
}
