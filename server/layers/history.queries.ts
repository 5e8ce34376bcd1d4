import type { Layer } from '#geodata/layers/define.ts';
import type { Actor } from '#server/access/actor.ts';
import { sql, type Tx } from '#server/db/sql.ts';
import { versionsOf } from '#server/layers/history.rows.ts';
import { properties, scopeOf } from '#server/layers/layer.queries.ts';

/** One version of a feature with all that the actor may see of it. */
export interface FoundVersion {
  /** ISO 8601 in UTC with microseconds, fit to be asked for as `as_of`. */
  validFrom: string;
  /** Not included; null while the version holds. */
  validTo: string | null;
  divisionCode: string | null;
  gridCode: string | null;
  source: string;
  /** The run that wrote it, where it came by import. */
  import: { id: number; fileName: string } | null;
  properties: Record<string, unknown>;
  /** Tells whether two versions have the same geometry; null without one. */
  geometryHash: string | null;
}

/** Versions of a feature that lie within the actor's scope, newest first. */
export async function findVersions(
  tx: Tx,
  layer: Layer,
  actor: Actor,
  id: number,
  limit: number
): Promise<FoundVersion[]> {
  const { rows } = await tx.query<FoundVersion>(sql`
    SELECT to_char(f.valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "validFrom",
           to_char(f.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "validTo",
           f.division_code AS "divisionCode", f.grid_code AS "gridCode", f.source,
           (SELECT jsonb_build_object('id', i.id, 'fileName', i.file_name) FROM governance.imports i
            WHERE i.version_at = f.valid_from AND i.layer = ${layer.id} AND i.source = f.source LIMIT 1) AS import,
           ${properties(layer, actor)} AS properties,
           md5(ST_AsBinary(f.geom)) AS "geometryHash"
    FROM ${await versionsOf(tx, layer)} f WHERE f.id = ${id} AND ${scopeOf(layer, actor)}
    ORDER BY f.valid_from DESC LIMIT ${limit}`);
  return rows;
}
