import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { FileProblem } from '#geodata/schemas/delivery.ts';
import { ImportError } from '../import-error.ts';
import type { SourceFile } from '../open-file.ts';
import { encodingGuessed } from './problems.ts';
import type { Reader } from './reader.ts';
import { tableFeatures, type Cell } from './table.ts';
import { detectEncoding } from './text-encoding.ts';

/** A single row longer than this is no table's. */
const MAX_ROW = 4 << 20;

/**
 * CSV in UTF-8, UTF-16 or GB18030, between commas, tabs, semicolons or bars, whichever the file shows. Values stay texts:
 * what begins with `=` is a text like any other.
 */
export async function csvReader(file: SourceFile): Promise<Reader> {
  const encoding = await detectEncoding(file);
  const problems: FileProblem[] = encoding === 'gb18030' ? [encodingGuessed(file.name, encoding)] : [];
  return {
    ...{ name: file.name, format: 'csv', encoding, problems },
    layers: async () => [{ name: file.title, geometryType: 'none', count: null, srs: null }],
    features: () => tableFeatures(rowsOf(file, encoding), () => noHeading(file.name)),
    share: () => file.position / file.size,
    helperMemoryMb: () => 0
  };
}

async function* rowsOf(file: SourceFile, encoding: string): AsyncGenerator<Cell[]> {
  const texts = decoded(file, encoding);
  const head = await texts.next();
  if (head.done) return;
  const { delimiter, text } = announced(head.value);
  const parser = parse({
    delimiter: delimiter ?? likeliest(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW
  });
  const source = Readable.from(prepend(text, texts));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    if (!('code' in (error as object)) || !String((error as { code: unknown }).code).startsWith('CSV_')) throw error;
    throw new ImportError(
      `${file.name} cannot be read as a table: ${(error as Error).message.replace(/\.$/, '')}. Nothing was imported.`,
      `${file.name} 无法作为表格读取（${(error as Error).message}）。未导入任何内容。`
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function* prepend(text: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield text;
  yield* rest;
}

async function* decoded(file: SourceFile, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of file.stream()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text) yield text;
  }
  const last = decoder.decode();
  if (last) yield last;
}

/** Excel may say in a first line what it put between values. */
function announced(head: string): { delimiter?: string; text: string } {
  const found = /^sep=(.)\r?\n/.exec(head);
  return found ? { delimiter: found[1], text: head.slice(found[0].length) } : { text: head };
}

/** The separator that most of the first lines have, and as often as each other. */
function likeliest(head: string): string {
  const lines = head
    .slice(0, 1 << 16)
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  const score = (separator: string) => {
    const counts = lines.map((line) => line.split(separator).length - 1).sort((a, b) => a - b);
    return counts[Math.floor(counts.length / 2)] ?? 0;
  };
  const [best] = [',', '\t', ';', '|', '，']
    .map((separator) => ({ separator, count: score(separator) }))
    .sort((a, b) => b.count - a.count);
  return best!.count > 0 ? best!.separator : ',';
}

export function noHeading(name: string): ImportError {
  return new ImportError(
    `${name} has no row that looks like the heading of a table: name its columns in one row of text. Nothing was imported.`,
    `${name} 中没有找到表头：请用一行文字写明各列名称。未导入任何内容。`
  );
}
