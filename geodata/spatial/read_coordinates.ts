import { isShifted, metricOf, type Frame } from './datum.ts';
import { epsgOfEasting } from './metric_frame.ts';
import type { XY } from './plane.ts';

/** A place somebody wrote down: east before north as its frames have it, and the frames it may be meant in, likeliest first. */
export interface WrittenPlace {
  at: XY;
  frames: Frame[];
}

/**
 * Reads coordinates in the forms people paste: `125.3245,43.8868`, `43.8868N 125.3245E`, `东经125°19′28″ 北纬43°53′12″`,
 * `geo:43.88,125.32`, an address of this map, metres of CGCS2000 with the zone in front or without. Where two orders or
 * several frames are possible all are given; the reader chooses.
 * @param near where the reader looks now: metres without a zone are taken for the zones around it
 * @returns nothing for any other text
 */
export function readCoordinates(text: string, near: XY): WrittenPlace[] {
  const plain = text.normalize('NFKC').trim().slice(0, 200);
  const link = /#map=[\d.]+\/(-?[\d.]+)\/(-?[\d.]+)/.exec(plain);
  if (link) return places([[Number(link[2]), Number(link[1])]], ['wgs84']);
  const geo = /^geo:(-?[\d.]+),(-?[\d.]+)/i.exec(plain);
  if (geo) return places([[Number(geo[2]), Number(geo[1])]], ['wgs84']);
  const numbers = readPair(plain);
  if (!numbers) return [];
  const [one, other] = numbers;
  if (one.axis || other.axis) return labelled(one, other, near);
  return [...degreesOf([one.value, other.value]), ...metresOf([one.value, other.value], near)];
}

interface ReadNumber {
  value: number;
  axis: 'lng' | 'lat' | null;
  /** It carried a degree sign. */
  sexagesimal: boolean;
}

const words = {
  lng: '东经|西经|经度|lng|lon|long|longitude|E|W|y坐标|东',
  lat: '北纬|南纬|纬度|lat|latitude|N|S|x坐标|北'
};
const label = `(?:${words.lng}|${words.lat})`;
const degree = `\\d{1,3}(?:\\.\\d+)?\\s*(?:°|º|度)\\s*(?:\\d{1,2}(?:\\.\\d+)?\\s*(?:['′’]|分)\\s*(?:\\d{1,2}(?:\\.\\d+)?\\s*(?:["″”]|''|′′|秒)?)?)?`;
const plainNumber = `\\d{1,8}(?:\\.\\d+)?`;
const one = `(${label})?\\s*[:=]?\\s*([-+]?(?:${degree}|${plainNumber}))\\s*(${label})?`;
const pair = new RegExp(`^[\\[({]*\\s*${one}\\s*[,;/\\s、]\\s*${one}\\s*[\\])}]*$`, 'i');
const glued = new RegExp(`^\\s*${one}\\s*${one}\\s*$`, 'i');

function readPair(text: string): [ReadNumber, ReadNumber] | null {
  // Degrees with signs and letters may stand without anything between them: N43°53′12″E125°19′28″.
  const found = pair.exec(text) ?? (/[°º度]|[NSEW]/i.test(text) ? glued.exec(text) : null);
  if (!found) return null;
  const first = readNumber(found[1], found[2]!, found[3]);
  const second = readNumber(found[4], found[5]!, found[6]);
  // Two bare whole numbers are a house and a flat, not a place.
  const bare = [first, second].every(
    ({ value, axis, sexagesimal }) => !axis && !sexagesimal && Number.isInteger(value)
  );
  return bare && Math.max(first.value, second.value) < 100_000 ? null : [first, second];
}

function readNumber(before: string | undefined, digits: string, after: string | undefined): ReadNumber {
  const word = (before ?? after ?? '').toLowerCase();
  const axis = word === '' ? null : new RegExp(`^(?:${words.lng})$`, 'i').test(word) ? 'lng' : 'lat';
  const [degrees = 0, minutes = 0, seconds = 0] = (digits.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const size = degrees + minutes / 60 + seconds / 3600;
  const negative = digits.startsWith('-') || /^(西经|南纬|w|s)$/.test(word);
  return { value: negative ? -size : size, axis, sexagesimal: /[°º度]/.test(digits) };
}

/** Words say which is which. */
function labelled(one: ReadNumber, other: ReadNumber, near: XY): WrittenPlace[] {
  const swapped = one.axis === 'lat' || other.axis === 'lng';
  if (one.axis === other.axis) return [];
  const at: XY = swapped ? [other.value, one.value] : [one.value, other.value];
  return isEarthly(at) ? places([at]) : metresOf(at, near);
}

/** Both orders where both are on the earth: the one in China first, else longitude first as everywhere in this project. */
function degreesOf([a, b]: XY): WrittenPlace[] {
  const orders = (
    [
      [a, b],
      [b, a]
    ] as XY[]
  ).filter(isEarthly);
  const inChina = orders.filter(isShifted);
  return places(inChina.length === 1 ? inChina : orders);
}

function places(spots: XY[], frames?: Frame[]): WrittenPlace[] {
  return spots
    .filter(isEarthly)
    .map((at) => ({ at, frames: frames ?? (isShifted(at) ? ['wgs84', 'gcj02', 'bd09'] : ['wgs84']) }));
}

function isEarthly([lng, lat]: XY): boolean {
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
}

/** Chinese surveys write the northing as X and first, others the easting: whichever way round it fits is meant. */
function metresOf([a, b]: XY, near: XY): WrittenPlace[] {
  return (
    [
      [a, b],
      [b, a]
    ] as XY[]
  ).flatMap((at) => {
    const frames = framesOfMetres(at, near);
    return frames.length ? [{ at, frames }] : [];
  });
}

function framesOfMetres([x, y]: XY, [lng]: XY): Frame[] {
  if (y < 1_000_000 || y > 6_300_000) return [];
  const zoned = epsgOfEasting(x);
  const numbers = zoned === null ? zonesAround(lng) : [zoned];
  return numbers.map((epsg): Frame => `epsg:${epsg}`).filter((frame) => metricOf(frame)!.holds([x, y]));
}

/** EPSG numbers of the 3° and the 6° zone a longitude lies in, for eastings without a zone number. */
function zonesAround(lng: number): number[] {
  const three = Math.round(lng / 3) - 25;
  const six = Math.floor(lng / 6) - 12;
  return [...(three >= 0 && three <= 20 ? [4534 + three] : []), ...(six >= 0 && six <= 10 ? [4502 + six] : [])];
}
