import type pg from 'pg';
import type { Tally } from './summary.ts';
import type { Stage } from './stage.queries.ts';
import { valueOf, type Column } from './table.queries.ts';

/**
 * Mends what can be mended, keeping the part of the layer's dimension, and refuses what is nothing afterwards. What lies
 * there already was sound when it came, so that only the rest is looked at.
 * @returns how many rows lie where their source has them already
 */
export async function repair(client: pg.ClientBase, stage: Stage, source: string, tally: Tally): Promise<number> {
  const { name, table } = stage;
  const { geometry } = table.layer;
  if (geometry === 'point') {
    await client.query(`UPDATE ${name} SET geom = ST_PointOnSurface(ST_MakeValid(geom)) WHERE ST_Dimension(geom) > 0`);
  }
  const part = { point: 1, line: 2, polygon: 3 }[geometry];
  const { rows: compared } = await client.query<{ known: number }>(
    `WITH compared AS MATERIALIZED (
       SELECT s.ord, there.known, CASE WHEN there.known THEN true ELSE ST_IsValid(s.geom) END AS sound
       FROM ${name} AS s LEFT JOIN ${table.sql} AS t ON t.source = $1 AND t.source_id = s.source_id
       CROSS JOIN LATERAL (SELECT coalesce(t.geom = s.geom, false) AS known) AS there
     ), mended AS (
       UPDATE ${name} AS s SET repaired = true, geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(s.geom), ${part}))
       FROM compared AS c WHERE c.ord = s.ord AND NOT c.sound
     )
     SELECT count(*) FILTER (WHERE known)::integer AS known FROM compared`,
    [source]
  );
  const { rows } = await client.query<{ id: string; ord: number }>(
    `DELETE FROM ${name} WHERE ST_IsEmpty(geom) RETURNING source_id AS id, ord`
  );
  for (const { id, ord } of rows) tally.add({ refused: 'degenerate_geometry' }, ord, id);
  return compared[0]!.known;
}

/** Refuses rows that the table's CHECK constraints would not let in, each by the field concerned. */
export async function refuseUnfit(client: pg.ClientBase, { name, table }: Stage, tally: Tally): Promise<void> {
  const { checks } = table;
  if (checks.length === 0) return;
  const broken = checks.map(({ sql, fields }) => `WHEN (${sql}) IS FALSE THEN '${fields.join(' ')}'`).join(' ');
  const values = checks.map(({ sql, fields }) => `WHEN (${sql}) IS FALSE THEN ${fields[0]}::text`).join(' ');
  const { rows } = await client.query<{ ord: number; field: string; value: string }>(
    `DELETE FROM ${name} WHERE ${checks.map(({ sql }) => `(${sql}) IS FALSE`).join(' OR ')}
     RETURNING ord, CASE ${broken} END AS field, CASE ${values} END AS value`
  );
  for (const { ord, field, value } of rows) tally.add({ refused: 'check_broken', field, value }, ord);
}

/**
 * Makes source ids unique. The same id with the same content is one feature; with other content it is another part
 * under the same id (roads cut at tile edges) and becomes `id#2`, `id#3` … in the order of the file.
 */
export async function separateRepeated(client: pg.ClientBase, { name, table }: Stage) {
  const repeated = `SELECT source_id FROM ${name} GROUP BY source_id HAVING count(*) > 1`;
  const { rows } = await client.query<{ any: boolean }>(`SELECT EXISTS (${repeated}) AS any`);
  if (!rows[0]!.any) return { duplicates: 0, renumbered: 0 };
  const content = ['geom', ...table.columns.map((column) => column.name)].join(', ');
  const { rowCount: duplicates } = await client.query(
    `DELETE FROM ${name} WHERE ord IN (SELECT ord FROM (
       SELECT ord, row_number() OVER (PARTITION BY source_id, ${content} ORDER BY ord) AS nth
       FROM ${name} WHERE source_id IN (${repeated})) AS same WHERE nth > 1)`
  );
  const { rowCount: renumbered } = await client.query(
    `UPDATE ${name} AS s SET source_id = s.source_id || '#' || nth FROM (
       SELECT ord, row_number() OVER (PARTITION BY source_id ORDER BY ord) AS nth
       FROM ${name} WHERE source_id IN (${repeated})) AS part WHERE part.ord = s.ord AND nth > 1`
  );
  return { duplicates: duplicates ?? 0, renumbered: renumbered ?? 0 };
}

/** Refuses rows whose code (of a device, a component) another feature has, in the file or in the database. */
export async function refuseTaken(client: pg.ClientBase, stage: Stage, source: string, tally: Tally): Promise<void> {
  const { name, table } = stage;
  for (const fields of table.uniques) {
    const same = (other: string) => fields.map((field) => `${other}.${field} = s.${field}`).join(' AND ');
    const { rows } = await client.query<{ ord: number; value: string }>(
      `DELETE FROM ${name} AS s
       WHERE EXISTS (SELECT FROM ${name} AS o WHERE ${same('o')} AND o.ord < s.ord)
          OR EXISTS (SELECT FROM ${table.sql} AS o WHERE ${same('o')} AND (o.source <> $1 OR o.source_id <> s.source_id))
       RETURNING s.ord, s.${fields[0]}::text AS value`,
      [source]
    );
    for (const { ord, value } of rows) tally.add({ refused: 'not_unique', field: fields.join(' '), value }, ord);
  }
}

