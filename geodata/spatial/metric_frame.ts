import proj4 from 'proj4';
import type { XY } from './plane.ts';

/** A frame of metres on the ground, its coordinates east before north whatever order the registry names them in. */
export interface MetricFrame {
  toLngLat(at: XY): XY;
  fromLngLat(at: XY): XY;
  /** What the frame is called. */
  title: { zh: string; en: string };
  /** Whether a spot can be meant: within the reach of the frame's zone. */
  holds(at: XY): boolean;
}

/** Files use a zone somewhat beyond its edges; further out the frame was named wrongly. */
const REACH = 400_000;
/** No place of China lies outside these northings. */
const [SOUTH, NORTH] = [0, 6_300_000];

/**
 * Gauss–Krüger zones of CGCS2000 by the rule behind their numbers: EPSG:4491–4501 are the 6° zones 13–23 with the zone
 * before the easting, 4502–4512 the same meridians without it, 4513–4533 the 3° zones 25–45, 4534–4554 without it.
 */
function gaussKrueger(epsg: number): { meridian: number; width: 3 | 6; zone: number | null } | null {
  if (epsg >= 4491 && epsg <= 4501) return { meridian: 75 + 6 * (epsg - 4491), width: 6, zone: 13 + epsg - 4491 };
  if (epsg >= 4502 && epsg <= 4512) return { meridian: 75 + 6 * (epsg - 4502), width: 6, zone: null };
  if (epsg >= 4513 && epsg <= 4533) return { meridian: 75 + 3 * (epsg - 4513), width: 3, zone: 25 + epsg - 4513 };
  if (epsg >= 4534 && epsg <= 4554) return { meridian: 75 + 3 * (epsg - 4534), width: 3, zone: null };
  return null;
}

/** The zone of CGCS2000 with a central meridian (degrees east) and a false easting (metres); null where there is none. */
export function epsgOfZone(meridian: number, falseEasting: number): number | null {
  const fits = (epsg: number) => {
    const zone = gaussKrueger(epsg)!;
    return zone.meridian === meridian && (zone.zone ?? 0) * 1_000_000 + 500_000 === falseEasting;
  };
  // The 3° zones first: where a meridian is both, they are the same frame.
  for (let epsg = 4554; epsg >= 4491; epsg--) if (fits(epsg)) return epsg;
  return null;
}

/**
 * The frame of an EPSG number: CGCS2000 zones (4491–4554), WGS84's UTM zones (32601–32660 north, 32701–32760 south), web
 * Mercator (3857); null for any other.
 */
export function metricFrame(epsg: number): MetricFrame | null {
  if (epsg === 3857) return webMercator;
  if (epsg > 32_600 && epsg <= 32_660) return utm(epsg - 32_600, 'N');
  if (epsg > 32_700 && epsg <= 32_760) return utm(epsg - 32_700, 'S');
  const zone = gaussKrueger(epsg);
  if (!zone) return null;
  const east0 = (zone.zone ?? 0) * 1_000_000 + 500_000;
  const definition = `+proj=tmerc +lat_0=0 +lon_0=${zone.meridian} +k=1 +x_0=${east0} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  const named = zone.zone === null ? '' : ` zone ${zone.zone}`;
  return {
    ...converter(definition),
    title: {
      zh: `CGCS2000 ${zone.width}度带${zone.zone === null ? '' : `第${zone.zone}带`}，中央经线 ${zone.meridian}°`,
      en: `CGCS2000 ${zone.width}°${named}, central meridian ${zone.meridian}°E`
    },
    holds: ([x, y]) => Math.abs(x - east0) <= REACH && y > SOUTH && y < NORTH
  };
}

function utm(zone: number, half: 'N' | 'S'): MetricFrame {
  return {
    ...converter(`+proj=utm +zone=${zone} ${half === 'S' ? '+south ' : ''}+datum=WGS84 +units=m +no_defs`),
    title: { zh: `WGS84 UTM ${zone}${half} 带`, en: `WGS84 UTM zone ${zone}${half}` },
    holds: ([x, y]) => Math.abs(x - 500_000) <= REACH && y > 0 && y < 10_000_000
  };
}

/** Zone of an easting that carries its number: 42445717.761 is in the 3° zone 42, EPSG:4530. Null without one. */
export function epsgOfEasting(x: number): number | null {
  const zone = Math.floor(x / 1_000_000);
  if (zone >= 13 && zone <= 23) return 4491 + zone - 13;
  return zone >= 25 && zone <= 45 ? 4513 + zone - 25 : null;
}

function converter(definition: string) {
  const frame = proj4(definition);
  return {
    toLngLat: ([x, y]: XY): XY => frame.inverse<[number, number]>([x, y]),
    fromLngLat: ([lng, lat]: XY): XY => frame.forward<[number, number]>([lng, lat])
  };
}

const EDGE = 20_037_508.35;
const webMercator: MetricFrame = {
  ...converter('EPSG:3857'),
  title: { zh: 'Web 墨卡托', en: 'web Mercator' },
  holds: ([x, y]) => Math.abs(x) <= EDGE && Math.abs(y) <= EDGE
};
