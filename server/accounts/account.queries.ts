import type { Pool } from 'pg';
import type { Granted } from '#geodata/access/acting.ts';
import type { Role } from '#geodata/access/roles.ts';
import { sql, type Tx } from '#server/db/sql.ts';

/** A role at a place in force now, with the place's name; null for the whole site. */
export interface NamedGrant extends Granted {
  place: string | null;
}

const GRANTED = sql`coalesce((
  SELECT jsonb_agg(jsonb_build_object('role', g.role, 'code', g.division_code, 'place', d.name) ORDER BY g.id)
  FROM access.grants AS g LEFT JOIN governance.divisions AS d ON d.code = g.division_code
  WHERE g.account_id = a.id AND g.active @> now()), '[]') AS granted`;

/** What a sign-in has to know of an account before it looks at a password. */
export interface SignInFacts {
  id: string;
  hasPassword: boolean;
}

/** The enabled account of a sign-in name. */
export async function findForSignIn(tx: Tx, username: string): Promise<SignInFacts | undefined> {
  const { rows } = await tx.query<SignInFacts>(sql`
    SELECT a.id, EXISTS (SELECT FROM access.credentials AS c
                         WHERE c.account_id = a.id AND c.provider = 'credential' AND c.password IS NOT NULL) AS "hasPassword"
    FROM access.accounts AS a WHERE a.username = ${username} AND a.disabled_at IS NULL`);
  return rows[0];
}

export interface OwnAccount {
  id: string;
  username: string;
  name: string;
  organisation: string | null;
  hasPassword: boolean;
  twoFactorEnabled: boolean;
  mustChangePassword: boolean;
  lastRole: Role | null;
  isDemo: boolean;
  granted: NamedGrant[];
}

/** An enabled account with what it is granted now. */
export async function findAccount(tx: Tx, id: string): Promise<OwnAccount | undefined> {
  const { rows } = await tx.query<OwnAccount>(sql`
    SELECT a.id, a.username, a.name, o.name AS organisation, a.two_factor_enabled AS "twoFactorEnabled",
           a.must_change_password AS "mustChangePassword", a.last_role AS "lastRole", a.is_demo AS "isDemo",
           EXISTS (SELECT FROM access.credentials AS c WHERE c.account_id = a.id AND c.password IS NOT NULL) AS "hasPassword",
           ${GRANTED}
    FROM access.accounts AS a LEFT JOIN access.organisations AS o ON o.id = a.organisation_id
    WHERE a.id = ${id} AND a.disabled_at IS NULL`);
  return rows[0];
}

/** Makes an account of a name where there is none; it may do nothing until it is granted a role. */
export async function ensureAccount(pool: Pool, { username, name }: { username: string; name: string }): Promise<void> {
  await pool.query(sql`
    INSERT INTO access.accounts (username, name) VALUES (${username}, ${name}) ON CONFLICT (username) DO NOTHING`);
}

/** The hash of an account's password. */
export async function findPassword(tx: Tx, accountId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ password: string }>(sql`
    SELECT password FROM access.credentials
    WHERE account_id = ${accountId} AND provider = 'credential' AND password IS NOT NULL`);
  return rows[0]?.password;
}

/** Sets an account's password; one that somebody else made up has to be changed before anything else. */
export async function setPassword(
  tx: Tx,
  accountId: string,
  { hash, mustChange }: { hash: string; mustChange: boolean }
): Promise<void> {
  await tx.query(sql`
    INSERT INTO access.credentials (account_id, provider, subject, password)
    VALUES (${accountId}, 'credential', ${accountId}, ${hash})
    ON CONFLICT (account_id, provider) DO UPDATE SET password = excluded.password, updated_at = now()`);
  await tx.query(sql`
    UPDATE access.accounts SET must_change_password = ${mustChange}, updated_at = now() WHERE id = ${accountId}`);
}

export interface NewAccount {
  username: string;
  name: string;
  organisationId: number | null;
}

