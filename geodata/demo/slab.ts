import { direction, shift, turn, type Ring, type XY } from '#geodata/spatial/plane.ts';
import { forEachSide, ringContains } from '#geodata/spatial/ring.ts';
import { crosses } from '#geodata/spatial/segment.ts';

/** A rectangle on the ground, turned along a direction: a building, a pitch. */
export interface Slab {
  middle: XY;
  /** Unit direction of its length. */
  way: XY;
  length: number;
  depth: number;
}

/** Something buildings keep clear of: the line of a way. */
export type Strip = readonly [XY, XY];

/** Its four corners, counter-clockwise, with `margin` metres added all around. */
export function slabRing({ middle, way, length, depth }: Slab, margin = 0): XY[] {
  const [l, d] = [length / 2 + margin, depth / 2 + margin];
  return [shift(middle, way, -l, -d), shift(middle, way, l, -d), shift(middle, way, l, d), shift(middle, way, -l, d)];
}

/** Whether a slab lies wholly inside a ring. */
export function slabInside(slab: Slab, ring: Ring): boolean {
  if (!ringContains(ring, slab.middle)) return false;
  const corners = slabRing(slab);
  if (!corners.every((corner) => ringContains(ring, corner))) return false;
  let clear = true;
  forEachSide(ring, (a, b) => {
    if (clear && segmentMeets(corners, a, b)) clear = false;
  });
  return clear;
}

/** Whether two slabs come closer than `margin`. */
export function slabsMeet(p: Slab, q: Slab, margin: number): boolean {
  const reach = (Math.hypot(p.length, p.depth) + Math.hypot(q.length, q.depth)) / 2 + margin;
  if (Math.abs(p.middle[0] - q.middle[0]) > reach || Math.abs(p.middle[1] - q.middle[1]) > reach) return false;
  const [a, b] = [slabRing(p, margin), slabRing(q)];
  return !apart(a, b) && !apart(b, a);
}

/** Whether a way passes within `margin` of a slab. */
export function slabMeetsStrip(slab: Slab, [a, b]: Strip, margin: number): boolean {
  return segmentMeets(slabRing(slab, margin), a, b);
}

/** Whether a segment crosses a convex ring or lies in it. */
function segmentMeets(corners: readonly XY[], a: XY, b: XY): boolean {
  if (convexContains(corners, a) || convexContains(corners, b)) return true;
  return corners.some((corner, i) => crosses(corner, corners[(i + 1) % corners.length]!, a, b));
}

function convexContains(corners: readonly XY[], spot: XY): boolean {
  return corners.every((corner, i) => turn(corner, corners[(i + 1) % corners.length]!, spot) >= 0);
}

/** Whether a line along one side of `p` has all of `q` beyond it. */
function apart(p: readonly XY[], q: readonly XY[]): boolean {
  return p.some((corner, i) => q.every((spot) => turn(corner, p[(i + 1) % p.length]!, spot) < 0));
}

/** The direction nearest to due east among a ring's sides and their perpendiculars: along it a house faces south. */
export function southFacing(ring: Ring): XY {
  let best: XY = [1, 0];
  let longest = 0;
  forEachSide(ring, (a, b) => {
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (length <= longest) return;
    longest = length;
    let [x, y] = direction(a, b);
    if (Math.abs(y) > Math.abs(x)) [x, y] = [y, -x];
    best = x < 0 ? [-x, -y] : [x, y];
  });
  return Math.abs(best[1]) > 0.6 ? [1, 0] : best;
}
