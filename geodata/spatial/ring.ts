import { crosses, nearestOnSegment } from './segment.ts';
import { distance, turn, type Ring, type XY } from './plane.ts';

/** Signed area, square metres: positive when the ring runs counter-clockwise. */
export function ringArea(ring: Ring): number {
  let sum = 0;
  forEachSide(ring, (a, b) => {
    sum += a[0] * b[1] - b[0] * a[1];
  });
  return sum / 2;
}

/** Centre of gravity. */
export function ringCentre(ring: Ring): XY {
  const origin = ring[0]!;
  let [x, y, sum] = [0, 0, 0];
  forEachSide(ring, (p, q) => {
    const [ax, ay, bx, by] = [p[0] - origin[0], p[1] - origin[1], q[0] - origin[0], q[1] - origin[1]];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
    sum += cross;
  });
  return sum === 0 ? origin : [origin[0] + x / (3 * sum), origin[1] + y / (3 * sum)];
}

/** Whether a spot lies inside; on the edge it may be either. */
export function ringContains(ring: Ring, [x, y]: XY): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!;
    const [bx, by] = ring[j]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Whether no two sides of the ring cross. */
export function ringIsSimple(ring: Ring): boolean {
  const n = ring.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      if (crosses(ring[i]!, ring[i + 1]!, ring[j]!, ring[(j + 1) % n]!)) return false;
    }
  }
  return true;
}

/** Metres from a spot to the ring's line. */
export function distanceToRing(ring: Ring, at: XY): number {
  let best = Infinity;
  forEachSide(ring, (a, b) => {
    best = Math.min(best, nearestOnSegment(at, a, b).away);
  });
  return best;
}

/** The ring without corners that lie closer than `tolerance` metres to the line between their neighbours or to the next. */
export function simplifyRing(ring: Ring, tolerance: number): Ring {
  const kept = [...ring];
  for (let i = 0; kept.length > 4 && i < kept.length;) {
    const before = kept[(i + kept.length - 1) % kept.length]!;
    const after = kept[(i + 1) % kept.length]!;
    const base = distance(before, after) || 1;
    const height = Math.abs(turn(before, kept[i]!, after)) / base;
    if (height < tolerance || distance(kept[i]!, after) < tolerance) kept.splice(i, 1);
    else i++;
  }
  return kept;
}

/** Calls back with the two ends of each side. */
export function forEachSide(ring: Ring, visit: (a: XY, b: XY, index: number) => void): void {
  for (let i = 0; i < ring.length; i++) visit(ring[i]!, ring[(i + 1) % ring.length]!, i);
}
