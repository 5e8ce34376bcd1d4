import { latLngToCell } from 'h3-js';
import { sql, type Tx } from '#server/db/sql.ts';

/** Fewer people than this are not counted out. */
const FEWEST = 5;
/** What counts of people are rounded to, so that a coarse cell less its finer ones tells of nobody. */
const ROUNDED = 5;

/** Counts what could be hurt in each cell: households and people, key sites, and how far the next hydrant is. */
export async function countExposure(tx: Tx, cells: readonly string[], resolutions: readonly number[]): Promise<void> {
  const counts = new Map(cells.map((cell) => [cell, { households: 0, residents: 0, over_80: 0, key_sites: 0 }]));
  const add = (
    lng: number,
    lat: number,
    what: Partial<Record<'households' | 'residents' | 'over_80', number>>,
    sites = 0
  ) => {
    for (const res of resolutions) {
      const count = counts.get(latLngToCell(lat, lng, res));
      if (!count) continue;
      count.households += what.households ?? 0;
      count.residents += what.residents ?? 0;
      count.over_80 += what.over_80 ?? 0;
      count.key_sites += sites;
    }
  };
  const people = await tx.query<{
    lng: number;
    lat: number;
    households: number | null;
    residents: number | null;
    over_80: number | null;
  }>(sql`SELECT lng, lat, households, residents, over_80 FROM risk.people_by_building()`);
  for (const { lng, lat, households, residents, over_80 } of people.rows)
    add(lng, lat, { households: households ?? 0, residents: residents ?? 0, over_80: over_80 ?? 0 });
  const sites = await tx.query<{ lng: number; lat: number }>(
    sql`SELECT ST_X(geom) AS lng, ST_Y(geom) AS lat FROM asset.key_sites`
  );
  for (const { lng, lat } of sites.rows) add(lng, lat, {}, 1);

  const rows = [...counts];
  const column = <T>(read: (count: (typeof rows)[number][1]) => T) => rows.map(([, count]) => read(count));
  await tx.query(sql`
    INSERT INTO risk.exposure (h3, households, residents, over_80, key_sites, hydrant_m)
    SELECT c.h3, c.households, c.residents, c.over_80, c.key_sites, near.metres
    FROM unnest(${rows.map(([h3]) => h3)}::text[], ${column(({ households }) => counted(households))}::int[],
                ${column(({ residents }) => counted(residents))}::int[], ${column(({ over_80 }) => counted(over_80))}::int[],
                ${column(({ key_sites }) => key_sites)}::int[]) AS c (h3, households, residents, over_80, key_sites)
    JOIN risk.cell_places p ON p.h3 = c.h3
    LEFT JOIN LATERAL (
      SELECT ST_Distance(h.geom::geography, ST_SetSRID(ST_Point(p.lng, p.lat), 4326)::geography) AS metres
      FROM emergency.hydrants h WHERE h.status IN ('usable', 'unknown')
      ORDER BY h.geom <-> ST_SetSRID(ST_Point(p.lng, p.lat), 4326) LIMIT 1
    ) AS near ON true
    ON CONFLICT (h3) DO UPDATE SET households = excluded.households, residents = excluded.residents, over_80 = excluded.over_80,
      key_sites = excluded.key_sites, hydrant_m = excluded.hydrant_m, counted_at = clock_timestamp()`);
}

/** Nobody is 0, a few are not told, more are rounded. */
function counted(people: number): number | null {
  if (people === 0) return 0;
  return people < FEWEST ? null : ROUNDED * Math.round(people / ROUNDED);
}
