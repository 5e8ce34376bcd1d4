import { parse } from 'csv-parse/browser/esm/sync';
import { FileFault, MOST_FEATURES, type Refusal } from '$lib/temporary/types.ts';

export interface Table {
  columns: string[];
  rows: string[][];
  /** Line each row ends on in the file. */
  lines: number[];
  refused: Refusal[];
}

/** Reads delimited text: comma, semicolon, tab or bar, whichever its first line has most of. @throws FileFault */
export function readTable(text: string): Table {
  const lines: number[] = [];
  const cells: string[][] = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    to: MOST_FEATURES + 2,
    on_record: (record: string[], { lines: line }) => {
      if (record.every((cell) => cell === '')) return null;
      lines.push(line);
      return record;
    }
  });
  const [header, ...rows] = cells;
  if (!header || rows.length === 0) throw new FileFault('empty');
  if (rows.length > MOST_FEATURES) throw new FileFault('too_many');
  const table: Table = { columns: named(header), rows: [], lines: [], refused: [] };
  for (const [index, row] of rows.entries()) {
    const line = lines[index + 1]!;
    // A comma inside a value that is not quoted moves everything behind it one column on.
    if (row.slice(header.length).some((cell) => cell !== '')) {
      table.refused.push({ reason: 'too_many_cells', at: line, value: row.at(-1) });
      continue;
    }
    table.rows.push(row);
    table.lines.push(line);
  }
  return table;
}

function delimiterOf(text: string): string {
  const line = (/^\uFEFF?\s*(.*)$/m.exec(text)?.[1] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', '\t', ';', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Columns without a name are called by their number, repeated names are told apart. */
function named(header: string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((cell, index) => {
    const name = cell || `#${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
