import { type Box, type XY } from './plane.ts';

/** Finds things by place: each is filed under every square cell its box touches. */
export class CellIndex<T> {
  readonly #size: number;
  readonly #cells = new Map<string, T[]>();

  /** @param size side of a cell, metres: about the size of the things */
  constructor(size: number) {
    this.#size = size;
  }

  add([west, south, east, north]: Box, thing: T): void {
    for (let i = this.#cell(west); i <= this.#cell(east); i++) {
      for (let j = this.#cell(south); j <= this.#cell(north); j++) {
        const key = `${i} ${j}`;
        const there = this.#cells.get(key);
        if (there) there.push(thing);
        else this.#cells.set(key, [thing]);
      }
    }
  }

  /** What is filed in the cell of a spot. */
  at([x, y]: XY): readonly T[] {
    return this.#cells.get(`${this.#cell(x)} ${this.#cell(y)}`) ?? [];
  }

  /** What may lie within `reach` metres of a spot, each once, in the order it was filed. */
  near([x, y]: XY, reach: number): T[] {
    const found = new Set<T>();
    for (let i = this.#cell(x - reach); i <= this.#cell(x + reach); i++) {
      for (let j = this.#cell(y - reach); j <= this.#cell(y + reach); j++) {
        for (const thing of this.#cells.get(`${i} ${j}`) ?? []) found.add(thing);
      }
    }
    return [...found];
  }

  #cell(metres: number): number {
    return Math.floor(metres / this.#size);
  }
}
