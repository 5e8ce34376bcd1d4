import { isAPIError } from 'better-auth/api';
import type { Pool } from 'pg';
import { firstRole } from '#geodata/access/acting.ts';
import { clearSecondFactor } from '#server/accounts/account.queries.ts';
import type { SignInLibrary } from '#server/accounts/auth.ts';
import { tokenIn, type Caller } from '#server/accounts/caller.ts';
import { own, type Owner } from '#server/accounts/own.service.ts';
import { findByToken, markSecondFactor } from '#server/accounts/session.queries.ts';
import { codeProblem, refuseTooSoon, type SignIns } from '#server/accounts/sign-in.service.ts';
import { audit } from '#server/audit/audit.ts';
import type { Config } from '#server/config.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';

/** Second factors of accounts: enrolled, given, taken away. The library keeps the secret; it never leaves the server again. */
export function secondFactors(
  { config, pool, library }: { config: Config; pool: Pool; library: SignInLibrary },
  { lanes, throttle }: Pick<SignIns, 'lanes' | 'throttle'>
) {
  /** A second factor to be: what the app is shown, and the recovery codes, told this once. */
  async function enrol(
    actor: Owner,
    caller: Caller,
    password: string
  ): Promise<{ uri: string; recoveryCodes: string[] }> {
    const { username } = await asActor(pool, actor, (tx) => own(tx, actor));
    const { headers } = caller;
    const reply = await guarded(actor, () =>
      lanes.known.run(() => library.api.enableTwoFactor({ body: { password, method: 'totp' }, headers }))
    );
    if (reply.method !== 'totp') throw new Error('the library enrolled another method');
    return { uri: labelled(reply.totpURI, username), recoveryCodes: reply.backupCodes };
  }

  /**
   * A code of the app, in an open session: the first one ends the enrolment, later ones let an administrator act.
   * @returns the library's cookies; the session may have another token now
   */
  async function confirm(actor: Owner, caller: Caller, code: string): Promise<Headers> {
    const { headers, response } = await verify(actor, caller, code);
    await asActor(pool, actor, async (tx) => {
      const { granted, lastRole } = await own(tx, actor);
      // The end of an enrolment gives the session another token.
      const session = await findByToken(tx, tokenIn(headers, config) ?? response.token!);
      if (session) await markSecondFactor(tx, session.id, firstRole(granted, lastRole));
      await audit(tx, { action: 'account.second_factor', object: `accounts/${actor.account.id}` });
    });
    return headers;
  }

  /**
   * Takes the second factor away, to enrol another: against one of its own codes, so that an open session alone does not
   * do. Administrators then do nothing else until they have enrolled.
   */
  async function remove(actor: Owner, caller: Caller, code: string): Promise<void> {
    await verify(actor, caller, code);
    await asActor(pool, actor, async (tx) => {
      await clearSecondFactor(tx, actor.account.id);
      await audit(tx, { action: 'account.remove_second_factor', object: `accounts/${actor.account.id}` });
    });
  }

  function verify(actor: Owner, { headers }: Caller, code: string) {
    const order = { body: { code }, headers, returnHeaders: true as const };
    const isDigits = /^\d{6}$/.test(code);
    return guarded(actor, () => (isDigits ? library.api.verifyTOTP(order) : library.api.verifyBackupCode(order)));
  }

  /** Passwords and codes can be guessed in an open session too; here the library does not count. */
  async function guarded<T>(actor: Owner, ask: () => Promise<T>): Promise<T> {
    const key = `account ${actor.account.id}`;
    refuseTooSoon(throttle.waitMs(key));
    throttle.wrong(key);
    const answer = await ask().catch((error: unknown) => {
      throw refusal(error);
    });
    throttle.right(key);
    return answer;
  }

  return { enrol, confirm, remove };
}

function refusal(error: unknown): unknown {
  const code = isAPIError(error) ? error.body?.code : undefined;
  if (code === 'INVALID_PASSWORD') {
    return new Problem(
      422,
      'wrong-password',
      { zh: '密码不正确。', en: 'The password is not right.' },
      { errors: [{ pointer: '/password', message: 'The password is not right.' }] }
    );
  }
  if (code === 'TOTP_ALREADY_ENABLED') {
    return new Problem(409, 'second-factor-there', {
      zh: '已启用两步验证。',
      en: 'There is a second factor already.'
    });
  }
  if (code === 'TOTP_NOT_ENABLED') {
    return new Problem(409, 'no-second-factor', {
      zh: '尚未设置两步验证。',
      en: 'There is no second factor to give yet.'
    });
  }
  return codeProblem(error);
}

/** The library labels the secret with its own address of the account; the app shows the sign-in name instead. */
function labelled(uri: string, username: string): string {
  const url = new URL(uri);
  const issuer = url.searchParams.get('issuer') ?? '';
  return `otpauth://totp/${encodeURIComponent(`${issuer}:${username}`)}${url.search}`;
}
