import type { Horizon, Signature, SignatureBody } from '#geodata/schemas/forecast.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { raw, sql, type Tx } from '#server/db/sql.ts';

type Stored = Signature & { withdrawn: boolean };

/** Signatures of a kind and horizon that hold on a day, the newest of each scope; withdrawn ones cancel older ones. */
export async function signaturesOn(tx: Tx, kind: string, horizon: Horizon, timeZone: string): Promise<Stored[]> {
  const { rows } = await tx.query<Stored & { signedAt: Date | string }>(sql`
    SELECT * FROM (
      SELECT DISTINCT ON (scope) id, thresholds, valid_from AS "validFrom", valid_to AS "validTo", reason,
             signed_by AS "signedBy", signed_as AS "signedAs", signed_at AS "signedAt", scope, withdrawn
      FROM risk.signatures
      WHERE kind = ${kind} AND horizon_days = ${horizon}
        AND (now() AT TIME ZONE ${timeZone})::date BETWEEN valid_from AND valid_to
      ORDER BY scope, id DESC
    ) AS newest WHERE NOT withdrawn ORDER BY id DESC`);
  return rows.map((row) => ({ ...row, signedAt: new Date(row.signedAt).toISOString() }));
}

export async function saveSignature(
  tx: Tx,
  actor: Actor,
  { kind, horizon, runId, body }: { kind: string; horizon: Horizon; runId: number | null; body: SignatureBody }
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO risk.signatures (kind, horizon_days, thresholds, scope, valid_from, valid_to, reason, withdrawn, signed_by, signed_as, run_id)
    VALUES (${kind}, ${horizon}, ${body.thresholds}, ${[...actor.scope]}, ${body.valid_from}, ${body.valid_to}, ${body.reason},
            ${body.withdrawn}, ${actor.account?.name ?? body.signed_by}, ${actor.role}, ${runId})
    RETURNING id`);
  return rows[0]!.id;
}

export interface GridRow {
  code: string;
  name: string;
  polygons: [number, number][][][];
  cells: string[];
  shares: number[];
}

/** Unit grids within scope, with the cells they share in, where those are at the resolution. */
export async function gridsWithin(tx: Tx, actor: Actor, res: number): Promise<GridRow[]> {
  const { rows } = await tx.query<GridRow>(sql`
    SELECT g.code, g.name, ST_AsGeoJSON(ST_Multi(ST_SimplifyPreserveTopology(g.geom, 0.00002)), 5)::jsonb -> 'coordinates' AS polygons,
           array_agg(s.h3) AS cells, array_agg(s.share) AS shares
    FROM governance.grids g JOIN risk.grid_shares s ON s.grid_code = g.code
    WHERE s.h3 LIKE ${`8${res}%`} AND ${withinScope({ scoped: true }, actor, raw('g.division_code'))}
    GROUP BY g.id ORDER BY g.code`);
  return rows;
}
