import type pg from 'pg';
import { converter, frameTitle, type Frame } from '#geodata/spatial/datum.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { HALF, HALF_THERE, measureShift, type Place, type ShiftScore } from '#geodata/spatial/measure_shift.ts';
import { distance, type XY } from '#geodata/spatial/plane.ts';
import { anyRow, densest, linesWithin, namedPairs } from './datum-guard.queries.ts';
import { ImportError } from './import-error.ts';
import type { Stage } from './stage.queries.ts';

/** By how much a delivery lies beside the roads or buildings that are there. */
export interface Shift {
  metres: number;
  /** The same as metres east and north. */
  east_m: number;
  north_m: number;
  /** Direction from what is there to the delivery, degrees clockwise from north. */
  azimuthDeg: number;
  /** Where it was measured. */
  at: LngLat;
  /** The frame that would explain it, if one does. */
  frame?: Frame;
}

/** A delivery that contradicts what is there; it can be taken all the same by accepting the shift. */
export class ShiftRefusal extends ImportError {
  readonly shift: Shift;

  constructor(en: string, zh: string, shift: Shift) {
    super(en, zh);
    this.shift = shift;
  }
}

/** Places a delivery is compared at. */
const PLACES = 4;
/** Shorter shifts are how surveys differ, metres. */
const LEAST = 50;
/** How far a measured shift may lie from the one a frame makes, metres. */
const ALIKE = 60;

/**
 * Measures whether a staged delivery lies beside what is there as a whole: roads against roads, buildings against
 * buildings, points against both, any other layer against itself; and by things of the same name, where lines do not tell.
 * @param frame what the delivery was read as
 * @returns null where it fits, or where there is too little to tell
 */
export async function findShift(
  client: pg.ClientBase,
  { name, table }: Pick<Stage, 'name' | 'table'>,
  frame: Frame
): Promise<Shift | null> {
  const byLines = await shiftOfLines(client, { name, table });
  const found = byLines === 'fits' ? null : (byLines ?? (await shiftOfNames(client, { name, table })));
  if (!found) return null;
  const { at, shift } = found;
  const [x, y] = shift;
  const azimuthDeg = (Math.atan2(x, y) * 180) / Math.PI;
  return {
    metres: Math.round(Math.hypot(x, y)),
    east_m: Math.round(x),
    north_m: Math.round(y),
    azimuthDeg: Math.round(azimuthDeg + 360) % 360,
    at,
    frame: explain(at, shift, frame)
  };
}

type Found = { at: LngLat; shift: XY };

/** By lines and outlines against those that are there; `fits` where they lie on each other, null where they do not tell. */
async function shiftOfLines(
  client: pg.ClientBase,
  { name, table }: Pick<Stage, 'name' | 'table'>
): Promise<Found | 'fits' | null> {
  const references = table.layer.geometry === 'point' ? ['asset.roads', 'asset.buildings'] : [table.sql];
  if (!(await anyRow(client, references))) return null;
  const [first, ...more] = await densest(client, name, PLACES);
  if (!first) return null;
  const places = await placesAt(client, name, references, first);
  if (fits(measureShift(places))) return 'fits';
  for (const middle of more) places.push(...(await placesAt(client, name, references, middle)));
  const score = measureShift(places);
  if (!score || !contradicts(score)) return null;
  return { at: first, shift: score.shift };
}

/** Names that both sides have, at least so many, before their places say anything. */
const LEAST_NAMED = 5;
/** Shifts of single things that lie this close to each other are one shift, metres. */
const ONE_SHIFT = 50;

/**
 * By things of the same name: most of them lie beside their namesakes by one and the same shift. That tells of a delivery
 * too small to be compared by its lines.
 */
