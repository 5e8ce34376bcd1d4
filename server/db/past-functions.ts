import type pg from 'pg';

/** A layer's table with what tile functions may read of it. */
interface LayerColumns {
  /** Schema-qualified. */
  table: string;
  /** In the table's order; `expression` where PostgreSQL derives a column from others and does not keep it with the past. */
  columns: { name: string; type: string; expression: string | null }[];
}

/** What draws a layer as of a time: the functions its tile function's text gives rise to, by name, in order. */
export type PastFunctions = Map<string, string>;

/** `past.hydrants` → the table of the past of a layer, `hydrants_as_of` → its tile function's twin. */
const pastOf = (layer: string) => `past.${layer}`;
const twinOf = (layer: string) => `${layer}_as_of`;

/**
 * Tile functions as of a time, so that no layer needs a word of code for it and the present costs nothing for the past.
 * Each twin is the layer's own tile function reading `past.<layer>(as_of)` in place of the table, and counts of then in
 * place of those of now. Functions that draw from no kept table have no twin.
 * @param functions texts of the tile functions by layer
 */
export async function derivePastFunctions(
  client: pg.ClientBase,
  functions: ReadonlyMap<string, string>
): Promise<PastFunctions> {
  const tables = new Map(
    [...functions].flatMap(([layer, text]) => {
      const table = new RegExp(`\\b(?!tiles\\b)[a-z]+\\.${layer}\\b`).exec(text)?.[0];
      return table ? [[layer, table]] : [];
    })
  );
  const known = await readColumns(client, [...tables.values()]);
  const derived: PastFunctions = new Map();
  for (const [layer, table] of tables) {
    const found = known.get(table);
    if (!found) continue;
    derived.set(pastOf(layer), rowsThen(layer, found) + countsThen(layer, found));
    derived.set(twinOf(layer), twin(layer, table, functions.get(layer)!));
  }
  return derived;
}

/** Whether a name is one of those derivePastFunctions gives. */
export const isOfPast = (name: string) => name.startsWith('past.') || name.endsWith('_as_of');

/** Undoes what a name of derivePastFunctions made; undefined for any other name. */
export function dropOfPast(name: string): string | undefined {
  if (!name.startsWith('past.')) return undefined;
  return `DROP FUNCTION IF EXISTS ${name}(timestamptz), ${name}_counts(timestamptz, geometry)`;
}

async function readColumns(client: pg.ClientBase, tables: string[]): Promise<Map<string, LayerColumns>> {
  const { rows } = await client.query<LayerColumns>(
    `SELECT wanted.name AS table, json_agg(json_build_object(
              'name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod),
              'expression', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END) ORDER BY a.attnum) AS columns
     FROM unnest($1::text[]) AS wanted (name)
     JOIN pg_attribute a ON a.attrelid = to_regclass(wanted.name) AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE to_regclass(wanted.name || '_history') IS NOT NULL AND a.attname NOT IN ('valid_from', 'valid_to')
       AND has_column_privilege('tile_definer', a.attrelid, a.attnum, 'SELECT')
     GROUP BY wanted.name`,
    [tables]
  );
  return new Map(rows.map((row) => [row.table, row]));
}

/**
 * Rows valid at a time, from both tables. Without SET and definer rights PostgreSQL inlines it, and with the condition
 * outside the union it looks each table up by its own spatial index.
 */
function rowsThen(layer: string, { table, columns }: LayerColumns): string {
  const present = columns.map(({ name }) => name).join(', ');
  const past = columns.map(({ name, expression }) => (expression ? `(${expression}) AS ${name}` : name)).join(', ');
  const kept = columns.flatMap(({ name, expression }) => (expression ? [] : [name])).join(', ');
  return `
DROP FUNCTION IF EXISTS past.${layer}(timestamptz);
CREATE FUNCTION past.${layer}(as_of timestamptz)
RETURNS TABLE (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT ${present}
  FROM (SELECT ${present}, valid_from, valid_to FROM ${table}
        UNION ALL
        SELECT ${past}, valid_from, valid_to FROM ${table}_history) AS version
  WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1)
$$;
GRANT EXECUTE ON FUNCTION past.${layer}(timestamptz) TO tile_definer;
GRANT SELECT (valid_from, valid_to) ON ${table} TO tile_definer;
GRANT SELECT (${kept}, valid_from, valid_to) ON ${table}_history TO tile_definer;
CREATE INDEX IF NOT EXISTS ${layer}_history_valid_to ON ${table}_history (valid_to);
`;
}

/** What to add to tiles.counts to have the counts of then: less what began since, more what ended since. */
function countsThen(layer: string, { table }: LayerColumns): string {
  return `
CREATE OR REPLACE FUNCTION past.${layer}_counts(as_of timestamptz, box geometry)
RETURNS TABLE (division_code text, x integer, y integer, n bigint, sum_lng double precision, sum_lat double precision)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT division_code, tiles.cell_x(lng), tiles.cell_y(lat), sign, sign * lng, sign * lat
  FROM (SELECT sign, division_code, (ST_XMin(geom) + ST_XMax(geom)) / 2 AS lng, (ST_YMin(geom) + ST_YMax(geom)) / 2 AS lat
        FROM (SELECT -1::bigint AS sign, division_code, geom FROM ${table} WHERE valid_from > $1 AND geom && $2
              UNION ALL
              SELECT 1, division_code, geom FROM ${table}_history WHERE valid_from <= $1 AND valid_to > $1 AND geom && $2
        ) AS moved) AS placed
$$;
GRANT EXECUTE ON FUNCTION past.${layer}_counts(timestamptz, geometry) TO tile_definer;
`;
}

function twin(layer: string, table: string, text: string): string {
  return text
    .replaceAll(`tiles.${layer}(`, `tiles.${twinOf(layer)}(`)
    .replaceAll(`tiles.counted('${layer}', `, `tiles.counted_as_of('${layer}', `)
    .replace(new RegExp(`\\b${table.replace('.', '\\.')}\\b`, 'g'), `${pastOf(layer)}(tiles.as_of(query))`);
}
