import { open } from 'node:fs/promises';
import type { TextEncoding } from './text-encoding.ts';

/** What the texts of a DBF are written in, and on whose word. */
export interface DbfEncoding {
  encoding: TextEncoding;
  /** Stated by .cpg or header, or guessed from the texts; `contradicted` where they are not what was stated. */
  how: 'stated' | 'guessed' | 'contradicted';
  /** What was stated. */
  said?: string;
}

/** Bytes of a DBF that are looked at. */
const LOOKED_AT = 16 << 20;
/** Language driver 77: Chinese GBK. */
const GBK_DRIVER = 0x4d;

/**
 * What the texts of a Shapefile's attributes are written in: what its .cpg or its header says, unless the texts
 * themselves say otherwise; many a .cpg was made by a tool, not by whoever wrote the texts.
 * @param cpg content of the .cpg file, where there is one
 */
export async function dbfEncoding(path: string, cpg: string | undefined): Promise<DbfEncoding> {
  const { driver, utf8, other } = await lookAt(path);
  const said = cpg?.trim() || (driver === GBK_DRIVER ? 'GBK' : undefined);
  const stated = said === undefined ? undefined : encodingOf(said);
  // One stray text may be cut in the middle of a sign; most of them are not.
  const seen: TextEncoding | undefined = utf8 + other === 0 ? undefined : other * 10 <= utf8 ? 'utf-8' : 'gb18030';
  if (stated && (seen === undefined || seen === stated)) return { encoding: stated, how: 'stated', said };
  if (seen === undefined) return { encoding: 'utf-8', how: 'stated' };
  return said === undefined ? { encoding: seen, how: 'guessed' } : { encoding: seen, how: 'contradicted', said };
}

/** UTF-8 or GB18030 behind the many ways a .cpg spells them; undefined for others, which the texts decide. */
function encodingOf(label: string): TextEncoding | undefined {
  const plain = label.toLowerCase().replace(/[\s_-]/g, '');
  if (/^(utf8|65001|cp65001)$/.test(plain)) return 'utf-8';
  return /^(gbk|gb2312|gb18030|cp936|936|ms936|ansi936|euccn|ldid\/77|54936)$/.test(plain) ? 'gb18030' : undefined;
}

/** Counts texts that are UTF-8 and texts that are not, plain ASCII aside. */
async function lookAt(path: string): Promise<{ driver: number; utf8: number; other: number }> {
  const handle = await open(path);
  try {
    const { buffer: whole, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const bytes = whole.subarray(0, bytesRead);
    if (bytes.length < 33) return { driver: 0, utf8: 0, other: 0 };
    const [headerLength, rowLength] = [bytes.readUInt16LE(8), bytes.readUInt16LE(10)];
    const columns = columnsOf(bytes, headerLength);
    const counts = { driver: bytes[29]!, utf8: 0, other: 0 };
    const count = (text: Buffer) => {
      if (!text.some((byte) => byte >= 0x80)) return;
      if (isUtf8(text)) counts.utf8++;
      else counts.other++;
    };
    for (const { name } of columns) count(name);
    for (let row = headerLength; rowLength > 0 && row + rowLength <= bytes.length; row += rowLength) {
      for (const { type, at, length } of columns) if (type === 'C') count(bytes.subarray(row + at, row + at + length));
    }
    return counts;
  } finally {
    await handle.close();
  }
}

function columnsOf(bytes: Buffer, headerLength: number) {
  const columns: { name: Buffer; type: string; at: number; length: number }[] = [];
  let at = 1;
  for (let i = 32; i + 32 <= Math.min(headerLength, bytes.length) && bytes[i] !== 0x0d; i += 32) {
    const name = bytes.subarray(i, i + 11);
    const length = bytes[i + 16]!;
    columns.push({
      name: name.subarray(0, Math.max(0, name.indexOf(0))),
      type: String.fromCharCode(bytes[i + 11]!),
      at,
      length
    });
    at += length;
  }
  return columns;
}

/** Whether bytes are UTF-8, but for a last sign cut off by the width of the column. */
function isUtf8(padded: Buffer): boolean {
  let end = padded.length;
  while (end > 0 && (padded[end - 1] === 0x20 || padded[end - 1] === 0)) end--;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(padded.subarray(0, end), { stream: true });
    return true;
  } catch {
    return false;
  }
}
