import type pg from 'pg';
import { z } from 'zod';
import type { Layer } from '#geodata/layers/define.ts';

/** Planted in every text that no tile may carry. */
export const SECRET = 'SECRET';

interface Column {
  name: string;
  type: string;
  required: boolean;
}

/** Values that the database checks beyond what the registry says. */
const special: Record<string, (code: string, serial: number) => Record<string, unknown>> = {
  divisions: (code) => ({ code, level: levelOf(code), parent_code: code.slice(0, 9) + '000', vintage: SECRET }),
  grids: (code, serial) => ({ grid_code: gridCode(code, serial), code: gridCode(code, serial) }),
  components: () => ({ code: null, kind_code: '10101' }),
  cameras: () => ({ device_code: null, azimuth_deg: 90, fov_deg: 60, range_m: 50 }),
  meters: () => ({ reading_unit: 'm3' }),
  compounds: () => ({ built_year: 2000 }),
  buildings: () => ({ compound_id: null }),
  gates: () => ({ compound_id: null }),
  events: (_code, serial) => ({
    public_id: `00000000-0000-7000-8000-${String(serial).padStart(12, '0')}`,
    h3: '8a283082a677fff'
  })
};

interface Sample {
  at: readonly [number, number];
  code?: string | null;
  size?: number;
  /** What to write into a column of text; undefined leaves it empty. */
  words?: (layer: Layer, column: string, required: boolean) => string | undefined;
}

/** Plain words where tiles carry a column, the secret where they must not. */
function wordsOf(layer: Layer, column: string, required: boolean): string | undefined {
  if (layer.tile.includes(column)) return 'drawn';
  return layer.properties.shape[column] || required ? SECRET.toLowerCase() : undefined;
}

let serial = 0;

/**
 * Inserts one feature of a layer with every column filled, so that a layer nobody wrote a sample for is tested too.
 * Returns its id.
 * @param code division the row belongs to; null leaves it without one
 */
export async function insertSample(
  pool: pg.Pool,
  layer: Layer,
  { at, code = null, size = 0.0005, words = wordsOf }: Sample
): Promise<number> {
  serial++;
  const columns = await columnsOf(pool, layer);
  const row: Record<string, unknown> = {
    source: 'test',
    source_id: `${SECRET} ${serial}`,
    division_code: code,
    ...Object.fromEntries(
      columns.map((column) => [column.name, valueOf(layer, column, words)]).filter(([, value]) => value !== undefined)
    ),
    ...special[layer.id]?.(code ?? '', serial)
  };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`).join(', ');
  const insert = `INSERT INTO ${layer.schema}.${layer.id} (${names.join(', ')}, geom)
    VALUES (${places}, ${geometry(layer, at, size)}) RETURNING id`;
  const client = await pool.connect();
  try {
    // Placed where the test says, not where the database would find it.
    await client.query("BEGIN; SET LOCAL gezhi.bulk = 'on'");
    const { rows } = await client.query<{ id: string }>(insert, Object.values(row));
    return Number(rows[0]!.id);
  } finally {
    await client.query('COMMIT');
    client.release();
  }
}

/** Columns of a layer's table that are its own: neither common to all layers nor made by the database. */
async function columnsOf(pool: pg.Pool, layer: Layer): Promise<Column[]> {
  const { rows } = await pool.query<Column>(
    `SELECT column_name AS name, data_type AS type, is_nullable = 'NO' AND column_default IS NULL AS required
     FROM information_schema.columns
     WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER' AND udt_name <> 'geometry'
       AND column_name NOT IN (SELECT column_name FROM information_schema.columns
                               WHERE table_schema = 'governance' AND table_name = 'feature')`,
    [layer.schema, layer.id]
  );
  return rows;
}

function valueOf(layer: Layer, { name, type, required }: Column, words: NonNullable<Sample['words']>): unknown {
  const schema = layer.properties.shape[name];
  const inner = schema && bare(schema as z.ZodType);
  if (inner instanceof z.ZodEnum) return inner.options[0];
  if (type === 'text') return words(layer, name, required);
  if (!schema && !required) return undefined;
  if (type === 'boolean') return true;
  if (type.startsWith('timestamp')) return '2026-03-01T00:00:00+08:00';
  if (type === 'date') return '2026-03-01';
  return type === 'uuid' ? undefined : 1;
}

function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodNullable || schema instanceof z.ZodOptional
    ? bare(schema.unwrap() as z.ZodType)
    : schema;
}

function geometry(layer: Layer, [lng, lat]: readonly [number, number], size: number): string {
  const [east, north] = [lng + size, lat + size];
  if (layer.geometry === 'point') return `ST_SetSRID(ST_Point(${lng}, ${lat}), 4326)`;
  const drawn =
    layer.geometry === 'line'
      ? `ST_MakeLine(ST_Point(${lng}, ${lat}), ST_Point(${east}, ${north}))`
      : `ST_MakeEnvelope(${lng}, ${lat}, ${east}, ${north})`;
  return `ST_Multi(ST_SetSRID(${drawn}, 4326))`;
}

const gridCode = (code: string, n: number) => `${code}${String(n % 1000).padStart(3, '0')}`;

function levelOf(code: string): number {
  const zeros = /0*$/.exec(code)![0].length;
  return zeros >= 10 ? 1 : zeros >= 8 ? 2 : zeros >= 6 ? 3 : zeros >= 3 ? 4 : 5;
}
