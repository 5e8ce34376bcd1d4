import { direction, shift, type Ring, type XY } from './plane.ts';
import { forEachSide } from './ring.ts';

export interface Cut {
  /** The two sides the cut ends on, and where. */
  from: { side: number; spot: XY };
  to: { side: number; spot: XY };
  length: number;
}

/** The longest piece of a straight line (through `at`, along `way`) inside a ring; null when it misses the ring. */
export function cutAcross(ring: Ring, at: XY, way: XY): Cut | null {
  const met: { side: number; spot: XY; along: number }[] = [];
  forEachSide(ring, (a, b, side) => {
    const da = (a[0] - at[0]) * -way[1] + (a[1] - at[1]) * way[0];
    const db = (b[0] - at[0]) * -way[1] + (b[1] - at[1]) * way[0];
    if (da > 0 === db > 0) return;
    const share = da / (da - db);
    const spot: XY = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    met.push({ side, spot, along: (spot[0] - at[0]) * way[0] + (spot[1] - at[1]) * way[1] });
  });
  met.sort((p, q) => p.along - q.along);
  let best: Cut | null = null;
  for (let i = 0; i + 1 < met.length; i += 2) {
    const [from, to] = [met[i]!, met[i + 1]!];
    const length = to.along - from.along;
    if (!best || length > best.length) best = { from, to, length };
  }
  return best;
}

/** The two rings a cut leaves. */
export function splitRing(ring: Ring, { from, to }: Cut): [Ring, Ring] {
  const walk = (start: Cut['from'], end: Cut['from']): XY[] => {
    const spots = [start.spot];
    for (let i = (start.side + 1) % ring.length; ; i = (i + 1) % ring.length) {
      spots.push(ring[i]!);
      if (i === end.side) break;
    }
    return [...spots, end.spot];
  };
  return [walk(from, to), walk(to, from)];
}

export interface Frame {
  /** Unit direction of the longer side of the tightest rectangle along one of the ring's sides. */
  way: XY;
  length: number;
  width: number;
  /** Middle of the rectangle. */
  middle: XY;
}

/** The tightest rectangle around a ring that lies along one of its sides. */
export function frameOf(ring: Ring): Frame {
  let best: Frame | null = null;
  forEachSide(ring, (a, b) => {
    const way = direction(a, b);
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of ring) {
      const along = x * way[0] + y * way[1];
      const across = -x * way[1] + y * way[0];
      west = Math.min(west, along);
      east = Math.max(east, along);
      south = Math.min(south, across);
      north = Math.max(north, across);
    }
    const [w, h] = [east - west, north - south];
    if (best && w * h >= best.length * best.width) return;
    const middle = shift([0, 0], way, (west + east) / 2, (south + north) / 2);
    best = w >= h ? { way, length: w, width: h, middle } : { way: [-way[1], way[0]], length: h, width: w, middle };
  });
  return best!;
}
