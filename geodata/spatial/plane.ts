/** A spot on a flat map: metres east and north of some origin. */
export type XY = readonly [x: number, y: number];

/** A closed line of spots, the first not repeated at the end; counter-clockwise when it bounds an area. */
export type Ring = readonly XY[];

export type Box = readonly [west: number, south: number, east: number, north: number];

export const distance = (a: XY, b: XY): number => Math.hypot(b[0] - a[0], b[1] - a[1]);

/** The spot at `share` of the way from a to b. */
export const between = (a: XY, b: XY, share: number): XY => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share
];

/** Twice the signed area of the triangle a, b, c: positive when c lies left of the way from a to b. */
export const turn = (a: XY, b: XY, c: XY): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Moves a spot `ahead` along a unit direction and `left` across it. */
export const shift = (at: XY, [dx, dy]: XY, ahead: number, left = 0): XY => [
  at[0] + dx * ahead - dy * left,
  at[1] + dy * ahead + dx * left
];

/** Unit direction from a to b; east when they coincide. */
export function direction(a: XY, b: XY): XY {
  const length = distance(a, b);
  return length === 0 ? [1, 0] : [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
}

/** The smallest box around spots. */
export function boxOf(spots: Iterable<XY>): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of spots) {
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return [west, south, east, north];
}
