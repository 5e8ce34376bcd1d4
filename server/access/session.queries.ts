import type { Pool } from 'pg';
import type { Granted } from '#geodata/access/acting.ts';
import type { Role } from '#geodata/access/roles.ts';
import { sql } from '#server/db/sql.ts';

/** A session that holds, with what its account is granted now. */
export interface SessionRow {
  id: string;
  accountId: string;
  name: string;
  actingRole: Role | null;
  actingCode: string | null;
  mustChangePassword: boolean;
  secondFactor: boolean;
  isDemo: boolean;
  /** Not seen for a minute: worth writing down that it was seen now. */
  isQuiet: boolean;
  granted: Granted[];
}

/** A token's session, unless it has ended, was left idle too long, or its account is disabled. */
export async function findSession(pool: Pool, token: string, idleMinutes: number): Promise<SessionRow | undefined> {
  const { rows } = await pool.query<SessionRow>(sql`
    SELECT s.id, a.id AS "accountId", a.name, s.acting_role AS "actingRole", s.acting_code AS "actingCode",
           a.must_change_password AS "mustChangePassword", s.second_factor_at IS NOT NULL AS "secondFactor",
           a.is_demo AS "isDemo", s.last_seen_at < now() - interval '1 minute' AS "isQuiet",
           coalesce((SELECT jsonb_agg(jsonb_build_object('role', g.role, 'code', g.division_code) ORDER BY g.id)
                     FROM access.grants AS g WHERE g.account_id = a.id AND g.active @> now()), '[]') AS granted
    FROM access.sessions AS s JOIN access.accounts AS a ON a.id = s.account_id
    WHERE s.token = ${token} AND s.expires_at > now() AND a.disabled_at IS NULL
      AND s.last_seen_at > now() - make_interval(mins => ${idleMinutes})`);
  return rows[0];
}

/** Writes down that a session was in use. */
export async function touchSession(pool: Pool, id: string): Promise<void> {
  await pool.query(sql`
    UPDATE access.sessions SET last_seen_at = now()
    WHERE id = ${id} AND last_seen_at < now() - interval '1 minute'`);
}

/** Those of some sessions that no longer hold. */
export async function endedAmong(pool: Pool, ids: string[], idleMinutes: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(sql`
    SELECT asked.id FROM unnest(${ids}::uuid[]) AS asked (id) WHERE NOT EXISTS (
      SELECT FROM access.sessions AS s JOIN access.accounts AS a ON a.id = s.account_id
      WHERE s.id = asked.id AND s.expires_at > now() AND a.disabled_at IS NULL
        AND s.last_seen_at > now() - make_interval(mins => ${idleMinutes}))`);
  return rows.map(({ id }) => id);
}
