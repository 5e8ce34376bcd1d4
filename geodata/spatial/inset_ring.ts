import { direction, distance, shift, type Ring, type XY } from './plane.ts';
import { distanceToRing, ringArea, ringContains, ringIsSimple } from './ring.ts';

/**
 * A counter-clockwise ring moved inwards, each side by its own distance in metres.
 * Null when nothing sound is left: sides that cross, a corner outside or nearer to a side than the least distance, next to nothing of the area.
 */
export function insetRing(ring: Ring, by: (side: number) => number): Ring | null {
  const n = ring.length;
  const moved: XY[] = [];
  for (let i = 0; i < n; i++) {
    const before = ring[(i + n - 1) % n]!;
    const at = ring[i]!;
    const after = ring[(i + 1) % n]!;
    moved.push(corner(before, at, after, by((i + n - 1) % n), by(i)));
  }
  const area = ringArea(moved);
  const least = Math.min(...ring.map((_, side) => by(side))) * 0.99 - 1e-9;
  const sound =
    area > ringArea(ring) * 0.04 &&
    moved.every((at, i) => ringContains(ring, at) && distanceToRing(ring, at) > least && turnsAlike(ring, moved, i)) &&
    ringIsSimple(moved);
  return sound ? moved : null;
}

function corner(before: XY, at: XY, after: XY, d1: number, d2: number): XY {
  const u = direction(before, at);
  const v = direction(at, after);
  const sin = u[0] * v[1] - u[1] * v[0];
  const p = shift(at, u, 0, d1);
  if (Math.abs(sin) < 0.05) return shift(at, v, 0, Math.max(d1, d2));
  const q = shift(at, v, 0, d2);
  const along = ((q[0] - p[0]) * v[1] - (q[1] - p[1]) * v[0]) / sin;
  return shift(p, u, along);
}

/** A side that turned round was shorter than the corners moved; the ring has folded there. */
function turnsAlike(ring: Ring, moved: Ring, i: number): boolean {
  const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
  const [c, d] = [moved[i]!, moved[(i + 1) % ring.length]!];
  return distance(c, d) < 0.01 || (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1]) > 0;
}
