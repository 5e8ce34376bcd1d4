import { distance, type XY } from '#geodata/spatial/plane.ts';

/** Points of a ring of traffic, about 20 m apart. */
export function ringAround(middle: XY, radius_m: number): XY[] {
  const steps = Math.max(12, Math.floor((2 * Math.PI * radius_m) / 24));
  const spots = Array.from({ length: steps }, (_, i): XY => {
    const angle = (2 * Math.PI * i) / steps;
    return [middle[0] + radius_m * Math.cos(angle), middle[1] + radius_m * Math.sin(angle)];
  });
  return [...spots, spots[0]!];
}

/** The parts of a path outside a circle; a path through the middle falls into two that end on the circle. */
export function outsideCircle(through: readonly XY[], middle: XY, radius_m: number): XY[][] {
  const parts: XY[][] = [];
  let part: XY[] = distance(through[0]!, middle) >= radius_m ? [through[0]!] : [];
  for (let i = 1; i < through.length; i++) {
    const [a, b] = [through[i - 1]!, through[i]!];
    for (const spot of circleMeets(a, b, middle, radius_m)) {
      part.push(spot);
      if (part.length > 1) {
        parts.push(part);
        part = [];
      }
    }
    if (distance(b, middle) >= radius_m) part.push(b);
  }
  if (part.length > 1) parts.push(part);
  return parts;
}

/** Where a segment meets a circle, in walking order. */
function circleMeets(a: XY, b: XY, [cx, cy]: XY, radius: number): XY[] {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [fx, fy] = [a[0] - cx, a[1] - cy];
  const qa = dx * dx + dy * dy;
  const qb = 2 * (fx * dx + fy * dy);
  const det = qb * qb - 4 * qa * (fx * fx + fy * fy - radius * radius);
  if (qa === 0 || det <= 0) return [];
  return [-1, 1]
    .map((sign) => (-qb + sign * Math.sqrt(det)) / (2 * qa))
    .filter((share) => share > 0 && share < 1)
    .map((share): XY => [a[0] + dx * share, a[1] + dy * share]);
}