async function shiftOfNames(
  client: pg.ClientBase,
  { name, table }: Pick<Stage, 'name' | 'table'>
): Promise<Found | null> {
  if (table.layer.geometry === 'line' || !table.columns.some((column) => column.name === 'name')) return null;
  const pairs = await namedPairs(client, name, HALF_THERE);
  if (pairs.length < LEAST_NAMED) return null;
  const shifts = pairs.map(({ delivered, there }) => localFrame(there).toPlane(delivered));
  const shift: XY = [median(shifts.map(([x]) => x)), median(shifts.map(([, y]) => y))];
  const alike = shifts.filter((each) => distance(each, shift) < ONE_SHIFT).length;
  const still = shifts.filter((each) => Math.hypot(...each) < LEAST).length;
  const sure = Math.hypot(...shift) >= LEAST && alike * 3 >= shifts.length * 2 && still * 5 <= shifts.length;
  return sure ? { at: pairs[0]!.there, shift } : null;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Most of it lies on what is there: nothing more to look at. */
function fits(score: ShiftScore | null): boolean {
  return score !== null && score.unshifted > 0.9 && score.match - score.unshifted < 0.05;
}

/** Fits clearly better shifted than as it is, and nowhere else as well. */
function contradicts({ shift, match, unshifted, next }: ShiftScore): boolean {
  return Math.hypot(...shift) >= LEAST && match - unshifted >= Math.max(0.1, 0.2 * match) && match - next >= 0.05;
}

/** What is delivered around a spot, beside each of the references on its own: together they would cover the ground. */
async function placesAt(
  client: pg.ClientBase,
  stage: string,
  references: readonly string[],
  middle: LngLat
): Promise<Place[]> {
  const { toPlane, toLngLat } = localFrame(middle);
  const lines = async (table: string, half: number) => {
    const found = await linesWithin(client, table, [...toLngLat([-half, -half]), ...toLngLat([half, half])]);
    return found.map((line) => line.map(toPlane));
  };
  const delivered = await lines(stage, HALF);
  const places: Place[] = [];
  for (const reference of references) places.push({ delivered, there: await lines(reference, HALF_THERE) });
  return places;
}

const frames: readonly Frame[] = ['wgs84', 'gcj02', 'bd09'];

/** The frame in which the delivery would lie where it should. */
function explain(at: LngLat, shift: XY, readAs: Frame): Frame | undefined {
  const { toPlane } = localFrame(at);
  const raw = converter('wgs84', readAs)(at);
  return frames.find((frame) => {
    const [x, y] = toPlane(converter(frame, 'wgs84')(raw));
    return frame !== readAs && distance([-x, -y], shift) < ALIKE;
  });
}

const compass = [
  { en: 'north', zh: '北' },
  { en: 'north-east', zh: '东北' },
  { en: 'east', zh: '东' },
  { en: 'south-east', zh: '东南' },
  { en: 'south', zh: '南' },
  { en: 'south-west', zh: '西南' },
  { en: 'west', zh: '西' },
  { en: 'north-west', zh: '西北' }
] as const;

/** The shift in words. */
export function shiftWords({ metres, azimuthDeg }: Shift): { en: string; zh: string } {
  const { en, zh } = compass[Math.round(azimuthDeg / 45) % 8]!;
  return { en: `${metres} m to the ${en}`, zh: `向${zh}偏移 ${metres} 米` };
}

/** Refuses a delivery for its shift, in one sentence. */
export function shiftRefusal(file: string, { table }: Stage, shift: Shift): ShiftRefusal {
  const points = table.layer.geometry === 'point';
  const { en, zh } = shiftWords(shift);
  const title = shift.frame && frameTitle(shift.frame);
  const known = points ? 'the roads and buildings' : `the ${table.layer.title.en.toLowerCase()}`;
  const knownZh = points ? '道路和建筑' : table.layer.title.zh;
  const like = title ? `as ${title.en} would: import it with --datum ${shift.frame}` : 'as a whole: look at its frame';
  const likeZh = title ? `与 ${title.zh} 相符：请用 --datum ${shift.frame} 导入` : '请核对其坐标系';
  return new ShiftRefusal(
    `${file} lies ${en} of ${known} that are there, ${like}, or take it as it is with --accept-shift. Nothing was imported.`,
    `${file} 相对已有${knownZh}整体${zh}，${likeZh}；如确认无误，请加 --accept-shift。未导入任何内容。`,
    shift
  );
}
