import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { secretOf, signed } from '#server/access/cookies.ts';
import { findPassword, setPassword } from '#server/accounts/account.queries.ts';
import { own, type Owner } from '#server/accounts/own.service.ts';
import { hashPassword, verifyPassword } from '#server/accounts/password.ts';
import { deleteSessions, setToken } from '#server/accounts/session.queries.ts';
import { refuseTooSoon, type SignIns } from '#server/accounts/sign-in.service.ts';
import { audit } from '#server/audit/audit.ts';
import type { Config } from '#server/config.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';

type Guards = Pick<SignIns, 'lanes' | 'throttle'>;

/**
 * Changes the account's password. Its other sessions end; its own goes on under another token.
 * @returns the signed value of the session's new cookie
 * @throws Problem 422 for a wrong current password or a new one that will not do, 429 after too many tries
 */
export async function changePassword(
  pool: Pool,
  config: Config,
  guards: Guards,
  actor: Owner,
  { current, next }: { current: string; next: string }
): Promise<string> {
  const { username } = await asActor(pool, actor, (tx) => own(tx, actor));
  refuseWeak(next, username);
  const hash = await guards.lanes.known.run(async () => {
    await mustBeOwnPassword(pool, guards, actor, current, '/current');
    if (next === current) throw unfit({ zh: '新密码须与旧密码不同。', en: 'The new password has to be another one.' });
    return hashPassword(next);
  });
  const token = randomBytes(24).toString('base64url');
  await asActor(pool, actor, async (tx) => {
    await setPassword(tx, actor.account.id, { hash, mustChange: false });
    await deleteSessions(tx, actor.account.id, actor.sessionId);
    await setToken(tx, actor.sessionId, token);
    await audit(tx, { action: 'account.change_password', object: `accounts/${actor.account.id}` });
  });
  return signed(token, secretOf(config));
}

/** Refuses unless it is the account's password; whoever guesses in an open session waits like anybody else. */
async function mustBeOwnPassword(
  pool: Pool,
  { throttle }: Guards,
  actor: Owner,
  password: string,
  pointer: string
): Promise<void> {
  const key = `session ${actor.sessionId}`;
  refuseTooSoon(throttle.waitMs(key));
  throttle.wrong(key);
  const hash = await asActor(pool, actor, (tx) => findPassword(tx, actor.account.id));
  if (!hash || !(await verifyPassword({ hash, password }))) {
    throw unfit({ zh: '当前密码不正确。', en: 'The current password is not right.' }, pointer);
  }
  throttle.right(key);
}

/** Length is checked at the edge; what everybody would try first is refused here. */
function refuseWeak(password: string, username: string): void {
  const plain = password.toLowerCase();
  const isRepeated = new Set(plain).size < 5;
  const isRun = '01234567890123456789'.includes(plain) || 'abcdefghijklmnopqrstuvwxyz'.includes(plain);
  if (!isRepeated && !isRun && !plain.includes(username)) return;
  throw unfit({
    zh: '密码过于简单：不能包含登录名，也不能是重复或连续的字符。',
    en: 'Too easily guessed: it must not hold the sign-in name, nor be one run of the same or neighbouring characters.'
  });
}

function unfit(detail: { zh: string; en: string }, pointer = '/next'): Problem {
  return new Problem(422, 'password-unfit', detail, { errors: [{ pointer, message: detail.en }] });
}
