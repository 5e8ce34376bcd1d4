import { posix } from 'node:path';
import { ImportError } from '../import-error.ts';
import type { PartReader } from './xlsx.ts';
import type { XmlHandlers } from './xml.ts';

/** What a workbook's sheets refer to. */
export interface Workbook {
  /** Visible sheets: name → path of the part. */
  sheets: Map<string, string>;
  strings: string[];
  /** By style: whether its numbers are dates. */
  dates: boolean[];
  /** Days between the workbook's day 0 and 1970-01-01. */
  epoch: number;
}

/** Texts of a workbook beyond this are more than is kept in memory. */
const MAX_CHARS = 96 << 20;

/** @throws ImportError for a workbook without a sheet, or with more text than memory should hold */
export async function readWorkbook(xml: PartReader, name: string): Promise<Workbook> {
  const listed: { name: string; id: string }[] = [];
  let from1904 = false;
  await read(xml, 'xl/workbook.xml', {
    open(element, attributes) {
      if (element === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (element === 'sheet' && (attributes.state ?? 'visible') === 'visible')
        listed.push({ name: attributes.name ?? '', id: attributes['r:id'] ?? '' });
    }
  });
  const targets = new Map<string, string>();
  await read(xml, 'xl/_rels/workbook.xml.rels', {
    open(element, { Id, Target }) {
      if (element === 'Relationship' && Id && Target)
        targets.set(Id, posix.join('xl', Target.startsWith('/') ? `..${Target}` : Target));
    }
  });
  const sheets = new Map(listed.filter(({ id }) => targets.has(id)).map(({ name, id }) => [name, targets.get(id)!]));
  if (sheets.size === 0) throw noSheet(name);
  const strings = await readStrings(xml, name);
  return { sheets, strings, dates: await readDates(xml), epoch: from1904 ? 24_107 : 25_569 };
}

async function readStrings(xml: PartReader, name: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let chars = 0;
  await read(xml, 'xl/sharedStrings.xml', {
    open(element) {
      if (element === 'si') text = '';
    },
    close(element, own, path) {
      // Phonetic readings (rPh) stand beside the text, not in it.
      if (element === 't' && !path.includes('rPh')) text += own;
      if (element !== 'si') return;
      chars += text.length;
      if (chars > MAX_CHARS) throw tooMuchText(name);
      strings.push(text);
    }
  });
  return strings;
}

/** Numbers of formats that are dates everywhere or in Chinese. */
const dateFormats = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58]
] as const;

async function readDates(xml: PartReader): Promise<boolean[]> {
  const custom = new Map<number, boolean>();
  const dates: boolean[] = [];
  await read(xml, 'xl/styles.xml', {
    open(element, { numFmtId, formatCode }, path) {
      const id = Number(numFmtId);
      if (element === 'numFmt') custom.set(id, isDate(formatCode ?? ''));
      if (element === 'xf' && path.at(-1) === 'cellXfs') {
        dates.push(custom.get(id) ?? dateFormats.some(([first, last]) => id >= first && id <= last));
      }
    }
  });
  return dates;
}

/** Whether a format has years, months, days or hours outside its quotes and brackets. */
function isDate(code: string): boolean {
  return /[ymdhs年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
}

async function read(xml: PartReader, path: string, handlers: Partial<XmlHandlers>): Promise<void> {
  for await (const _ of xml(path, { open: () => {}, close: () => {}, ...handlers })) continue;
}

function noSheet(name: string): ImportError {
  return new ImportError(
    `${name} has no sheet that is shown. Nothing was imported.`,
    `${name} 中没有可见的工作表。未导入任何内容。`
  );
}

function tooMuchText(name: string): ImportError {
  return new ImportError(
    `${name} holds more text than is read from a workbook: save the sheet as CSV. Nothing was imported.`,
    `${name} 文字过多，请将工作表另存为 CSV 后导入。未导入任何内容。`
  );
}
