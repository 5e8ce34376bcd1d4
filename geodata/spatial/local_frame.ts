import type { XY } from './plane.ts';

/** Degrees are kept to 1e-7, a centimetre. */
export type LngLat = [lng: number, lat: number];

export interface LocalFrame {
  toPlane(at: readonly [number, number]): XY;
  /** Rounded to 1e-7°, so that equal spots have equal degrees. */
  toLngLat(at: XY): LngLat;
}

const A = 6378137;
const E2 = 0.00669437999014;

/**
 * A flat map of a city: metres east and north of its origin, by the radii of curvature of the WGS84 ellipsoid there.
 * Within 6 km of the origin distances are true to about 5 in 10,000.
 */
export function localFrame([lng0, lat0]: LngLat): LocalFrame {
  const sin = Math.sin((lat0 * Math.PI) / 180);
  const w = 1 - E2 * sin * sin;
  const north = ((A * (1 - E2)) / w ** 1.5) * (Math.PI / 180);
  const east = (A / Math.sqrt(w)) * Math.cos((lat0 * Math.PI) / 180) * (Math.PI / 180);
  return {
    toPlane: ([lng, lat]) => [(lng - lng0) * east, (lat - lat0) * north],
    toLngLat: ([x, y]) => [round7(lng0 + x / east), round7(lat0 + y / north)]
  };
}

function round7(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
