import type { Role } from '#geodata/access/roles.ts';
import { sql, type Tx } from '#server/db/sql.ts';

/** A session as its own account sees it. */
export interface ListedSession {
  id: string;
  address: string | null;
  userAgent: string | null;
  actingRole: Role | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** Sessions of an account that hold, the one used last first. */
export async function listSessions(tx: Tx, accountId: string, idleMinutes: number): Promise<ListedSession[]> {
  const { rows } = await tx.query<ListedSession>(sql`
    SELECT id, nullif(ip_address, '') AS address, nullif(user_agent, '') AS "userAgent", acting_role AS "actingRole",
           created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
    FROM access.sessions
    WHERE account_id = ${accountId} AND expires_at > now() AND last_seen_at > now() - make_interval(mins => ${idleMinutes})
    ORDER BY last_seen_at DESC`);
  return rows;
}

/** A session that has just begun: whose it is. */
export async function findByToken(tx: Tx, token: string): Promise<{ id: string; accountId: string } | undefined> {
  const { rows } = await tx.query<{ id: string; accountId: string }>(
    sql`SELECT id, account_id AS "accountId" FROM access.sessions WHERE token = ${token}`
  );
  return rows[0];
}

/** Begins a session without the library: one click in a demo. */
export async function insertSession(
  tx: Tx,
  session: { accountId: string; token: string; hours: number; address: string; userAgent: string }
): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(sql`
    INSERT INTO access.sessions (account_id, token, expires_at, ip_address, user_agent)
    VALUES (${session.accountId}, ${session.token}, now() + make_interval(hours => ${session.hours}), ${session.address},
            ${session.userAgent})
    RETURNING id`);
  return rows[0]!.id;
}

/** Says how a session begins: in which role, and whether a second factor was given. */
export async function settleSession(
  tx: Tx,
  id: string,
  { role, secondFactor }: { role: Role | null; secondFactor: boolean }
): Promise<void> {
  await tx.query(sql`
    UPDATE access.sessions SET acting_role = ${role}, second_factor_at = CASE WHEN ${secondFactor} THEN now() END
    WHERE id = ${id}`);
  await tx.query(sql`
    UPDATE access.accounts SET signed_in_at = now()
    WHERE id = (SELECT account_id FROM access.sessions WHERE id = ${id})`);
}

/** Marks that the second factor was given in a session that is open; the library may have begun it anew, without a role. */
export async function markSecondFactor(tx: Tx, id: string, role: Role | null): Promise<void> {
  await tx.query(sql`
    UPDATE access.sessions SET second_factor_at = now(), acting_role = coalesce(acting_role, ${role}) WHERE id = ${id}`);
}

/** What the overview tells of a session. */
export async function findSession(tx: Tx, id: string) {
  const { rows } = await tx.query<{ actingCode: string | null; secondFactorAt: Date | null; expiresAt: Date }>(sql`
    SELECT acting_code AS "actingCode", second_factor_at AS "secondFactorAt", expires_at AS "expiresAt"
    FROM access.sessions WHERE id = ${id}`);
  return rows[0];
}

/** Takes up a role; the account begins in it next time. */
export async function setActing(tx: Tx, id: string, role: Role, code: string | null): Promise<void> {
  await tx.query(sql`UPDATE access.sessions SET acting_role = ${role}, acting_code = ${code} WHERE id = ${id}`);
  await tx.query(sql`
    UPDATE access.accounts SET last_role = ${role} WHERE id = (SELECT account_id FROM access.sessions WHERE id = ${id})`);
}

/** Gives a session another token; the one before opens nothing any more. */
export async function setToken(tx: Tx, id: string, token: string): Promise<void> {
  await tx.query(sql`UPDATE access.sessions SET token = ${token}, updated_at = now() WHERE id = ${id}`);
}

/** Ends one session of an account; false when it has none such. */
export async function deleteSession(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { rowCount } = await tx.query(sql`DELETE FROM access.sessions WHERE id = ${id} AND account_id = ${accountId}`);
  return rowCount === 1;
}

/** Ends an account's sessions, all but one where one is to stay. */
export async function deleteSessions(tx: Tx, accountId: string, except: string | null): Promise<number> {
  const { rowCount } = await tx.query(
    sql`DELETE FROM access.sessions WHERE account_id = ${accountId} AND id IS DISTINCT FROM ${except}::uuid`
  );
  return rowCount ?? 0;
}

/** Removes what has ended by its time or was left alone for a day: sessions, steps of sign-ins nobody finished. */
export async function deleteEnded(tx: Tx): Promise<void> {
  await tx.query(sql`
    DELETE FROM access.sessions WHERE expires_at < now() OR last_seen_at < now() - interval '1 day'`);
  await tx.query(sql`DELETE FROM access.verifications WHERE expires_at < now()`);
}
