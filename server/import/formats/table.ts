import type { Feature } from './reader.ts';

export type Cell = string | number | boolean | null;

/** Rows among which the heading of a table is looked for. */
const HEADING_WITHIN = 30;

/**
 * Where the heading of a table is among its first rows, and the names of its columns. Above it may stand a title, a
 * date, who filled it in; it may itself have two rows, groups over columns. Merged cells have their value in each cell.
 * @returns null where no row looks like one
 */
function findHeading(first: readonly Cell[][]): { names: string[]; rows: number } | null {
  const widths = first.map((row) => wordsOf(row).size);
  const widest = Math.max(0, ...widths);
  const at = first.findIndex(
    (row, i) => widths[i]! >= Math.max(1, Math.min(2, widest), widest * 0.6) && looksLikeNames(row)
  );
  if (at < 0) return null;
  const upper = first[at]!;
  const lower = first[at + 1];
  const grouped =
    lower !== undefined && hasGroups(upper) && looksLikeNames(lower) && wordsOf(lower).size > wordsOf(upper).size;
  const width = Math.max(upper.length, grouped ? lower.length : 0);
  const names = Array.from({ length: width }, (_, i) => textOf(grouped ? (lower[i] ?? upper[i]) : upper[i]));
  return { names: distinct(names), rows: at + (grouped ? 2 : 1) };
}

function wordsOf(row: readonly Cell[]): Set<string> {
  return new Set(row.map(textOf).filter((text) => text !== ''));
}

/** Names are texts, and hardly any of them a number. */
function looksLikeNames(row: readonly Cell[]): boolean {
  const filled = row.filter((cell) => textOf(cell) !== '');
  return filled.length > 0 && filled.every((cell) => typeof cell === 'string' && !/^[-+]?[\d.,]+$/.test(cell.trim()));
}

/** Whether neighbours share a name: one cell over several columns. */
function hasGroups(row: readonly Cell[]): boolean {
  return row.some((cell, i) => i > 0 && textOf(cell) !== '' && textOf(cell) === textOf(row[i - 1]));
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined
    ? ''
    : String(cell)
        .replace(/\s*\n\s*/g, '')
        .trim();
}

/** Two columns of one name are told apart by a number; one without a name has none. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return name === '' || nth === 1 ? name : `${name}_${nth}`;
  });
}

/** A row under its heading; null where it is blank. */
function featureOf(row: readonly Cell[], names: readonly string[]): Feature | null {
  const properties: Record<string, Cell> = {};
  let blank = true;
  for (const [i, name] of names.entries()) {
    if (name === '') continue;
    const cell = row[i] ?? null;
    properties[name] = cell;
    if (cell !== null && cell !== '') blank = false;
  }
  return blank ? null : { properties, geometry: null };
}

/** Rows of a table as features without a geometry. `refuse` makes the sentence where there is no heading. */
export async function* tableFeatures(rows: AsyncGenerator<Cell[]>, refuse: () => Error): AsyncGenerator<Feature> {
  const first: Cell[][] = [];
  try {
    while (first.length < HEADING_WITHIN) {
      const next = await rows.next();
      if (next.done) break;
      first.push(next.value);
    }
    if (first.length === 0) return;
    const heading = findHeading(first);
    if (!heading) throw refuse();
    for (const row of first.slice(heading.rows)) {
      const feature = featureOf(row, heading.names);
      if (feature) yield feature;
    }
    for await (const row of rows) {
      const feature = featureOf(row, heading.names);
      if (feature) yield feature;
    }
  } finally {
    await rows.return(undefined);
  }
}
