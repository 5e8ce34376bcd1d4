import type { CellBook } from '#server/heat/points.ts';
import { enlarged, Points } from '#server/heat/points.ts';
import type { Places } from '#server/heat/places.ts';

/** An event as it is counted. */
export interface EventRow {
  id: number;
  /** Seconds since 1970. */
  at: number;
  kind: string;
  source: string;
  status: string;
  /** Repeats another report; its place is doubtful. */
  repeats: boolean;
  doubtful: boolean;
  lng: number;
  lat: number;
  division: string | null;
  grid: string | null;
}

/** What events of one sort have in common; rows carry its number. */
export type Sort = Pick<EventRow, 'kind' | 'source' | 'status' | 'repeats' | 'doubtful'>;

/** Later rows that are kept out of order before all are put in order again. */
const MOST_LOOSE = 4096;

/**
 * All events as columns of numbers, in the order of their time but for a few at the end. A million of them are 40 MB,
 * and counting a window is one pass over its rows.
 */
export class EventColumns extends Points {
  id = new Float64Array(1024);
  at = new Uint32Array(1024);
  sort = new Uint16Array(1024);
  /** By number; 0 is a row that is gone. */
  sorts: (Sort | null)[] = [null];
  #sortNumbers = new Map<string, number>();
  /** How many rows from the first are in order. */
  ordered = 0;
  #places: Places;
  #newest = 0;

  constructor(places: Places, books = new Map<number, CellBook>()) {
    super(books);
    this.#places = places;
  }

  add(row: EventRow): void {
    const at = this.push(row.lng, row.lat, this.#places.numberOf(row.division, row.grid));
    this.id[at] = row.id;
    this.at[at] = row.at;
    this.sort[at] = this.#sortOf(row);
    this.#newest = Math.max(this.#newest, row.id);
    if (this.ordered === at && (at === 0 || this.at[at - 1]! <= row.at)) this.ordered++;
  }

  /** Where rows of these ids stand. Ids above all others are new and are not looked for. */
  find(ids: ReadonlySet<number>): number[] {
    const found: number[] = [];
    if ([...ids].every((id) => id > this.#newest)) return found;
    for (let i = 0; i < this.length; i++) if (this.sort[i] !== 0 && ids.has(this.id[i]!)) found.push(i);
    return found;
  }

  /** Whether a row says just that. */
  same(index: number, row: EventRow): boolean {
    return (
      this.id[index] === row.id &&
      this.at[index] === row.at &&
      this.lng[index] === row.lng &&
      this.lat[index] === row.lat &&
      this.sort[index] === this.#sortOf(row) &&
      this.place[index] === this.#places.numberOf(row.division, row.grid)
    );
  }

  drop(index: number): void {
    this.sort[index] = 0;
  }

  /** Whether so many rows are out of order or gone that they should be put in order. */
  get untidy(): boolean {
    return this.length - this.ordered > MOST_LOOSE;
  }

  /** The same events in order and without what is gone. */
  tidied(): EventColumns {
    const next = new EventColumns(this.#places, this.books);
    const first = this.at.subarray(0, this.length).reduce((a, b) => Math.min(a, b), Infinity);
    // Time and row number as one number: numbers alone are sorted ten times faster than with a comparison.
    const keys = new Float64Array(this.length);
    for (let i = 0; i < this.length; i++) keys[i] = (this.at[i]! - first) * 2 ** 24 + i;
    keys.sort();
    next.sorts = this.sorts;
    next.#sortNumbers = this.#sortNumbers;
    next.#newest = this.#newest;
    for (const key of keys) {
      const i = key % 2 ** 24;
      if (this.sort[i] === 0) continue;
      const at = next.take(this, i);
      next.id[at] = this.id[i]!;
      next.at[at] = this.at[i]!;
      next.sort[at] = this.sort[i]!;
    }
    next.ordered = next.length;
    return next;
  }

  protected override grow(size: number): void {
    super.grow(size);
    this.id = enlarged(this.id, size);
    this.at = enlarged(this.at, size);
    this.sort = enlarged(this.sort, size);
  }

  /** First ordered row that is not before a second. */
  firstFrom(second: number): number {
    let [low, high] = [0, this.ordered];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle]! < second) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sortOf({ kind, source, status, repeats, doubtful }: Sort): number {
    const key = `${kind} ${source} ${status} ${repeats} ${doubtful}`;
    let number = this.#sortNumbers.get(key);
    if (number === undefined) {
      this.#sortNumbers.set(key, (number = this.sorts.length));
      this.sorts.push({ kind, source, status, repeats, doubtful });
    }
    return number;
  }
}
