import { between, boxOf, type Ring, type XY } from '#geodata/spatial/plane.ts';
import { ringArea, ringContains } from '#geodata/spatial/ring.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';

/** Corners of the grid at most along one side: 4 MB. */
const MOST = 1000;
/** Holes smaller than this are a yard between houses, not a place out of reach, square metres. */
const SMALL_HOLE_M2 = 20_000;

/**
 * The outline of everything within `radius` metres of some lines: a field of distances on a grid, cut at the radius
 * (marching squares). Much faster than joining buffers, and its rings never cross themselves or each other.
 * @returns polygons: an outer ring, counter-clockwise, then its holes, clockwise; each ring ends where it begins
 */
export function outlineOf(lines: readonly (readonly XY[])[], radius: number): Ring[][] {
  if (lines.length === 0) return [];
  const field = distanceField(lines, radius);
  const rings = contours(field);
  const outer = rings.filter((ring) => ringArea(ring) > 0);
  const polygons = outer.map((ring) => ({ ring, area: ringArea(ring), holes: [] as Ring[] }));
  for (const hole of rings) {
    if (ringArea(hole) > -SMALL_HOLE_M2) continue;
    const around = polygons
      .filter(({ ring }) => ringContains(ring, hole[0]!))
      .reduce((least, one) => (one.area < least.area ? one : least), { area: Infinity, holes: [] as Ring[] });
    around.holes.push(hole);
  }
  return polygons.map(({ ring, holes }) => [ring, ...holes].map((open) => [...open, open[0]!]));
}

interface Field {
  cell: number;
  radius: number;
  west: number;
  south: number;
  columns: number;
  rows: number;
  /** Metres from each corner to the nearest line, row by row from the south; large where that is beyond the radius. */
  away: Float32Array;
}

function distanceField(lines: readonly (readonly XY[])[], wanted: number): Field {
  const [west, south, east, north] = boxOf(lines.flat());
  const cell = Math.max(wanted / 2.5, (east - west) / (MOST - 10), (north - south) / (MOST - 10));
  // A grid too coarse for the radius would lose single roads.
  const radius = Math.max(wanted, cell * 1.5);
  const margin = radius + cell;
  const field: Field = {
    ...{ cell, radius, west: west - margin, south: south - margin },
    columns: Math.ceil((east - west + 2 * margin) / cell) + 1,
    rows: Math.ceil((north - south + 2 * margin) / cell) + 1,
    away: new Float32Array(0)
  };
  field.away = new Float32Array(field.columns * field.rows).fill(margin * 2);
  for (const line of lines) for (let i = 0; i + 1 < line.length; i++) mark(field, line[i]!, line[i + 1]!, margin);
  return field;
}

function mark({ cell, west, south, columns, away }: Field, a: XY, b: XY, margin: number): void {
  const [left, right] = [Math.min(a[0], b[0]) - margin - west, Math.max(a[0], b[0]) + margin - west];
  const [low, high] = [Math.min(a[1], b[1]) - margin - south, Math.max(a[1], b[1]) + margin - south];
  for (let row = Math.ceil(low / cell - 1e-9); row <= Math.floor(high / cell + 1e-9); row++) {
    for (let column = Math.ceil(left / cell - 1e-9); column <= Math.floor(right / cell + 1e-9); column++) {
      const near = nearestOnSegment([west + column * cell, south + row * cell], a, b).away;
      const place = row * columns + column;
      if (near < away[place]!) away[place] = near;
    }
  }
}

/**
 * Sides of a cell that the outline enters and leaves by, inside on its left, for each set of corners inside
 * (1 south-west, 2 south-east, 4 north-east, 8 north-west). Sides: 0 south, 1 east, 2 north, 3 west.
 */
const CROSSINGS: readonly (readonly (readonly [number, number])[])[] = [
  ...[[], [[0, 3]], [[1, 0]], [[1, 3]], [[2, 1]]],
  ...[[], [[2, 0]], [[2, 3]], [[3, 2]], [[0, 2]]],
  ...[[], [[1, 2]], [[3, 1]], [[0, 1]], [[3, 0]], []]
] as [number, number][][];
/** Two opposite corners inside: apart, or joined where the middle of the cell is inside too. */
const OPPOSITE: Record<number, [apart: [number, number][], joined: [number, number][]]> = {
  5: [
    [
      [0, 3],
      [2, 1]
    ],
    [
      [0, 1],
      [2, 3]
    ]
  ],
  10: [
    [
      [1, 0],
      [3, 2]
    ],
    [
      [3, 0],
      [1, 2]
    ]
  ]
};

function contours(field: Field): Ring[] {
  const { columns, rows, away, radius } = field;
  /** From one crossed side of the grid to the next: two numbers per corner, its side eastwards and northwards. */
  const next = new Map<number, number>();
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const corners = [at, at + 1, at + columns + 1, at + columns];
      const inside = corners.reduce((set, corner, i) => (away[corner]! < radius ? set | (1 << i) : set), 0);
      if (inside === 0 || inside === 15) continue;
      const sides = [at * 2, (at + 1) * 2 + 1, (at + columns) * 2, at * 2 + 1];
      const middle = corners.reduce((sum, corner) => sum + away[corner]!, 0) / 4;
      const opposite = OPPOSITE[inside];
      const crossings = opposite ? opposite[middle < radius ? 1 : 0] : CROSSINGS[inside]!;
      for (const [enter, leave] of crossings) next.set(sides[enter]!, sides[leave]!);
    }
  }
  const rings: Ring[] = [];
  for (const start of next.keys()) {
    const ring: XY[] = [];
    for (let side: number | undefined = start; side !== undefined && next.has(side);) {
      ring.push(spotOn(field, side));
      const following: number = next.get(side)!;
      next.delete(side);
      side = following;
    }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

/** Where the outline crosses a side of the grid; never quite at a corner, where rings could touch. */
function spotOn({ columns, away, radius, cell, west, south }: Field, side: number): XY {
  const corner = side >> 1;
  const other = side & 1 ? corner + columns : corner + 1;
  const share = (radius - away[corner]!) / (away[other]! - away[corner]!);
  const position = (at: number): XY => [west + (at % columns) * cell, south + Math.floor(at / columns) * cell];
  return between(position(corner), position(other), Math.min(0.99, Math.max(0.01, share)));
}
