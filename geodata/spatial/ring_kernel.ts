import { direction, shift, type Ring, type XY } from './plane.ts';
import { forEachSide } from './ring.ts';

/**
 * The part of a counter-clockwise ring's ground that lies at least `by(side)` metres inside the line of every side: a
 * convex ring, or null when there is none. Always sound where an inset folds at sharp corners, at the price of what
 * lies behind corners that point inwards.
 */
export function ringKernel(ring: Ring, by: (side: number) => number): Ring | null {
  let left: XY[] = [...bounding(ring)];
  forEachSide(ring, (a, b, side) => {
    const way = direction(a, b);
    left = clip(left, shift(a, way, 0, by(side)), way);
  });
  return left.length >= 3 ? left : null;
}

/** A square far around. */
function bounding(ring: Ring): XY[] {
  const reach = 10 * Math.max(...ring.flatMap(([x, y]) => [Math.abs(x), Math.abs(y)])) + 1;
  return [
    [-reach, -reach],
    [reach, -reach],
    [reach, reach],
    [-reach, reach]
  ];
}

/** What lies left of a line. */
function clip(ring: readonly XY[], at: XY, way: XY): XY[] {
  const left = ([x, y]: XY) => way[0] * (y - at[1]) - way[1] * (x - at[0]);
  return ring.flatMap((a, i) => {
    const b = ring[(i + 1) % ring.length]!;
    const [da, db] = [left(a), left(b)];
    const kept: XY[] = da >= 0 ? [a] : [];
    if (da >= 0 !== db >= 0) {
      const share = da / (da - db);
      kept.push([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
    }
    return kept;
  });
}
