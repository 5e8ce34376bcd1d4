import { expect, test } from 'vitest';
import { converter, type Frame } from './datum.ts';
import { frameFault, guessFrame } from './judge_frame.ts';
import type { XY } from './plane.ts';

const changchun: XY[] = [
  [125.3245, 43.8868],
  [125.33, 43.89],
  [125.31, 43.87]
];
const vaduz: XY[] = [[9.52, 47.14]];
const inFrame = (frame: Frame, spots = changchun) => spots.map(converter('wgs84', frame));
const swapped = (spots: XY[]) => spots.map(([x, y]): XY => [y, x]);
const feet = (spots: XY[]) => spots.map(([x, y]): XY => [x / 0.3048, y / 0.3048]);

test('coordinates that fit their frame have no fault', () => {
  const frames: Frame[] = ['wgs84', 'gcj02', 'bd09', 'epsg:4490', 'epsg:4530', 'epsg:4551', 'epsg:4499', 'epsg:3857'];
  for (const frame of frames) expect(frameFault(frame, inFrame(frame)), frame).toBeNull();
  expect(frameFault('wgs84', vaduz)).toBeNull();
});

test('metres and feet said to be degrees, degrees said to be metres, and swapped axes are told apart', () => {
  expect(frameFault('wgs84', inFrame('epsg:4551'))).toBe('metres');
  expect(frameFault('gcj02', inFrame('epsg:4530'))).toBe('metres');
  expect(frameFault('wgs84', swapped(inFrame('epsg:4530')))).toBe('metres');
  expect(frameFault('wgs84', feet(inFrame('epsg:4551')))).toBe('feet');
  expect(frameFault('epsg:4551', feet(inFrame('epsg:4551')))).toBe('feet');
  expect(frameFault('epsg:4551', changchun)).toBe('degrees');
  expect(frameFault('epsg:4551', swapped(changchun))).toBe('degrees');
  expect(frameFault('epsg:4551', swapped(inFrame('epsg:4551')))).toBe('swapped');
  expect(frameFault('wgs84', swapped(changchun))).toBe('swapped');
  expect(frameFault('gcj02', swapped([[105.2, 29.5]]))).toBe('swapped');
  expect(frameFault('epsg:4530', inFrame('epsg:4529'))).toBe('elsewhere');
  expect(frameFault('wgs84', [[2_000_000, -9_000_000]])).toBe('elsewhere');
});

test('frames that shift China say so where they do not', () => {
  expect([frameFault('gcj02', vaduz), frameFault('bd09', vaduz)]).toEqual(['not_shifted', 'not_shifted']);
});

test('degrees and eastings with a zone give their frame away, others do not', () => {
  expect(guessFrame(changchun)).toBe('wgs84');
  expect(guessFrame(inFrame('epsg:4530'))).toBe('epsg:4530');
  expect(guessFrame(inFrame('epsg:4499'))).toBe('epsg:4499');
  expect(guessFrame(inFrame('epsg:4551'))).toBeNull();
  expect(guessFrame([])).toBe('wgs84');
});

test('one stray feature among many does not decide', () => {
  expect(frameFault('wgs84', [...changchun, [445_717, 4_861_466]])).toBeNull();
});
