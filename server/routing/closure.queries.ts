import { sql, type Tx } from '#server/db/sql.ts';

export interface ClosureRow {
  id: number;
  geometry: unknown;
  modes: ('foot' | 'vehicle')[];
  from: Date;
  until: Date | null;
  reason: string;
  declaredBy: string;
  declaredAt: Date;
}

/** Closures in force or to come, the latest declared first. */
export async function listClosures(tx: Tx): Promise<ClosureRow[]> {
  const { rows } = await tx.query<ClosureRow>(sql`
    SELECT id, ST_AsGeoJSON(geom, 7)::jsonb AS geometry, modes, starts_at AS "from", ends_at AS until, reason,
           declared_by AS "declaredBy", declared_at AS "declaredAt"
    FROM routing.closures WHERE lifted_at IS NULL AND (ends_at IS NULL OR ends_at > now())
    ORDER BY declared_at DESC, id DESC LIMIT 500`);
  return rows;
}

/** What is wrong with a geometry in PostGIS's words; null when nothing is. */
export async function faultOf(tx: Tx, geometry: object): Promise<string | null> {
  const { rows } = await tx.query<{ fault: string | null }>(sql`
    SELECT CASE WHEN NOT ST_IsValid(g) THEN ST_IsValidReason(g) END AS fault
    FROM ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(geometry)}), 4326) AS g`);
  return rows[0]!.fault;
}

export async function insertClosure(
  tx: Tx,
  {
    geometry,
    modes,
    from,
    until,
    reason,
    by
  }: { geometry: object; modes: string[]; from: Date; until: Date | null; reason: string; by: string }
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO routing.closures (geom, modes, starts_at, ends_at, reason, declared_by)
    VALUES (ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(geometry)}), 4326), ${modes}, ${from}, ${until}, ${reason}, ${by})
    RETURNING id`);
  return rows[0]!.id;
}

/** @returns whether there was one to lift */
export async function liftClosure(tx: Tx, id: number, by: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    sql`UPDATE routing.closures SET lifted_at = now(), lifted_by = ${by} WHERE id = ${id} AND lifted_at IS NULL`
  );
  return rowCount === 1;
}
