import { sql, type Tx } from '#server/db/sql.ts';

/** One deed, as the audit chain keeps it. Account, role and request come from the transaction (asActor). */
export interface Deed {
  /** `domain.verb`: import.run, grant.revoke. */
  action: `${string}.${string}`;
  /** What it was done to: `imports/12`, `accounts/<id>`. */
  object?: string | undefined;
  /** The purpose somebody gave. */
  why?: string | undefined;
  divisionCode?: string | undefined;
  gridCode?: string | undefined;
  /** lng, lat in degrees */
  at?: readonly [lng: number, lat: number] | undefined;
  result?: 'done' | 'refused' | 'failed';
  /** Facts in a few words; never passwords, tokens or what a person said in confidence. */
  detail?: Record<string, unknown>;
}

/** Writes a deed into the audit chain in the deed's own transaction: what is rolled back was not done and leaves no entry. */
export async function audit(tx: Tx, deed: Deed): Promise<void> {
  const { action, object, why, divisionCode, gridCode, at, result = 'done', detail = {} } = deed;
  await tx.query(sql`
    INSERT INTO audit.entries (action, object, why, division_code, grid_code, lng, lat, result, detail)
    VALUES (${action}, ${object}, ${why}, ${divisionCode}, ${gridCode}, ${at?.[0]}, ${at?.[1]}, ${result},
            ${JSON.stringify(detail)}::jsonb)`);
}
