import type { FileProblem } from '#geodata/schemas/delivery.ts';
import { ImportError } from '../import-error.ts';
import { decodeUtf8 } from '../json-text.ts';
import type { SourceFile } from '../open-file.ts';
import { noHeading } from './csv.ts';
import { formulasWithoutValue } from './problems.ts';
import type { Reader } from './reader.ts';
import { tableFeatures } from './table.ts';
import { readWorkbook, type Workbook } from './xlsx-parts.ts';
import { sheetRows, mergedAreas } from './xlsx-rows.ts';
import { parseXml, type XmlHandlers } from './xml.ts';
import type { Archive } from './zip.ts';

/**
 * A workbook, sheet by sheet, row by row: memory holds its shared texts and one row. Formulas are taken by the value
 * that was stored with them and never run; a cell that spans several has its value in each.
 */
export async function xlsxReader(file: Pick<SourceFile, 'name' | 'title'>, archive: Archive): Promise<Reader> {
  const problems: FileProblem[] = [];
  const xml = partReader(file.name, archive);
  const book: Workbook = await readWorkbook(xml, file.name);
  /** Formulas without a value, by sheet: a sheet may be read more than once. */
  const blank = new Map<string, number>();
  async function* rows(sheet: string) {
    const path = book.sheets.get(sheet)!;
    const merged = await mergedAreas(xml, path);
    blank.set(sheet, 0);
    const onBlankFormula = () => blank.set(sheet, blank.get(sheet)! + 1);
    yield* sheetRows(xml, path, book, merged, onBlankFormula);
  }
  return {
    name: file.name,
    format: 'xlsx',
    encoding: null,
    get problems() {
      const count = [...blank.values()].reduce((sum, n) => sum + n, 0);
      return count > 0 ? [...problems, formulasWithoutValue(file.name, count)] : problems;
    },
    async layers() {
      const heads = [];
      for (const name of book.sheets.keys()) {
        if (await hasRow(rows(name))) heads.push({ name, geometryType: 'none' as const, count: null, srs: null });
      }
      return heads;
    },
    features: ({ name }) => tableFeatures(rows(name), () => noHeading(`${file.name}, ${name}`)),
    share: () => undefined,
    helperMemoryMb: () => 0
  };
}

async function hasRow(rows: AsyncGenerator<unknown[]>): Promise<boolean> {
  for await (const row of rows) if (row.some((cell) => cell !== null)) return true;
  return false;
}

/** Reads a part of the archive as XML; a part that is not there is as an empty one. */
export type PartReader = (path: string, handlers: XmlHandlers) => AsyncGenerator<void>;

function partReader(name: string, archive: Archive): PartReader {
  const parts = new Map(archive.files.map((packed) => [packed.name.toLowerCase(), packed]));
  return async function* (path, handlers) {
    const packed = parts.get(path.toLowerCase());
    if (!packed) return;
    const stream = await archive.stream(packed);
    yield* parseXml(decodeUtf8(stream, name), handlers, (words) => damaged(name, words));
  };
}

function damaged(name: string, words: string): ImportError {
  return new ImportError(
    `${name} is a damaged workbook (${words}). Nothing was imported.`,
    `${name} 工作簿已损坏（${words}）。未导入任何内容。`
  );
}
