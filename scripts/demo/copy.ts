import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Geometry } from '#geodata/demo/geo.ts';
import { ewkb } from './ewkb.ts';

type Value = string | number | boolean | null | undefined | Geometry;

/** Copies rows into a table; their keys are its columns, the same in every row. */
export async function copyRows<Row extends object>(
  client: pg.Client,
  table: string,
  rows: readonly Row[]
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!) as (keyof Row & string)[];
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(chunks(rows, columns)), stream);
}

/** Some hundred rows a time: a write for every row would cost more than the copying. */
function* chunks<Row extends object>(rows: readonly Row[], columns: (keyof Row)[]): Generator<string> {
  for (let i = 0; i < rows.length; i += 500) {
    yield rows
      .slice(i, i + 500)
      .map((row) => columns.map((column) => textOf(row[column] as Value)).join('\t') + '\n')
      .join('');
  }
}

function textOf(value: Value): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'object') return ewkb(value);
  return String(value).replace(
    /[\\\t\n\r]/g,
    (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[sign]!
  );
}
