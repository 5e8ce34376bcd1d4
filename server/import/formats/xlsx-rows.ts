import type { PartReader } from './xlsx.ts';
import type { Workbook } from './xlsx-parts.ts';
import type { Cell } from './table.ts';
import type { XmlHandlers } from './xml.ts';

/** Columns that are read. */
const MAX_COLUMNS = 1000;

/** Cells shown as one, by row and column from 0, both ends included. */
export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The areas of a sheet that are shown as one cell; they stand at its end, so it is read once for them. */
export async function mergedAreas(xml: PartReader, path: string): Promise<Area[]> {
  const areas: Area[] = [];
  const handlers: XmlHandlers = {
    open(element, { ref }) {
      if (element !== 'mergeCell' || !ref) return;
      const [from, to] = ref.split(':').map(addressOf);
      if (!from || !to) return;
      areas.push({ top: from[0], left: from[1], bottom: to[0], right: Math.min(to[1], MAX_COLUMNS) });
    },
    close: () => {}
  };
  for await (const _ of xml(path, handlers)) continue;
  return areas.sort((a, b) => a.top - b.top);
}

/** `C12` → row 11, column 2. */
function addressOf(ref: string): [row: number, column: number] {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d+)$/.exec(ref) ?? [null, 'A', '1'];
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return [Number(digits) - 1, column - 1];
}

/** The rows of a sheet, blank ones left out. */
export async function* sheetRows(
  xml: PartReader,
  path: string,
  book: Workbook,
  areas: readonly Area[],
  onBlankFormula: () => void
): AsyncGenerator<Cell[]> {
  const done: Cell[][] = [];
  const spread = spreader(areas);
  let row: Cell[] = [];
  let [at, next] = [0, 0];
  let cell = { column: 0, type: 'n', style: 0, text: '', formula: false, valued: false };
  const handlers: XmlHandlers = {
    open(element, { r, t = 'n', s }) {
      if (element === 'row') {
        row = [];
        at = r === undefined ? at : Number(r) - 1;
        next = 0;
      } else if (element === 'c') {
        const column = r === undefined ? next : addressOf(r)[1];
        next = column + 1;
        cell = { column, type: t, style: Number(s ?? 0), text: '', formula: false, valued: false };
      } else if (element === 'f') cell.formula = true;
    },
    close(element, text, parents) {
      if (element === 'v' || (element === 't' && !parents.includes('rPh'))) {
        cell.text += text;
        cell.valued = true;
      } else if (element === 'c' && cell.column < MAX_COLUMNS) {
        if (cell.formula && !cell.valued) onBlankFormula();
        row[cell.column] = valueOf(cell, book);
      } else if (element === 'row') {
        done.push(
          spread(
            Array.from(row, (each) => each ?? null),
            at
          )
        );
        at++;
      }
    }
  };
  for await (const _ of xml(path, handlers)) yield* done.splice(0);
  yield* done.splice(0);
}

function valueOf(
  { type, style, text, valued }: { type: string; style: number; text: string; valued: boolean },
  book: Workbook
): Cell {
  if (!valued || type === 'e') return null;
  if (type === 's') return book.strings[Number(text)] ?? null;
  if (type === 'b') return text === '1';
  if (type !== 'n') return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return book.dates[style] ? dateOf(number, book.epoch) : number;
}

/** Days since the workbook's day 0 as a date, with the time of day where there is one. */
function dateOf(days: number, epoch: number): Cell {
  const date = new Date(Math.round((days - epoch) * 86_400_000));
  if (Number.isNaN(date.valueOf())) return days;
  const iso = date.toISOString();
  return days < 1 ? iso.slice(11, 19) : iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** Puts the value of an area into each of its cells, as rows come by. */
function spreader(areas: readonly Area[]) {
  let waiting = 0;
  let open: { area: Area; value: Cell }[] = [];
  return (row: Cell[], at: number): Cell[] => {
    open = open.filter(({ area }) => area.bottom >= at);
    for (; waiting < areas.length && areas[waiting]!.top <= at; waiting++) {
      const area = areas[waiting]!;
      if (area.bottom >= at) open.push({ area, value: area.top === at ? (row[area.left] ?? null) : null });
    }
    for (const { area, value } of open) {
      if (value === null) continue;
      for (let column = area.left; column <= area.right; column++) row[column] = value;
    }
    return Array.from(row, (each) => each ?? null);
  };
}
