/**
 * H3 cells of one resolution as numbers of 7 + 3·res bits: the base cell and the digits, without the head and without
 * the ones that fill the rest. Neighbours in order are near in space, so their differences are small.
 */
export function cellKey(cell: string, res: number): number {
  // Two hexadecimal digits are mode and resolution; the other thirteen are 52 bits, which a number holds exactly.
  return Math.floor(parseInt(cell.slice(2), 16) / unused(res));
}

/** The H3 index of a key. */
export function cellOfKey(key: number, res: number): string {
  const bits = key * unused(res) + unused(res) - 1;
  return `8${res.toString(16)}${bits.toString(16).padStart(13, '0')}`;
}

/** How many keys of the finest resolution one of this one stands for: three bits for each digit that is not used. */
const unused = (res: number) => 2 ** (3 * (15 - res));
