import type { Geometry, Position } from 'geojson';
import { metricFrame, type MetricFrame } from './metric_frame.ts';

/**
 * A coordinate reference system as OGC API names it. The order of its axes is the registry's: EPSG has latitude before
 * longitude for 4326 and 4490 and north before east for the Gauss–Krüger zones, where our own data is lng, lat.
 */
export interface Crs {
  uri: string;
  /** SRID of its coordinates in the database. */
  srid: number;
  /** Whether the registry's order of axes is the other way round than ours. */
  isFlipped: boolean;
  /** Null where the coordinates are degrees. */
  metric: MetricFrame | null;
}

const epsgUri = (epsg: number) => `http://www.opengis.net/def/crs/EPSG/0/${epsg}`;

/** Longitude, latitude in degrees: what our data is stored in and what GeoJSON is written in unless asked otherwise. */
export const crs84: Crs = {
  uri: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
  ...{ srid: 4326, isFlipped: false, metric: null }
};

const zones = Array.from({ length: 4554 - 4513 + 1 }, (_, index) => 4513 + index);

/** Every system coordinates are taken and given in: WGS84, CGCS2000, web Mercator and the 3° zones of CGCS2000. */
export const offeredCrs: readonly Crs[] = [
  crs84,
  // CGCS2000 and WGS84 agree to centimetres and are one frame here; only the name differs.
  ...[4326, 4490].map((epsg) => ({ uri: epsgUri(epsg), srid: 4326, isFlipped: true, metric: null })),
  { uri: epsgUri(3857), srid: 3857, isFlipped: false, metric: metricFrame(3857) },
  ...zones.map((epsg) => ({ uri: epsgUri(epsg), srid: epsg, isFlipped: true, metric: metricFrame(epsg) }))
];

const byUri = new Map(offeredCrs.map((crs) => [crs.uri, crs]));

/** The system of a URI; undefined for one that is not offered. */
export function findCrs(uri: string): Crs | undefined {
  return byUri.get(uri.replace(/^https:/, 'http:'));
}

/** A position of a system as longitude and latitude; null where there is no such place on earth. */
function toLngLat(crs: Crs, [first, second]: Position): [number, number] | null {
  const [x, y] = crs.isFlipped ? [second!, first!] : [first!, second!];
  const [lng, lat] = crs.metric && Number.isFinite(x + y) ? crs.metric.toLngLat([x, y]) : [x, y];
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? [lng, lat] : null;
}

/** Parts an edge of a box is cut into: straight in its own system, it is bent in degrees. */
const STEPS = 8;

/**
 * A box of a system as rings of longitude and latitude: one, or two where it crosses the antimeridian (a box in degrees
 * whose west is greater than its east). Null where it lies off the earth.
 * @param box first axis low, second low, first high, second high, in the order of the system's axes
 */
export function boxToLngLat(crs: Crs, box: readonly [number, number, number, number]): [number, number][][] | null {
  const [x0, y0, x1, y1] = crs.isFlipped ? [box[1], box[0], box[3], box[2]] : box;
  if (y0 > y1 || (x0 > x1 && crs.metric)) return null;
  if (x0 > x1) {
    const halves = [ringOf(crs84, x0, y0, 180, y1), ringOf(crs84, -180, y0, x1, y1)];
    return halves.every((ring) => ring !== null) ? halves : null;
  }
  const ring = ringOf({ ...crs, isFlipped: false }, x0, y0, x1, y1);
  return ring && [ring];
}

function ringOf(crs: Crs, x0: number, y0: number, x1: number, y1: number): [number, number][] | null {
  const steps = crs.metric ? STEPS : 1;
  const corners: Position[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0]
  ];
  const ring: [number, number][] = [];
  for (let side = 0; side < 4; side++) {
    const [from, to] = [corners[side]!, corners[side + 1]!];
    for (let step = 0; step < steps; step++) {
      const share = step / steps;
      const at = toLngLat(crs, [from[0]! + (to[0]! - from[0]!) * share, from[1]! + (to[1]! - from[1]!) * share]);
      if (!at) return null;
      ring.push(at);
    }
  }
  return [...ring, ring[0]!];
}

/** A geometry of a system in longitude and latitude; null where a position of it is off the earth. */
export function geometryToLngLat(crs: Crs, geometry: Geometry): Geometry | null {
  let isSound = true;
  const place = (at: unknown): unknown => {
    if (!Array.isArray(at)) return at;
    if (typeof at[0] !== 'number') return at.map(place);
    const lngLat = toLngLat(crs, at as Position);
    isSound &&= lngLat !== null;
    return lngLat;
  };
  const walk = (one: Geometry): Geometry =>
    one.type === 'GeometryCollection'
      ? { type: one.type, geometries: one.geometries.map(walk) }
      : ({ type: one.type, coordinates: place(one.coordinates) } as Geometry);
  const turned = walk(geometry);
  return isSound ? turned : null;
}
