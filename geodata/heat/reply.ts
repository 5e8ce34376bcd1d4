import { ByteReader, ByteWriter } from '#geodata/heat/bytes.ts';
import { cellKey, cellOfKey } from '#geodata/heat/cell_id.ts';
import type { Measure, Unit } from '#geodata/heat/query.ts';

/** What a reply says beside its units. */
export interface HeatMeta {
  by: Unit;
  /** Of cells. */
  res: number;
  measure: Measure;
  /** The window that was counted, milliseconds since 1970; for sensitive kinds not always the one asked for. */
  from: number;
  to: number;
  /** Events in the window within the caller's scope; `placed` and `unplaced` add up to it. */
  total: number;
  placed: number;
  /** Events that lie in no such unit: outside every grid, outside the city. */
  unplaced: number;
  /** Of all: reports whose place is doubtful, and reports that repeat another one. */
  doubtful: number;
  repeats: number;
  /** Whether counts are suppressed below `least` and rounded down to its multiples. */
  guarded: boolean;
  least: number;
  /** Kinds that a sum of all kinds leaves out. */
  leftOut: string[];
  /** Rate: of all units together, per 1,000 households. */
  mean?: number;
  /** Anomaly: how many earlier windows each count was compared with. */
  past?: number;
  /** Change: events in the window before. */
  before?: number;
}

/** Columns of a reply: `n` always; the others as the measure needs them. */
export interface HeatColumns {
  /** Events in the window. */
  n: number[];
  /** Change: events in the window before. */
  before?: number[];
  /** Rate: per 1,000 households, NaN where hidden; and the households. */
  rate?: number[];
  households?: number[];
  /** Anomaly: signed −log10 of the chance, and the expected count; both to a hundredth. */
  score?: number[];
  expected?: number[];
}

export interface HeatReply {
  meta: HeatMeta;
  /** H3 indexes, grid codes or division codes, ascending. */
  ids: string[];
  columns: HeatColumns;
}

type Form = 'whole' | 'float' | 'hundredths';
const forms: Record<keyof HeatColumns, Form> = {
  n: 'whole',
  before: 'whole',
  rate: 'float',
  households: 'whole',
  score: 'hundredths',
  expected: 'hundredths'
};
const names = Object.keys(forms) as (keyof HeatColumns)[];

/** First bytes of a reply: what it is, and the version of its form. */
const MAGIC = new TextEncoder().encode('GZH1');
export const HEAT_TYPE = 'application/vnd.gezhi.heat';

/**
 * A reply as bytes: `GZH1`, the length of the head and the head (JSON), how many units, their ids, then column by column
 * in the order of the head. Cells are differences of their keys; codes are front-coded (how much is shared with the one
 * before, then the rest). Three to nine bytes a cell.
 */
export function encodeHeat({ meta, ids, columns }: HeatReply): Uint8Array<ArrayBuffer> {
  const given = names.filter((name) => columns[name] !== undefined);
  const head = new TextEncoder().encode(JSON.stringify({ ...meta, columns: given }));
  const writer = new ByteWriter();
  writer.raw(MAGIC);
  writer.varint(head.length);
  writer.raw(head);
  writer.varint(ids.length);
  if (meta.by === 'cell') writeCells(writer, ids, meta.res);
  else writeCodes(writer, ids);
  for (const name of given) for (const value of columns[name]!) write(writer, forms[name], value);
  return writer.done();
}

/** @throws RangeError when the bytes are no whole reply */
export function decodeHeat(bytes: Uint8Array): HeatReply {
  const reader = new ByteReader(bytes);
  if (reader.raw(MAGIC.length).some((byte, i) => byte !== MAGIC[i])) throw new RangeError('not a heat reply');
  const head = JSON.parse(new TextDecoder().decode(reader.raw(reader.varint()))) as HeatMeta & {
    columns: (keyof HeatColumns)[];
  };
  const { columns: given, ...meta } = head;
  const count = reader.varint();
  const ids = meta.by === 'cell' ? readCells(reader, count, meta.res) : readCodes(reader, count);
  const columns: HeatColumns = { n: [] };
  for (const name of given) columns[name] = Array.from({ length: count }, () => read(reader, forms[name]));
  return { meta, ids, columns };
}

function writeCells(writer: ByteWriter, ids: string[], res: number): void {
  let before = 0;
  for (const id of ids) {
    const key = cellKey(id, res);
    writer.varint(key - before);
    before = key;
  }
}

function readCells(reader: ByteReader, count: number, res: number): string[] {
  let key = 0;
  return Array.from({ length: count }, () => cellOfKey((key += reader.varint()), res));
}

function writeCodes(writer: ByteWriter, ids: string[]): void {
  let before = '';
  for (const id of ids) {
    let shared = 0;
    while (shared < before.length && before[shared] === id[shared]) shared++;
    const rest = new TextEncoder().encode(id.slice(shared));
    writer.varint(shared);
    writer.varint(rest.length);
    writer.raw(rest);
    before = id;
  }
}

function readCodes(reader: ByteReader, count: number): string[] {
  let before = '';
  return Array.from({ length: count }, () => {
    const shared = reader.varint();
    before = before.slice(0, shared) + new TextDecoder().decode(reader.raw(reader.varint()));
    return before;
  });
}

function write(writer: ByteWriter, form: Form, value: number): void {
  if (form === 'whole') writer.varint(value);
  else if (form === 'float') writer.float(value);
  else writer.zigzag(Math.round(value * 100));
}

function read(reader: ByteReader, form: Form): number {
  if (form === 'whole') return reader.varint();
  return form === 'float' ? reader.float() : reader.zigzag() / 100;
}
