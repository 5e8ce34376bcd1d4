import type pg from 'pg';
import type { Layer } from '#geodata/layers/define.ts';

/** A column a delivery may fill. */
export interface Column {
  name: string;
  type: 'text' | 'smallint' | 'integer' | 'real' | 'double precision' | 'numeric' | 'boolean' | 'date' | 'timestamptz';
  /** Must be given: NOT NULL and without a default. */
  required: boolean;
  /** SQL of what stands in for an absent value. */
  fallback: string | null;
}

/** SQL of what a staged value becomes in the layer's table. */
export function valueOf(stage: string, { name, fallback }: Column): string {
  return fallback ? `coalesce(${stage}.${name}, ${fallback})` : `${stage}.${name}`;
}

/** What PostgreSQL knows of a layer's table: read from its catalogue, so that a migration is all a new column takes. */
export interface LayerTable {
  layer: Layer;
  /** Quoted `schema.table`. */
  sql: string;
  columns: Column[];
  /** CHECK constraints over these columns. */
  checks: { sql: string; fields: string[] }[];
  /** Columns of further unique constraints. */
  uniques: string[][];
  /** Rows are given their grid and division. */
  placed: boolean;
}

const types = ['text', 'smallint', 'integer', 'real', 'double precision', 'numeric', 'boolean', 'date', 'timestamptz'];
/** Written by the import itself or found by place. */
const kept = ['id', 'division_code', 'grid_code', 'source', 'source_id', 'valid_from', 'valid_to', 'geom'];

export async function readTable(client: pg.ClientBase, layer: Layer): Promise<LayerTable> {
  const name = `${layer.schema}.${layer.id}`;
  const { rows: columns } = await client.query<Column>(
    `SELECT a.attname AS name, replace(format_type(a.atttypid, NULL), 'timestamp with time zone', 'timestamptz') AS type,
            a.attnotnull AND NOT a.atthasdef AS required,
            CASE WHEN a.attnotnull THEN pg_get_expr(d.adbin, d.adrelid) END AS fallback
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       AND a.attname <> ALL ($2)
     ORDER BY a.attnum`,
    [name, kept]
  );
  const usable = columns.filter(({ type }) => types.includes(type));
  const own = usable.map((column) => column.name);
  const { rows: constraints } = await client.query<{ kind: 'c' | 'u'; sql: string; fields: string[] }>(
    `SELECT c.contype AS kind, pg_get_expr(c.conbin, c.conrelid) AS sql,
            ARRAY (SELECT a.attname::text FROM pg_attribute a
                   WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) ORDER BY a.attnum) AS fields
     FROM pg_constraint c WHERE c.conrelid = $1::regclass AND c.contype IN ('c', 'u') ORDER BY c.conname`,
    [name]
  );
  const ofOwn = constraints.filter(({ fields }) => fields.length > 0 && fields.every((field) => own.includes(field)));
  const { rowCount: triggers } = await client.query(
    `SELECT FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = 'place_new'`,
    [name]
  );
  return {
    layer,
    sql: name,
    columns: usable,
    checks: ofOwn.filter(({ kind }) => kind === 'c').map(({ sql, fields }) => ({ sql, fields })),
    uniques: ofOwn.filter(({ kind }) => kind === 'u').map(({ fields }) => fields),
    placed: triggers === 1
  };
}
