import { open } from 'node:fs/promises';

/** What the texts of a DBF are written in, and on whose word. */
export interface DbfEncoding {
  encoding: string;
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
  const seen = await lookAt(path);
  const said = cpg?.trim() || (seen.driver === GBK_DRIVER ? 'GBK' : undefined);
  const stated = said === undefined ? undefined : encodingOf(said);
  const shown = shownBy(seen);
  if (stated && (shown === undefined || shown === stated)) return { encoding: stated, how: 'stated', said };
  if (shown === undefined) return { encoding: 'utf-8', how: 'stated' };
  return said === undefined ? { encoding: shown, how: 'guessed' } : { encoding: shown, how: 'contradicted', said };
}

/** What most texts can only be; undefined where all are plain ASCII, or in something else that must be stated. */
function shownBy({ utf8, chinese, other }: Seen): string | undefined {
  // One stray text may be cut in the middle of a sign; most of them are not.
  if (utf8 > 0 && (chinese + other) * 10 <= utf8) return 'utf-8';
  return chinese > other ? 'gb18030' : undefined;
}

/** The encoding behind the many ways a .cpg spells it; undefined for what is none. */
function encodingOf(label: string): string | undefined {
  const plain = label.toLowerCase().replace(/[\s_-]/g, '');
  if (/^(utf8|65001|cp65001)$/.test(plain)) return 'utf-8';
  if (/^(gbk|gb2312|gb18030|cp936|936|ms936|ansi936|euccn|ldid\/77|54936)$/.test(plain)) return 'gb18030';
  try {
    return new TextDecoder(label.replace(/^88591$/, 'iso-8859-1').replace(/^ISO 88591$/i, 'iso-8859-1')).encoding;
  } catch {
    return undefined;
  }
}

interface Seen {
  driver: number;
  utf8: number;
  chinese: number;
  other: number;
}

/** Counts texts by what they can be, plain ASCII aside. */
async function lookAt(path: string): Promise<Seen> {
  const handle = await open(path);
  try {
    const { buffer: whole, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const bytes = whole.subarray(0, bytesRead);
    if (bytes.length < 33) return { driver: 0, utf8: 0, chinese: 0, other: 0 };
    const [headerLength, rowLength] = [bytes.readUInt16LE(8), bytes.readUInt16LE(10)];
    const columns = columnsOf(bytes, headerLength);
    const counts = { driver: bytes[29]!, utf8: 0, chinese: 0, other: 0 };
    const count = (text: Buffer) => {
      if (!text.some((byte) => byte >= 0x80)) return;
      counts[isUtf8(text) ? 'utf8' : isPaired(text) ? 'chinese' : 'other']++;
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

/** Whether most bytes beyond ASCII stand in pairs, as Chinese does; accented letters stand alone. */
function isPaired(text: Buffer): boolean {
  const runs = text.toString('latin1').match(/[\x80-\xff]+/g) ?? [];
  return runs.filter((run) => run.length > 1).length * 2 > runs.length;
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
