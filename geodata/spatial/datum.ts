import gcoord from 'gcoord';
import { metricFrame } from './metric_frame.ts';
import type { XY } from './plane.ts';

/**
 * A frame that coordinates come in. `epsg:4326` and `epsg:4490` are degrees, longitude first as files have them; CGCS2000
 * and WGS84 differ by centimetres and are one frame here. `epsg:4491` to `epsg:4554` and `epsg:3857` are metres.
 */
export type Frame = 'wgs84' | 'gcj02' | 'bd09' | `epsg:${number}`;

/** What people call the frames, all in lower case. */
const words: Record<string, Frame> = {
  ...{ wgs84: 'wgs84', 'wgs-84': 'wgs84', wgs1984: 'wgs84', crs84: 'wgs84', 'epsg:4326': 'wgs84', gps: 'wgs84' },
  ...{ cgcs2000: 'epsg:4490', 'epsg:4490': 'epsg:4490', 国家2000: 'epsg:4490', 大地2000: 'epsg:4490' },
  ...{ gcj02: 'gcj02', 'gcj-02': 'gcj02', amap: 'gcj02', 高德: 'gcj02', 火星坐标: 'gcj02', 腾讯: 'gcj02' },
  ...{ bd09: 'bd09', 'bd-09': 'bd09', bd09ll: 'bd09', baidu: 'bd09', 百度: 'bd09' }
};

/** The frame of a word or an EPSG number; null for what is not known here. */
export function parseFrame(text: string): Frame | null {
  const word = text.trim().toLowerCase();
  const known = words[word];
  if (known) return known;
  const epsg = Number(/^epsg:{1,2}(\d{4,5})$/.exec(word)?.[1]);
  return metricFrame(epsg) ? `epsg:${epsg}` : null;
}

/** Whether the frame's coordinates are longitude and latitude. */
export function isDegrees(frame: Frame): boolean {
  return !frame.startsWith('epsg:') || frame === 'epsg:4490';
}

/** The metric frame behind a name; null where the frame is degrees. */
export function metricOf(frame: Frame) {
  return isDegrees(frame) ? null : metricFrame(Number(frame.slice('epsg:'.length)));
}

/** What to call a frame in a sentence. */
export function frameTitle(frame: Frame): { zh: string; en: string } {
  return metricOf(frame)?.title ?? titles[frame as keyof typeof titles];
}

const titles = {
  wgs84: { zh: 'WGS84', en: 'WGS84' },
  gcj02: { zh: 'GCJ-02（高德、腾讯）', en: 'GCJ-02 (Amap, Tencent)' },
  bd09: { zh: 'BD-09（百度）', en: 'BD-09 (Baidu)' },
  'epsg:4490': { zh: 'CGCS2000', en: 'CGCS2000' }
};

/**
 * Within this box GCJ-02 and BD-09 are shifted; beyond it they are WGS84. It holds all of China and lies just inside the
 * box gcoord uses, at whose edge its search for the way back would not end.
 */
const CHINA = { west: 72.1, south: 0.9, east: 137.7, north: 55.7 };

/** Whether GCJ-02 and BD-09 are shifted at a place. */
export function isShifted([lng, lat]: XY): boolean {
  return lng >= CHINA.west && lng <= CHINA.east && lat >= CHINA.south && lat <= CHINA.north;
}

/** Turns coordinates of one frame into another's; what was shifted comes back to about 0.1 m. */
export function converter(from: Frame, to: Frame): (at: XY) => XY {
  const steps: ((at: XY) => XY)[] = [];
  const [start, end] = [metricOf(from), metricOf(to)];
  if (start) steps.push(start.toLngLat);
  const [away, back] = [degreesOf(from), degreesOf(to)];
  if (away !== back) steps.push(shift(away, back));
  if (end) steps.push(end.fromLngLat);
  const [first = same, ...more] = steps;
  return more.length === 0 ? first : (at) => more.reduce((spot, step) => step(spot), first(at));
}

type Crs = Parameters<typeof gcoord.transform>[1];

/** gcoord's name for the degrees of a frame. */
function degreesOf(frame: Frame): Crs {
  return frame === 'gcj02' ? gcoord.GCJ02 : frame === 'bd09' ? gcoord.BD09 : gcoord.WGS84;
}

function shift(from: Crs, to: Crs): (at: XY) => XY {
  return (at) => {
    if (!isShifted(at)) return at;
    if (from !== gcoord.BD09) return gcoord.transform([at[0], at[1]], from, to);
    const gcj = gcjOfBaidu(at);
    return to === gcoord.GCJ02 ? gcj : gcoord.transform(gcj, gcoord.GCJ02, to);
  };
}

/** gcoord guesses the way back from BD-09 to 2e-6°; a step against its exact way there makes it 1e-8°. */
function gcjOfBaidu([lng, lat]: XY): [number, number] {
  const guess = gcoord.transform([lng, lat], gcoord.BD09, gcoord.GCJ02);
  const [x, y] = gcoord.transform([guess[0], guess[1]], gcoord.GCJ02, gcoord.BD09);
  return [guess[0] + lng - x, guess[1] + lat - y];
}

function same(at: XY): XY {
  return at;
}