export async function insertAccount(tx: Tx, { username, name, organisationId }: NewAccount): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(sql`
    INSERT INTO access.accounts (username, name, organisation_id) VALUES (${username}, ${name}, ${organisationId})
    RETURNING id`);
  return rows[0]!.id;
}

/** An account as those who look after accounts see it. */
export interface ListedAccount {
  id: string;
  username: string;
  name: string;
  organisationId: number | null;
  organisation: string | null;
  twoFactorEnabled: boolean;
  mustChangePassword: boolean;
  isDemo: boolean;
  createdAt: Date;
  signedInAt: Date | null;
  disabledAt: Date | null;
  granted: NamedGrant[];
}

/** Accounts by sign-in name; those whose name holds `q` where asked. */
export async function listAccounts(tx: Tx, q: string | undefined): Promise<ListedAccount[]> {
  const like = q === undefined ? null : `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await tx.query<ListedAccount>(sql`
    SELECT a.id, a.username, a.name, a.organisation_id AS "organisationId", o.name AS organisation,
           a.two_factor_enabled AS "twoFactorEnabled", a.must_change_password AS "mustChangePassword",
           a.is_demo AS "isDemo", a.created_at AS "createdAt", a.signed_in_at AS "signedInAt", a.disabled_at AS "disabledAt",
           ${GRANTED}
    FROM access.accounts AS a LEFT JOIN access.organisations AS o ON o.id = a.organisation_id
    WHERE ${like}::text IS NULL OR a.username LIKE ${like} OR a.name LIKE ${like}
    ORDER BY a.username LIMIT 500`);
  return rows;
}

/** Disables an account, or enables it again; false when there is none, or it was so already. */
export async function setDisabled(tx: Tx, id: string, disabled: boolean): Promise<boolean> {
  const { rowCount } = await tx.query(sql`
    UPDATE access.accounts SET disabled_at = CASE WHEN ${disabled} THEN now() END, updated_at = now()
    WHERE id = ${id} AND (disabled_at IS NULL) = ${disabled}`);
  return rowCount === 1;
}

/** Takes an account's second factor away, from its open sessions too; administrators have to enrol another. */
export async function clearSecondFactor(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`UPDATE access.sessions SET second_factor_at = NULL WHERE account_id = ${id}`);
  await tx.query(sql`DELETE FROM access.two_factors WHERE account_id = ${id}`);
  await tx.query(sql`UPDATE access.accounts SET two_factor_enabled = false, updated_at = now() WHERE id = ${id}`);
}

/** Whether the site has an enabled administrator of a kind of its own. */
export async function hasAdministrator(tx: Tx, role: Role): Promise<boolean> {
  const { rows } = await tx.query<{ there: boolean }>(sql`
    SELECT EXISTS (SELECT FROM access.grants AS g JOIN access.accounts AS a ON a.id = g.account_id
                   WHERE g.role = ${role} AND g.active @> now() AND a.disabled_at IS NULL AND NOT a.is_demo) AS there`);
  return rows[0]!.there;
}

export async function findByUsername(tx: Tx, username: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(sql`SELECT id FROM access.accounts WHERE username = ${username}`);
  return rows[0]?.id;
}

/** Disables the accounts of a demo and gives their ids. */
export async function disableDemoAccounts(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(sql`
    UPDATE access.accounts SET disabled_at = now(), updated_at = now() WHERE is_demo AND disabled_at IS NULL RETURNING id`);
  return rows.map(({ id }) => id);
}

/** Demo accounts that can still be signed in to. */
export async function countEnabledDemoAccounts(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    sql`SELECT count(*) AS n FROM access.accounts WHERE is_demo AND disabled_at IS NULL`
  );
  return rows[0]!.n;
}

export interface DemoAccount {
  id: string;
  username: string;
  name: string;
  granted: NamedGrant[];
}

export async function listDemoAccounts(tx: Tx): Promise<DemoAccount[]> {
  const { rows } = await tx.query<DemoAccount>(sql`
    SELECT a.id, a.username, a.name,
           ${GRANTED}
    FROM access.accounts AS a WHERE a.is_demo AND a.disabled_at IS NULL ORDER BY a.created_at, a.username`);
  return rows;
}
