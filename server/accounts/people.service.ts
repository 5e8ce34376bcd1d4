import type { Pool } from 'pg';
import type { Actor } from '#server/access/actor.ts';
import {
  clearSecondFactor,
  findAccount,
  insertAccount,
  listAccounts,
  setDisabled,
  setPassword,
  type NewAccount
} from '#server/accounts/account.queries.ts';
import { explained } from '#server/accounts/constraints.ts';
import { hashPassword, oneTimePassword } from '#server/accounts/password.ts';
import { deleteSessions } from '#server/accounts/session.queries.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';

/** Accounts by sign-in name, with what each is granted now. */
export function people(pool: Pool, actor: Actor, q: string | undefined) {
  return asActor(pool, actor, (tx) => listAccounts(tx, q));
}

/**
 * Makes an account. It may do nothing until somebody else grants it a role.
 * @returns its id and a password that opens it once, told to nobody but the caller
 * @throws Problem 409 when the name is taken
 */
export async function createAccount(pool: Pool, actor: Actor, account: NewAccount) {
  const password = oneTimePassword();
  const hash = await hashPassword(password);
  const id = await explained(() =>
    asActor(pool, actor, async (tx) => {
      const made = await insertAccount(tx, account);
      await setPassword(tx, made, { hash, mustChange: true });
      await audit(tx, { action: 'account.create', object: `accounts/${made}`, detail: { username: account.username } });
      return made;
    })
  );
  return { id, oneTimePassword: password };
}

/**
 * Gives an account a new password that opens it once, and ends its sessions. Its second factor stays: whoever resets
 * passwords must not be able to become somebody else.
 * @throws Problem 404 for no such enabled account, 403 for one's own
 */
export async function resetPassword(pool: Pool, actor: Actor, id: string): Promise<{ oneTimePassword: string }> {
  refuseOwn(actor, id);
  const password = oneTimePassword();
  const hash = await hashPassword(password);
  await asActor(pool, actor, async (tx) => {
    if (!(await findAccount(tx, id))) throw noSuchAccount();
    await setPassword(tx, id, { hash, mustChange: true });
    await deleteSessions(tx, id, null);
    await audit(tx, { action: 'account.reset_password', object: `accounts/${id}` });
  });
  return { oneTimePassword: password };
}

/** Takes a lost second factor away; the account's sessions end. @throws Problem 404, 403 for one's own */
export function resetSecondFactor(pool: Pool, actor: Actor, id: string): Promise<void> {
  refuseOwn(actor, id);
  // Nobody's role reads or writes the second factors of others; the server takes it away, in the name of who asked.
  return asActor(pool, { ...actor, role: 'system' }, async (tx) => {
    if (!(await findAccount(tx, id))) throw noSuchAccount();
    await clearSecondFactor(tx, id);
    await deleteSessions(tx, id, null);
    await audit(tx, { action: 'account.reset_second_factor', object: `accounts/${id}` });
  });
}

/**
 * Disables an account, whose sessions end, or enables it again.
 * @throws Problem 404 for none, 403 for one's own, 409 for the last administrator of a kind
 */
export function disable(pool: Pool, actor: Actor, id: string, disabled: boolean): Promise<void> {
  refuseOwn(actor, id);
  return explained(() =>
    asActor(pool, actor, async (tx) => {
      if (!(await setDisabled(tx, id, disabled))) throw noSuchAccount();
      if (disabled) await deleteSessions(tx, id, null);
      await audit(tx, { action: disabled ? 'account.disable' : 'account.enable', object: `accounts/${id}` });
    })
  );
}

/** Ends the sessions of an account. */
export function endSessionsOf(pool: Pool, actor: Actor, id: string): Promise<{ ended: number }> {
  return asActor(pool, actor, async (tx) => {
    const ended = await deleteSessions(tx, id, null);
    await audit(tx, { action: 'account.end_sessions', object: `accounts/${id}`, detail: { ended } });
    return { ended };
  });
}

function refuseOwn(actor: Actor, id: string): void {
  if (actor.account?.id !== id) return;
  throw new Problem(403, 'own-account', {
    zh: '请另一名管理员操作本人账号。',
    en: 'Another administrator has to do this to your account.'
  });
}

function noSuchAccount(): Problem {
  return new Problem(404, 'no-such-account', { zh: '没有这个账号。', en: 'There is no such account.' });
}
