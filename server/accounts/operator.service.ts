import type { Pool } from 'pg';
import { administrators } from '#geodata/access/acting.ts';
import { roleTitles, type Role } from '#geodata/access/roles.ts';
import {
  clearSecondFactor,
  disableDemoAccounts,
  findByUsername,
  hasAdministrator,
  insertAccount,
  setDisabled,
  setPassword
} from '#server/accounts/account.queries.ts';
import { explained } from '#server/accounts/constraints.ts';
import { insertGrant } from '#server/accounts/grant.queries.ts';
import { hashPassword, oneTimePassword } from '#server/accounts/password.ts';
import { deleteEnded, deleteSessions } from '#server/accounts/session.queries.ts';
import { audit } from '#server/audit/audit.ts';
import { asSystem } from '#server/db/sql.ts';

/** An account whose password is told this once. */
export interface Opened {
  username: string;
  role: Role | null;
  oneTimePassword: string;
}

/** Makes an account for each kind of administrator that the site has none of; those of a demo do not count. */
export function createAdministrators(pool: Pool): Promise<Opened[]> {
  return explained(() =>
    asSystem(pool, async (tx) => {
      const made: Opened[] = [];
      for (const role of administrators) {
        if (await hasAdministrator(tx, role)) continue;
        const username = role.replace('_admin', '-admin');
        const password = oneTimePassword();
        const id = await insertAccount(tx, { username, name: roleTitles[role].zh, organisationId: null });
        await setPassword(tx, id, { hash: await hashPassword(password), mustChange: true });
        await insertGrant(tx, { accountId: id, role, code: '*', grantedBy: null });
        await audit(tx, { action: 'account.create', object: `accounts/${id}`, detail: { username, by: 'operator' } });
        made.push({ username, role, oneTimePassword: password });
      }
      return made;
    })
  );
}

/**
 * For whoever runs the machine, when nobody can let an account in any more: a new one-time password, no second factor,
 * enabled. Null when there is no account of that name.
 */
export function reopen(pool: Pool, username: string): Promise<Opened | null> {
  return asSystem(pool, async (tx) => {
    const id = await findByUsername(tx, username);
    if (!id) return null;
    const password = oneTimePassword();
    await setDisabled(tx, id, false);
    await setPassword(tx, id, { hash: await hashPassword(password), mustChange: true });
    await clearSecondFactor(tx, id);
    await deleteSessions(tx, id, null);
    await audit(tx, { action: 'account.reopen', object: `accounts/${id}`, detail: { by: 'operator' } });
    return { username, role: null, oneTimePassword: password };
  });
}

/** Disables the accounts of a demo and ends their sessions. @returns how many there were */
export function disableDemo(pool: Pool): Promise<number> {
  return explained(() =>
    asSystem(pool, async (tx) => {
      const ids = await disableDemoAccounts(tx);
      for (const id of ids) await deleteSessions(tx, id, null);
      await audit(tx, { action: 'account.disable_demo', detail: { accounts: ids.length, by: 'operator' } });
      return ids.length;
    })
  );
}

/** Removes sessions and steps of sign-ins that have ended by their time. */
export function purgeSessions(pool: Pool): Promise<void> {
  return asSystem(pool, deleteEnded);
}
