import { distance, turn, type XY } from './plane.ts';

/** How far along a–b (0 to 1) it meets c–d, and how far along c–d; null when they do not meet or are parallel. */
export function crossing(a: XY, b: XY, c: XY, d: XY): { along: number; across: number } | null {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]];
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]];
  const det = rx * sy - ry * sx;
  if (det === 0) return null;
  const [qx, qy] = [c[0] - a[0], c[1] - a[1]];
  const along = (qx * sy - qy * sx) / det;
  const across = (qx * ry - qy * rx) / det;
  return along >= 0 && along <= 1 && across >= 0 && across <= 1 ? { along, across } : null;
}

/** Whether two segments have a point in common that is inside both. */
export function crosses(a: XY, b: XY, c: XY, d: XY): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** The spot of a–b nearest to `at`: how far along (0 to 1), how far away in metres, and where. */
export function nearestOnSegment(at: XY, a: XY, b: XY): { along: number; away: number; spot: XY } {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / length2));
  const spot: XY = [a[0] + dx * along, a[1] + dy * along];
  return { along, away: distance(at, spot), spot };
}
