import type { Pool } from 'pg';
import { listDemoAccounts } from '#server/accounts/account.queries.ts';
import { asSystem } from '#server/db/sql.ts';

/** The accounts a demo offers, with the role and the places of each. */
export function demoAccounts(pool: Pool) {
  return asSystem(pool, async (tx) =>
    (await listDemoAccounts(tx)).map(({ username, name, granted }) => ({ username, name, granted }))
  );
}
