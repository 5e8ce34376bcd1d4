import { cellToChildrenSize, cellToLatLng, cellToParent, latLngToCell, polygonToCells } from 'h3-js';
import { sql, type Tx } from '#server/db/sql.ts';

/** Fine enough that a unit grid holds several. */
const GRID_RES = 11;

/**
 * Tells where cells lie, by their middle: the unit grid, else the community, else where most of their reports were, else
 * any division. Gives the division of each.
 */
export async function placeCells(
  tx: Tx,
  cells: readonly string[],
  usual: ReadonlyMap<string, string>
): Promise<Map<string, string>> {
  const spots = cells.map((cell) => cellToLatLng(cell));
  const { rows } = await tx.query<{ h3: string; division: string | null }>(sql`
    INSERT INTO risk.cell_places AS p (h3, lng, lat, division_code, grid_code)
    SELECT c.h3, c.lng, c.lat, coalesce(g.division_code, d.community, c.usual, d.code), g.code
    FROM unnest(${cells}::text[], ${spots.map(([, lng]) => lng)}::float8[], ${spots.map(([lat]) => lat)}::float8[],
                ${cells.map((cell) => usual.get(cell) ?? null)}::text[]) AS c (h3, lng, lat, usual)
    LEFT JOIN LATERAL (
      SELECT code, division_code FROM governance.grids
      WHERE kind = 'unit' AND ST_Intersects(geom, ST_SetSRID(ST_Point(c.lng, c.lat), 4326)) ORDER BY code LIMIT 1
    ) AS g ON true
    LEFT JOIN LATERAL (
      SELECT code, CASE WHEN level = 5 THEN code END AS community FROM governance.divisions
      WHERE ST_Intersects(geom, ST_SetSRID(ST_Point(c.lng, c.lat), 4326)) ORDER BY level DESC, code LIMIT 1
    ) AS d ON true
    ON CONFLICT (h3) DO UPDATE SET division_code = excluded.division_code, grid_code = excluded.grid_code
    RETURNING h3, division_code AS division`);
  return new Map(rows.map(({ h3, division }) => [h3, division ?? '']));
}

/** How much of each cell lies in each unit grid, in small cells; all grids anew. */
export async function shareGrids(tx: Tx, resolutions: readonly number[]): Promise<void> {
  const { rows } = await tx.query<{ code: string; lng: number; lat: number; parts: number[][][][] }>(sql`
    SELECT code, ST_X(label_geom) AS lng, ST_Y(label_geom) AS lat,
           ST_AsGeoJSON(geom, 7)::jsonb -> 'coordinates' AS parts
    FROM governance.grids WHERE kind = 'unit'`);
  const shares: { grid: string; h3: string; share: number }[] = [];
  for (const { code, lng, lat, parts } of rows) {
    const inside = parts.flatMap((rings) => polygonToCells(rings, GRID_RES, true));
    // A grid smaller than a small cell has at least the one that holds its name.
    if (inside.length === 0) inside.push(latLngToCell(lat, lng, GRID_RES));
    for (const res of resolutions) {
      const counts = new Map<string, number>();
      for (const cell of inside) {
        const parent = cellToParent(cell, res);
        counts.set(parent, (counts.get(parent) ?? 0) + 1);
      }
      for (const [h3, n] of counts) shares.push({ grid: code, h3, share: n / cellToChildrenSize(h3, GRID_RES) });
    }
  }
  await tx.query(sql`DELETE FROM risk.grid_shares`);
  await tx.query(sql`
    INSERT INTO risk.grid_shares (grid_code, h3, share)
    SELECT * FROM unnest(${shares.map(({ grid }) => grid)}::text[], ${shares.map(({ h3 }) => h3)}::text[],
                         ${shares.map(({ share }) => share)}::float8[])`);
}
