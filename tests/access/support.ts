import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Role } from '#geodata/access/roles.ts';
import { signed } from '#server/access/cookies.ts';
import { testSecret } from '../support/site.ts';

/** Inserts an account without a password and gives its id. */
export async function insertAccount(pool: pg.Pool, username: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'INSERT INTO access.accounts (username, name) VALUES ($1, $1) RETURNING id',
    [username]
  );
  return rows[0]!.id;
}

/** Grants as whoever owns the database would by hand. */
export async function insertGrant(pool: pg.Pool | pg.ClientBase, account: string, role: Role, code = '*') {
  const { rows } = await pool.query<{ id: string }>(
    'INSERT INTO access.grants (account_id, role, division_code) VALUES ($1, $2, $3) RETURNING id',
    [account, role, code]
  );
  return Number(rows[0]!.id);
}

export interface OpenSession {
  id: string;
  token: string;
  /** The Cookie header that carries it. */
  cookie: string;
}

/** Opens a session of an account, acting in a role, as a sign-in leaves it. */
export async function openSession(
  pool: pg.Pool,
  account: string,
  {
    role = null,
    code = null,
    secondFactor = false
  }: { role?: Role | null; code?: string | null; secondFactor?: boolean }
): Promise<OpenSession> {
  const token = randomUUID();
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO access.sessions (account_id, token, expires_at, acting_role, acting_code, second_factor_at)
     VALUES ($1, $2, now() + interval '1 hour', $3, $4, CASE WHEN $5 THEN now() END) RETURNING id`,
    [account, token, role, code, secondFactor]
  );
  return { id: rows[0]!.id, token, cookie: cookieOf(token) };
}

/** The Cookie header of a token, signed as the server signs. */
export function cookieOf(token: string, secret = testSecret): string {
  return `gezhi.session=${encodeURIComponent(signed(token, secret))}`;
}
