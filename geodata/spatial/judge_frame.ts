import { metricOf, type Frame } from './datum.ts';
import { epsgOfEasting, metricFrame } from './metric_frame.ts';
import type { XY } from './plane.ts';
import { mayBeShifted } from './shifted_ground.ts';

/**
 * Why coordinates cannot be in the frame they are said to be in: they are `metres`, `feet` or `degrees`, their axes are
 * `swapped`, they lie where GCJ-02 and BD-09 are `not_shifted`, or `elsewhere` than the frame reaches.
 */
export type FrameFault = 'metres' | 'feet' | 'degrees' | 'swapped' | 'not_shifted' | 'elsewhere';

/** What speaks against a frame in most of some coordinates, or null. */
export function frameFault(frame: Frame, sample: readonly XY[]): FrameFault | null {
  const most = majority(sample);
  const metric = metricOf(frame);
  if (metric) {
    if (most(metric.holds)) return null;
    if (most((at) => inDegrees(at) || inDegrees(swap(at)))) return 'degrees';
    if (most((at) => metric.holds(swap(at)))) return 'swapped';
    return most((at) => metric.holds(ofFeet(at))) ? 'feet' : 'elsewhere';
  }
  if (most(inDegrees)) {
    if (!(frame === 'gcj02' || frame === 'bd09') || most(mayBeShifted)) return null;
    return most((at) => mayBeShifted(swap(at))) ? 'swapped' : 'not_shifted';
  }
  if (most((at) => inDegrees(swap(at)))) return 'swapped';
  if (most((at) => inMetres(at) || inMetres(swap(at)))) return 'metres';
  return most((at) => inMetres(ofFeet(at))) ? 'feet' : 'elsewhere';
}

/**
 * The frame coordinates give away by themselves: degrees are taken for WGS84, eastings that carry their zone for that
 * zone of CGCS2000. Null where they do not say.
 */
export function guessFrame(sample: readonly XY[]): Frame | null {
  if (sample.length === 0 || majority(sample)(inDegrees)) return 'wgs84';
  const epsg = epsgOfEasting(sample[0]![0]);
  if (epsg === null) return null;
  const { holds } = metricFrame(epsg)!;
  return majority(sample)(holds) ? `epsg:${epsg}` : null;
}

function majority(sample: readonly XY[]): (test: (at: XY) => boolean) => boolean {
  return (test) => sample.filter(test).length * 2 >= sample.length;
}

function inDegrees([x, y]: XY): boolean {
  return Math.abs(x) <= 180 && Math.abs(y) <= 90;
}

/** Easting and northing as CGCS2000 has them in China, with the zone's number or without. */
function inMetres([x, y]: XY): boolean {
  const east = epsgOfEasting(x) === null ? x : x % 1_000_000;
  return east > 100_000 && east < 900_000 && y > 300_000 && y < 6_300_000;
}

function swap([x, y]: XY): XY {
  return [y, x];
}

function ofFeet([x, y]: XY): XY {
  return [x * 0.3048, y * 0.3048];
}