/** Whether any grid or division has a geometry where the delivery lies. */
export async function isPlaceable(client: pg.ClientBase, { name, table }: Stage): Promise<boolean> {
  if (!table.placed) return false;
  const { rows } = await client.query<{ any: boolean | null }>(
    `WITH box AS (SELECT ST_SetSRID(ST_Extent(geom)::geometry, 4326) AS geom FROM ${name})
     SELECT EXISTS (SELECT FROM governance.grids g, box WHERE g.kind = 'unit' AND g.geom && box.geom)
         OR EXISTS (SELECT FROM governance.divisions d, box WHERE d.geom && box.geom) AS any`
  );
  return rows[0]!.any === true;
}

/** Finds grid and division of the whole delivery in one statement, if any of them has a geometry where it lies. */
export async function place(client: pg.ClientBase, stage: Stage): Promise<void> {
  if (!(await isPlaceable(client, stage))) return;
  const { name } = stage;
  await client.query(
    `UPDATE ${name} AS s SET division_code = found.division_code, grid_code = found.grid_code FROM (
       SELECT spot.ord, coalesce(g.division_code, d.code) AS division_code, g.code AS grid_code
       FROM (SELECT ord, ST_PointOnSurface(geom) AS at FROM ${name}) AS spot
       LEFT JOIN LATERAL (SELECT code, division_code FROM governance.grids
         WHERE kind = 'unit' AND ST_Intersects(geom, spot.at) ORDER BY code LIMIT 1) AS g ON true
       LEFT JOIN LATERAL (SELECT code FROM governance.divisions
         WHERE g.code IS NULL AND ST_Intersects(geom, spot.at) ORDER BY level DESC, code LIMIT 1) AS d ON true
     ) AS found WHERE found.ord = s.ord AND found.division_code IS NOT NULL`
  );
}

/** Buildings and gates learn by place which compound they belong to, also where it is the compounds that came. */
export async function joinCompounds(client: pg.ClientBase, layer: string): Promise<void> {
  await client.query('SELECT asset.join_compounds($1)', [layer]);
}

/**
 * Brings the layer up to the delivery. Only columns the delivery fills are compared and changed, so what people keep
 * in the others stays. A changed row becomes a new version through the table's triggers.
 */
export async function write(client: pg.ClientBase, stage: Stage, source: string, filled: Set<string>) {
  const { name, table } = stage;
  const columns = table.columns.filter((column) => filled.has(column.name));
  const list = columns.map((column) => column.name);
  const value = (column: Column) => valueOf('s', column);
  // When a thing was observed is not a change of the thing.
  const compared = columns.filter((column) => column.name !== 'observed_at');
  const before = ['t.geom', ...compared.map((column) => `t.${column.name}`)].join(', ');
  const after = ['s.geom', ...compared.map(value)].join(', ');
  const moved = '(t.division_code IS NULL OR t.geom IS DISTINCT FROM s.geom)';
  const placing = ['division_code', 'grid_code'].map(
    (code) => `, ${code} = CASE WHEN ${moved} THEN s.${code} ELSE t.${code} END`
  );
  const { rowCount: updated } = await client.query(
    `UPDATE ${table.sql} AS t SET geom = s.geom${columns.map((column) => `, ${column.name} = ${value(column)}`).join('')}
       ${table.placed ? placing.join('') : ''}
     FROM ${name} AS s
     WHERE t.source = $1 AND t.source_id = s.source_id
       AND ((${before}) IS DISTINCT FROM (${after}) OR (t.division_code IS NULL AND s.division_code IS NOT NULL))`,
    [source]
  );
  const { rowCount: inserted } = await client.query(
    `INSERT INTO ${table.sql} (source, source_id, division_code, grid_code, geom${list.map((name) => `, ${name}`).join('')})
     SELECT $1, s.source_id, s.division_code, s.grid_code, s.geom${columns.map((column) => `, ${value(column)}`).join('')}
     FROM ${name} AS s
     WHERE NOT EXISTS (SELECT FROM ${table.sql} AS t WHERE t.source = $1 AND t.source_id = s.source_id)
     ORDER BY s.geom`,
    [source]
  );
  const { rows } = await client.query<{ n: number; repaired: number }>(
    `SELECT count(*)::integer AS n, count(*) FILTER (WHERE repaired)::integer AS repaired FROM ${name}`
  );
  const { n, repaired } = rows[0]!;
  return { inserted: inserted ?? 0, updated: updated ?? 0, unchanged: n - (inserted ?? 0) - (updated ?? 0), repaired };
}
