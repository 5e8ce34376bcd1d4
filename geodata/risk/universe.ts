import { gridDisk, latLngToCell } from 'h3-js';

/** A hole is filled when this many of its disk of seven are in. */
const FILL_FROM = 3;

/** The cells a forecast speaks of. */
export interface Universe {
  /** H3 resolution. */
  res: number;
  /** H3 ids in order; every map is an array parallel to it. */
  cells: string[];
  /** Position of an id in `cells`. */
  at: Map<string, number>;
}

/** The cells of some H3 ids, once each, with holes filled in one pass: an absent cell with three of its disk present. */
export function universeOf(res: number, seen: Iterable<string>): Universe {
  const present = new Set(seen);
  const near = new Map<string, number>();
  for (const cell of present) {
    for (const other of gridDisk(cell, 1)) {
      if (!present.has(other)) near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  const filled = [...near].filter(([, count]) => count >= FILL_FROM).map(([cell]) => cell);
  const cells = [...present, ...filled].sort();
  return { res, cells, at: new Map(cells.map((cell, index) => [cell, index])) };
}

/** H3 id of every point; coordinates in degrees, WGS84. */
export function cellsOf(res: number, lon: Float64Array, lat: Float64Array): string[] {
  return Array.from(lon, (x, i) => latLngToCell(lat[i]!, x, res));
}
