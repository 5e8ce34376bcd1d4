import type { Layer } from '#geodata/layers/define.ts';
import { empty, join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';

/** Columns of every layer that queries name beside its own properties. */
const COMMON = ['id', 'division_code', 'grid_code', 'source', 'observed_at', 'valid_from', 'valid_to', 'geom'];

/** Schema-qualified table of the present rows; both names come from the registry, never from a caller. */
export function table(layer: Layer): Sql {
  return raw(`"${layer.schema}"."${layer.id}"`);
}

/**
 * What to select a layer's rows from, to be given an alias: the table of the present, or, as of a moment, whatever was
 * valid then. A version is valid from its beginning up to, and not including, its end.
 * @param asOf time that PostgreSQL reads; absent: now
 */
export async function rowsOf(tx: Tx, layer: Layer, asOf?: string): Promise<Sql> {
  if (asOf === undefined) return table(layer);
  return versionsOf(tx, layer, sql`WHERE valid_from <= ${asOf} AND (valid_to IS NULL OR valid_to > ${asOf})`);
}

/**
 * Present and past versions of a layer's rows, as something to select from. PostgreSQL carries conditions from outside
 * into both halves, so that the indexes of both tables are used.
 */
export async function versionsOf(tx: Tx, layer: Layer, where: Sql = empty): Promise<Sql> {
  const columns = [...new Set([...COMMON, ...Object.keys(layer.properties.shape)])];
  const derived = await derivedColumns(tx, layer);
  const present = columns.map((column) => raw(`"${column}"`));
  // A column that PostgreSQL derives from others is not kept with the past; it is derived again.
  const past = columns.map((column) =>
    raw(derived.has(column) ? `(${derived.get(column)}) AS "${column}"` : `"${column}"`)
  );
  return sql`(
    SELECT ${join(present)} FROM ${table(layer)} ${where}
    UNION ALL
    SELECT ${join(past)} FROM ${raw(`"${layer.schema}"."${layer.id}_history"`)} ${where})`;
}

/** Expressions of a layer's generated columns, as its migration wrote them. */
async function derivedColumns(tx: Tx, layer: Layer): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ column: string; expression: string }>(sql`
    SELECT a.attname AS column, pg_get_expr(d.adbin, d.adrelid) AS expression
    FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ${`${layer.schema}.${layer.id}`}::regclass AND a.attgenerated <> ''`);
  return new Map(rows.map(({ column, expression }) => [column, expression]));
}
