import { isShifted, parseFrame } from '#geodata/spatial/datum.ts';
import { guessFrame } from '#geodata/spatial/judge_frame.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { FrameGuess } from '$lib/temporary/types.ts';

const names = {
  lng: /^(?:.*[_ ])?(?:lng|lon|long|longitude|经度|东经|x|x坐标|坐标x|coord_?x|point_?x|easting|横坐标)(?:[_ (（].*)?$/i,
  lat: /^(?:.*[_ ])?(?:lat|latitude|纬度|北纬|y|y坐标|坐标y|coord_?y|point_?y|northing|纵坐标)(?:[_ (（].*)?$/i,
  both: /^(?:坐标|经纬度|位置坐标|location|coordinates?|lnglat|position)$/i
};

/** Values looked at to guess. */
const SAMPLE = 100;

/** Columns that hold longitude and latitude (or east and north); the same one twice where one holds both. */
export function guessColumns(columns: string[], rows: string[][]): { lng: number | null; lat: number | null } {
  const sample = rows.slice(0, SAMPLE);
  const numeric = columns.map((_, index) => mostly(sample, (row) => isNumber(row[index])));
  const lng = columns.findIndex((name, index) => names.lng.test(name) && numeric[index]);
  const lat = columns.findIndex((name, index) => names.lat.test(name) && numeric[index]);
  if (lng >= 0 && lat >= 0) return { lng, lat };
  const both = columns.findIndex(
    (name, index) => names.both.test(name) && mostly(sample, (row) => readPair(row[index]) !== null)
  );
  if (both >= 0) return { lng: both, lat: both };
  const inside = (index: number, least: number, most: number) =>
    mostly(sample, (row) => isNumber(row[index]) && Number(row[index]) > least && Number(row[index]) < most);
  const east = columns.findIndex((_, index) => inside(index, 72, 138) && !inside(index, 0, 56));
  const north = columns.findIndex((_, index) => index !== east && inside(index, 3, 56) && hasFractions(sample, index));
  if (east >= 0 && north >= 0 && hasFractions(sample, east)) return { lng: east, lat: north };
  const pair = columns.findIndex((_, index) => mostly(sample, (row) => readPair(row[index]) !== null));
  return pair >= 0 ? { lng: pair, lat: pair } : { lng: null, lat: null };
}

function hasFractions(rows: string[][], index: number): boolean {
  return mostly(rows, (row) => /\.\d{3}/.test(row[index] ?? ''));
}

function mostly(rows: string[][], test: (row: string[]) => boolean): boolean {
  return rows.length > 0 && rows.filter(test).length * 2 > rows.length;
}

function isNumber(cell: string | undefined): boolean {
  return cell !== undefined && cell !== '' && Number.isFinite(Number(cell));
}

/** `125.32,43.88` in one cell. */
export function readPair(cell: string | undefined): XY | null {
  const found = /^[[(]?\s*(-?\d+(?:\.\d+)?)\s*[,，;\s]\s*(-?\d+(?:\.\d+)?)\s*[\])]?$/.exec(cell ?? '');
  return found ? [Number(found[1]), Number(found[2])] : null;
}

/** What the first coordinates show of their frame, beside what the file says. */
export function judgeFrame(sample: XY[], named: string | null): FrameGuess {
  const stated = named === null ? null : parseFrame(named);
  const frame = stated && stated !== 'wgs84' ? stated : guessFrame(sample);
  if (frame === null) return { frame, asks: 'zone' };
  if (frame !== 'wgs84' && frame !== 'epsg:4490') return { frame, asks: 'nothing' };
  return { frame, asks: sample.some(isShifted) ? 'shift' : 'nothing' };
}
