import type { XY } from './plane.ts';

/**
 * Ground on which maps are made in GCJ-02, as a coarse ring that lies some tens of kilometres outside of it on every
 * side. It only tells whether a delivery said to be shifted can be; it is no boundary and must never be drawn.
 */
const ring: readonly XY[] = [
  [72.5, 40.6],
  [72.5, 37.6],
  [73.8, 36.2],
  [75.5, 34.9],
  [77.2, 34.5],
  [77.9, 32.2],
  [78.0, 30.4],
  [81.0, 29.2],
  [84.0, 28.0],
  [86.0, 27.2],
  [88.4, 26.7],
  [91.3, 26.2],
  [94.5, 26.1],
  [97.2, 26.9],
  [96.8, 24.6],
  [96.9, 23.2],
  [98.2, 21.5],
  [99.8, 20.7],
  [101.9, 20.5],
  [102.7, 21.7],
  [105.3, 22.2],
  [106.5, 21.3],
  [107.4, 20.6],
  [107.2, 18.0],
  [109.0, 15.5],
  [109.0, 11.5],
  [107.5, 6.0],
  [110.5, 3.0],
  [113.0, 2.6],
  [117.0, 6.8],
  [119.5, 11.0],
  [120.3, 16.0],
  [122.8, 20.5],
  [125.2, 24.7],
  [125.2, 27.5],
  [124.6, 33.0],
  [124.2, 37.5],
  [124.3, 39.2],
  [126.0, 40.2],
  [128.6, 41.3],
  [131.2, 41.7],
  [131.9, 43.9],
  [133.8, 44.6],
  [135.8, 48.1],
  [135.6, 49.1],
  [130.8, 49.7],
  [128.6, 50.6],
  [126.6, 53.6],
  [123.5, 54.3],
  [120.0, 53.9],
  [118.8, 51.0],
  [115.8, 50.5],
  [114.6, 48.3],
  [116.8, 47.2],
  [114.2, 45.6],
  [111.2, 45.7],
  [111.0, 44.3],
  [108.5, 43.2],
  [105.0, 42.3],
  [101.5, 43.4],
  [97.2, 43.5],
  [96.0, 45.0],
  [91.8, 46.0],
  [91.0, 48.3],
  [88.2, 49.9],
  [85.0, 49.1],
  [84.8, 47.7],
  [82.2, 47.5],
  [81.6, 45.8],
  [79.4, 45.2],
  [79.6, 42.9],
  [76.2, 41.2]
];

/** Whether a place (degrees) may be mapped in GCJ-02 or BD-09. Generous along the edge: what is doubtful is inside. */
export function mayBeShifted([lng, lat]: XY): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by]] = [ring[i]!, ring[j]!];
    if (ay > lat !== by > lat && lng < ax + ((bx - ax) * (lat - ay)) / (by - ay)) inside = !inside;
  }
  return inside;
}
