import { setImmediate as breathe } from 'node:timers/promises';
import { latLngToCell } from 'h3-js';

/** H3 cells of one resolution, numbered in the order in which they were met. */
export class CellBook {
  ids: string[] = [];
  #numbers = new Map<string, number>();
  #order = new Uint32Array();

  numberOf(cell: string): number {
    let number = this.#numbers.get(cell);
    if (number === undefined) {
      this.#numbers.set(cell, (number = this.ids.length));
      this.ids.push(cell);
    }
    return number;
  }

  /** The numbers in the order of their cells. */
  get order(): Uint32Array {
    if (this.#order.length < this.ids.length) {
      const keys = this.ids.map((id) => parseInt(id.slice(2), 16));
      this.#order = Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
    }
    return this.#order;
  }
}

/** Points worked through before others get their turn: about 5 ms. */
const BATCH = 4000;

/**
 * Points with the cells they lie in. Each resolution's cell is the point's own: a hexagon does not hold its seven
 * children whole, so the parent of a finer cell may be the neighbour. Worked out once a resolution is asked for.
 */
export class Points {
  length = 0;
  lng = new Float64Array(1024);
  lat = new Float64Array(1024);
  place = new Uint32Array(1024);
  #cells = new Map<number, Uint32Array<ArrayBuffer>>();
  protected books: Map<number, CellBook>;

  constructor(books: Map<number, CellBook>) {
    this.books = books;
  }

  bookOf(res: number): CellBook {
    let book = this.books.get(res);
    if (!book) this.books.set(res, (book = new CellBook()));
    return book;
  }

  push(lng: number, lat: number, place: number): number {
    if (this.length === this.lng.length) this.grow(2 * this.length);
    const at = this.length++;
    this.lng[at] = lng;
    this.lat[at] = lat;
    this.place[at] = place;
    for (const [res, cells] of this.#cells) cells[at] = this.#cellAt(at, res);
    return at;
  }

  /** No points, the same numbers of cells. */
  emptied(): Points {
    return new Points(this.books);
  }

  /** Takes over a point of another set, with the cells that are known of it. */
  protected take(other: Points, index: number): number {
    if (this.length === this.lng.length) this.grow(2 * this.length);
    const at = this.length++;
    this.lng[at] = other.lng[index]!;
    this.lat[at] = other.lat[index]!;
    this.place[at] = other.place[index]!;
    for (const [res, cells] of other.#cells) {
      let own = this.#cells.get(res);
      if (!own) this.#cells.set(res, (own = new Uint32Array(this.lng.length)));
      own[at] = cells[index]!;
    }
    return at;
  }

  /** The number of each point's cell. Other requests are answered meanwhile; what is added meanwhile is in it. */
  async cells(res: number): Promise<Uint32Array> {
    const known = this.#cells.get(res);
    if (known) return known;
    let cells = new Uint32Array(this.lng.length);
    for (let at = 0; at < this.length; at++) {
      if (at % BATCH === BATCH - 1) await breathe();
      if (cells.length < this.lng.length) cells = enlarged(cells, this.lng.length);
      cells[at] = this.#cellAt(at, res);
    }
    // Someone else may have been first.
    if (!this.#cells.has(res)) this.#cells.set(res, cells);
    return this.#cells.get(res)!;
  }

  /** The same, where they have been worked out. */
  cellsKnown(res: number): Uint32Array {
    return this.#cells.get(res) ?? new Uint32Array();
  }

  protected grow(size: number): void {
    this.lng = enlarged(this.lng, size);
    this.lat = enlarged(this.lat, size);
    this.place = enlarged(this.place, size);
    for (const [res, cells] of this.#cells) this.#cells.set(res, enlarged(cells, size));
  }

  #cellAt(at: number, res: number): number {
    return this.bookOf(res).numberOf(latLngToCell(this.lat[at]!, this.lng[at]!, res));
  }
}

/** The same numbers with room for more. */
export function enlarged<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(values: T, size: number): T {
  const larger = new (values.constructor as new (size: number) => T)(size);
  larger.set(values);
  return larger;
}
