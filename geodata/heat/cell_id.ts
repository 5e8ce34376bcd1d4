/**
 * H3 cells of one resolution as numbers of 7 + 3·res bits: the base cell and the digits, without the head and without
 * the ones that fill the rest. Neighbours in order are near in space, so their differences are small.
 */
export function cellKey(cell: string, res: number): number {
  const unused = BigInt(3 * (15 - res));
  return Number((BigInt(`0x${cell}`) & DIGITS) >> unused);
}

/** The H3 index of a key. */
export function cellOfKey(key: number, res: number): string {
  const unused = BigInt(3 * (15 - res));
  const bits = CELL_MODE | (BigInt(res) << 52n) | (BigInt(key) << unused) | ((1n << unused) - 1n);
  return bits.toString(16);
}

/** Base cell (7 bits) and fifteen digits (3 each). */
const DIGITS = (1n << 52n) - 1n;
const CELL_MODE = 1n << 59n;
