import { ByteReader, ByteWriter } from '#geodata/heat/bytes.ts';
import { cellKey, cellOfKey } from '#geodata/heat/cell_id.ts';

/** Numbers of cells by column, each as long as `cells`; null where nothing is told. */
export interface CellColumns<Meta> {
  meta: Meta;
  /** H3 resolution of all cells. */
  res: number;
  cells: string[];
  columns: Record<string, (number | null)[]>;
}

/** First bytes of a reply: what it is, and the version of its form. */
const MAGIC = new TextEncoder().encode('GZC1');
export const CELL_COLUMNS_TYPE = 'application/vnd.gezhi.cells';

/**
 * As bytes: `GZC1`, the length of the head and the head (JSON), how many cells, the differences of their keys, then
 * column by column. Columns of whole numbers take a byte or two a cell (0 is null, n is n + 1), others four (NaN is null).
 */
export function encodeCells<Meta>({ meta, res, cells, columns }: CellColumns<Meta>): Uint8Array<ArrayBuffer> {
  const order = cells.map((_, i) => i).sort((a, b) => (cells[a]! < cells[b]! ? -1 : 1));
  const forms = Object.entries(columns).map(([name, values]) => [name, values.every(isWhole) ? 'whole' : 'float']);
  const head = new TextEncoder().encode(JSON.stringify({ meta, res, forms }));
  const writer = new ByteWriter();
  writer.raw(MAGIC);
  writer.varint(head.length);
  writer.raw(head);
  writer.varint(cells.length);
  let before = 0;
  for (const i of order) {
    const key = cellKey(cells[i]!, res);
    writer.varint(key - before);
    before = key;
  }
  for (const [name, form] of forms) {
    for (const i of order) {
      const value = columns[name!]![i]!;
      if (form === 'whole') writer.varint(value === null ? 0 : value + 1);
      else writer.float(value ?? NaN);
    }
  }
  return writer.done();
}

/** @throws RangeError when the bytes are no whole reply */
export function decodeCells<Meta>(bytes: Uint8Array): CellColumns<Meta> {
  const reader = new ByteReader(bytes);
  if (reader.raw(MAGIC.length).some((byte, i) => byte !== MAGIC[i])) throw new RangeError('not a reply of cells');
  const head = JSON.parse(new TextDecoder().decode(reader.raw(reader.varint()))) as {
    meta: Meta;
    res: number;
    forms: [string, 'whole' | 'float'][];
  };
  const count = reader.varint();
  let key = 0;
  const cells = Array.from({ length: count }, () => cellOfKey((key += reader.varint()), head.res));
  const columns = head.forms.map(([name, form]) => [name, Array.from({ length: count }, () => read(reader, form))]);
  return {
    meta: head.meta,
    res: head.res,
    cells,
    columns: Object.fromEntries(columns) as CellColumns<Meta>['columns']
  };
}

function read(reader: ByteReader, form: 'whole' | 'float'): number | null {
  const value = form === 'whole' ? reader.varint() - 1 : reader.float();
  return value === -1 || Number.isNaN(value) ? null : value;
}

function isWhole(value: number | null): boolean {
  return value === null || (Number.isInteger(value) && value >= 0);
}
