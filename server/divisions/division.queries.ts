import { sql, type Tx } from '#server/db/sql.ts';

export interface DivisionName {
  code: string;
  name: string;
  level: number;
}

/** From the province down to the division itself. */
export async function pathOf(tx: Tx, code: string): Promise<DivisionName[]> {
  const { rows } = await tx.query<DivisionName>(sql`
    WITH RECURSIVE up AS (
      SELECT code, name, level, parent_code FROM governance.divisions WHERE code = ${code}
      UNION ALL
      SELECT d.code, d.name, d.level, d.parent_code FROM governance.divisions d JOIN up ON d.code = up.parent_code
    )
    SELECT code, name, level FROM up ORDER BY level`);
  return rows;
}

export interface Division extends DivisionName {
  id: number;
  authority: string;
  vintage: string;
  note: string | null;
  bbox: [number, number, number, number] | null;
}

export async function findDivision(tx: Tx, code: string): Promise<Division | undefined> {
  const { rows } = await tx.query<Division>(sql`
    SELECT id, code, name, level, code_authority AS authority, vintage, geometry_note AS note,
           CASE WHEN geom IS NOT NULL THEN ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] END AS bbox
    FROM governance.divisions WHERE code = ${code}`);
  return rows[0];
}

/** Direct children in code order; the roots when `code` is null. */
export async function childrenOf(tx: Tx, code: string | null) {
  const { rows } = await tx.query<DivisionName & { id: number; hasGeometry: boolean; children: number }>(sql`
    SELECT d.id, d.code, d.name, d.level, d.geom IS NOT NULL AS "hasGeometry",
           (SELECT count(*) FROM governance.divisions c WHERE c.parent_code = d.code) AS children
    FROM governance.divisions d
    WHERE d.parent_code IS NOT DISTINCT FROM ${code} ORDER BY d.code`);
  return rows;
}

/** Features per layer within one subtree, of the layers named. */
export async function countsWithin(tx: Tx, prefix: string, layers: string[]): Promise<Record<string, number>> {
  const { rows } = await tx.query<{ layer: string; n: number }>(sql`
    SELECT layer, sum(n)::bigint AS n FROM tiles.counts
    WHERE layer = ANY(${layers}) AND division_code BETWEEN ${prefix} AND ${prefix + '~'}
    GROUP BY layer`);
  return Object.fromEntries(rows.map((row) => [row.layer, row.n]));
}
