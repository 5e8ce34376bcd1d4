import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { reasons } from '#geodata/sources/reasons.ts';
import type { Delivery } from './deliver.ts';
import type { LayerHead, Reader } from './formats/reader.ts';
import { keysOf } from './plan-mapping.ts';
import type { RefusedRow } from './summary.ts';

/**
 * Writes the refused rows of a delivery as CSV (UTF-8 with a mark, as spreadsheets want it): number in the file, reason
 * in both languages, field, value, then every value as it came. The file is read once more for those.
 * @returns how many rows were written; none, and no file, where none is refused
 */
export async function writeRefused(
  path: string,
  delivery: Delivery,
  reader?: Reader,
  head?: LayerHead
): Promise<number> {
  const rows = [...delivery.inflows, ...(delivery.objects ? [delivery.objects] : [])]
    .flatMap(({ tally }) => tally.rows)
    .sort((a, b) => a.ord - b.ord);
  if (rows.length === 0) return 0;
  await pipeline(reader && head ? withOriginals(rows, reader, head) : plain(rows), createWriteStream(path));
  return rows.length;
}

const TITLES = ['行 row', '原因', 'reason', '字段 field', '值 value', '标识 id'];
const MARK = '\ufeff';

function* plain(rows: readonly RefusedRow[]): Generator<string> {
  yield MARK + line(TITLES);
  for (const row of rows) yield line(cellsOf(row));
}

async function* withOriginals(rows: readonly RefusedRow[], reader: Reader, head: LayerHead): AsyncGenerator<string> {
  const keys = await keysOfRefused(rows, reader, head);
  yield MARK + line([...TITLES, ...keys]);
  for await (const [row, properties] of originals(rows, reader, head)) {
    yield line([...cellsOf(row), ...keys.map((key) => properties[key])]);
  }
}

/** Columns that any of the first of them has; a row of its own kind further down has its id all the same. */
async function keysOfRefused(rows: readonly RefusedRow[], reader: Reader, head: LayerHead): Promise<string[]> {
  const first = [];
  for await (const [, properties] of originals(rows.slice(0, 500), reader, head))
    first.push({ properties, geometry: null });
  return keysOf(first);
}

type Original = [row: RefusedRow, properties: Record<string, unknown>];

/** Refused rows with what they were in the file. */
async function* originals(rows: readonly RefusedRow[], reader: Reader, head: LayerHead): AsyncGenerator<Original> {
  let next = 0;
  let ord = 0;
  for await (const read of reader.features(head, {})) {
    ord++;
    for (; rows[next]?.ord === ord; next++) yield [rows[next]!, typeof read === 'string' ? {} : read.properties];
    if (next === rows.length) return;
  }
}

function cellsOf({ ord, id, reason, field, value }: RefusedRow): unknown[] {
  return [ord, reasons[reason].zh, reasons[reason].en, field, value, id];
}

function line(cells: readonly unknown[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A spreadsheet would run a text that begins like a formula: such a text is kept one by a leading apostrophe. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe =
    typeof value === 'string' && /^[=+@\t\r]|^-(?![\d.])/.test(text) && !/^\+?[\d.\s-]+$/.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
