import type pg from 'pg';

/** Something the site holds that an address can name. */
export interface Held {
  /** Name or address as it was written. */
  words: string;
  title: string;
  division_code: string | null;
  lng: number;
  lat: number;
}

const addressed = [
  'asset.buildings',
  'asset.service_points',
  'asset.key_sites',
  'emergency.stations',
  'emergency.shelters'
];
const named = [...addressed, 'asset.compounds', 'asset.gates'];

/**
 * What the site holds that has a name or an address, and where it lies.
 * @param prefix of the division to stay within
 */
export async function heldPlaces(client: pg.ClientBase, prefix: string | undefined): Promise<Held[]> {
  const within = `($1::text IS NULL OR starts_with(t.division_code, $1))`;
  const row = (words: string, title: string, from: string) =>
    `SELECT ${words} AS words, ${title} AS title, t.division_code, ST_X(spot) AS lng, ST_Y(spot) AS lat FROM ${from}
     CROSS JOIN LATERAL (SELECT ST_PointOnSurface(t.geom) AS spot) AS s WHERE ${words} IS NOT NULL AND ${within}`;
  const block = `c.name || t.number || '号楼'`;
  const parts = [
    ...named.map((table) => row('t.name', 't.name', `${table} AS t`)),
    ...addressed.map((table) => row('t.address', 'coalesce(t.name, t.address)', `${table} AS t`)),
    row(block, block, 'asset.buildings AS t JOIN asset.compounds AS c ON c.id = t.compound_id')
  ];
  const { rows } = await client.query<Held>(parts.join(' UNION ALL '), [prefix ?? null]);
  return rows;
}

/** Names of divisions and their codes, the longest names first. */
export async function divisionNames(client: pg.ClientBase): Promise<{ name: string; code: string }[]> {
  const { rows } = await client.query<{ name: string; code: string }>(
    'SELECT name, code FROM governance.divisions ORDER BY length(name) DESC, code'
  );
  return rows;
}
