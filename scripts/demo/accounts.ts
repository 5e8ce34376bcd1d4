import type pg from 'pg';
import { demoAccounts } from '#geodata/demo/accounts.ts';

/** Sees to it that the demo's accounts are there, enabled and granted what they are to show. */
export async function ensureDemoAccounts(client: pg.Client): Promise<void> {
  for (const [order, { username, name, granted }] of demoAccounts.entries()) {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO access.accounts (username, name, is_demo, created_at)
       VALUES ($1, $2, true, now() + $3 * interval '1 ms')
       ON CONFLICT (username) DO UPDATE SET disabled_at = NULL WHERE access.accounts.is_demo RETURNING id`,
      [username, name, order]
    );
    // The name is somebody's own account.
    if (!rows[0]) continue;
    for (const { role, code } of granted) {
      await client.query(
        `INSERT INTO access.grants (account_id, role, division_code) SELECT $1, $2, $3
         WHERE NOT EXISTS (SELECT FROM access.grants
                           WHERE account_id = $1 AND role = $2 AND division_code = $3 AND active @> now())`,
        [rows[0].id, role, code]
      );
    }
  }
}
