import type { Role } from '#geodata/access/roles.ts';
import { sql, type Tx } from '#server/db/sql.ts';

/** A role at a place as it was granted, with who did so and until when. */
export interface Grant {
  id: number;
  accountId: string;
  username: string;
  name: string;
  role: Role;
  /** 12 digits, or `*` for the whole site. */
  code: string;
  /** Name of the division; null for the whole site. */
  place: string | null;
  grantedBy: string | null;
  grantedAt: Date;
  validFrom: Date;
  validUntil: Date | null;
  revokedBy: string | null;
  revokedAt: Date | null;
  isActive: boolean;
}

export interface NewGrant {
  accountId: string;
  role: Role;
  code: string;
  grantedBy: string | null;
  validFrom?: Date | undefined;
  validUntil?: Date | undefined;
}

const GRANTS = sql`
  SELECT g.id, g.account_id AS "accountId", a.username, a.name, g.role, g.division_code AS code, d.name AS place,
         by.name AS "grantedBy", g.granted_at AS "grantedAt", g.valid_from AS "validFrom", g.valid_until AS "validUntil",
         undone.name AS "revokedBy", g.revoked_at AS "revokedAt", g.active @> now() AS "isActive"
  FROM access.grants AS g
  JOIN access.accounts AS a ON a.id = g.account_id
  LEFT JOIN governance.divisions AS d ON d.code = g.division_code
  LEFT JOIN access.accounts AS by ON by.id = g.granted_by
  LEFT JOIN access.accounts AS undone ON undone.id = g.revoked_by`;

/** Grants of one account, or of all, the newest first; ended ones too where asked. */
export async function listGrants(
  tx: Tx,
  { accountId, ended }: { accountId: string | undefined; ended: boolean }
): Promise<Grant[]> {
  const { rows } = await tx.query<Grant>(sql`${GRANTS}
    WHERE (${accountId ?? null}::uuid IS NULL OR g.account_id = ${accountId ?? null}::uuid)
      AND (${ended} OR upper_inf(g.active) OR upper(g.active) > now())
    ORDER BY g.id DESC LIMIT 1000`);
  return rows;
}

export async function findGrant(tx: Tx, id: number): Promise<Grant | undefined> {
  const { rows } = await tx.query<Grant>(sql`${GRANTS} WHERE g.id = ${id}`);
  return rows[0];
}

export async function insertGrant(tx: Tx, grant: NewGrant): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO access.grants (account_id, role, division_code, granted_by, valid_from, valid_until)
    VALUES (${grant.accountId}, ${grant.role}, ${grant.code}, ${grant.grantedBy},
            coalesce(${grant.validFrom ?? null}::timestamptz, now()), ${grant.validUntil ?? null})
    RETURNING id`);
  return rows[0]!.id;
}

/** Ends a grant now; false when it was over already. */
export async function endGrant(tx: Tx, id: number, by: string | null): Promise<boolean> {
  const { rowCount } = await tx.query(sql`
    UPDATE access.grants SET revoked_at = now(), revoked_by = ${by}
    WHERE id = ${id} AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until > now())`);
  return rowCount === 1;
}
