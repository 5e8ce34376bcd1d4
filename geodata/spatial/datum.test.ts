import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedData, testWithSharedData } from '../../tests/support/shared.ts';
import { converter, isDegrees, isShifted, parseFrame, type Frame } from './datum.ts';
import { epsgOfEasting } from './metric_frame.ts';
import type { XY } from './plane.ts';

/** Largest difference of two spots along an axis, degrees or metres. */
const off = (a: XY, b: XY) => Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]));

const site: XY = [125.3245, 43.8868];

test('Changchun has the easting and northing that PROJ gives it, with and without the zone number', () => {
  expect(off(converter('wgs84', 'epsg:4551')(site), [445_717.761, 4_861_466.42])).toBeLessThan(0.001);
  expect(off(converter('wgs84', 'epsg:4530')(site), [42_445_717.761, 4_861_466.42])).toBeLessThan(0.001);
  expect(off(converter('epsg:4530', 'wgs84')([42_445_717.761, 4_861_466.42]), site)).toBeLessThan(1e-8);
});

test('every CGCS2000 zone puts its meridian at 500 km and finds the way back', () => {
  for (let epsg = 4491; epsg <= 4554; epsg++) {
    const frame: Frame = `epsg:${epsg}`;
    const three = epsg >= 4513;
    const [first, step, count] = three ? [4513, 3, 21] : [4491, 6, 11];
    const nth = (epsg - first) % count;
    const zone = epsg - first < count ? (three ? 25 : 13) + nth : 0;
    const [lng, lat] = [75 + step * nth, 43.9];
    const [x, y] = converter('wgs84', frame)([lng, lat]);
    expect(x, frame).toBeCloseTo(zone * 1e6 + 500_000, 3);
    expect(off(converter(frame, 'wgs84')([x + 40_000, y]), [lng, lat])).toBeGreaterThan(0.4);
    expect(epsgOfEasting(x), frame).toBe(zone ? epsg : null);
    const spot: XY = [lng + 0.7, 45.1];
    expect(off(converter(frame, 'wgs84')(converter('wgs84', frame)(spot)), spot), frame).toBeLessThan(1e-8);
  }
});

testWithSharedData('664 cities agree with the vectors of gcoord in both directions', () => {
  const cities = JSON.parse(readFileSync(sharedData('datum/china_cities_frames.json'), 'utf8')) as {
    coords: Record<'WGS84' | 'GCJ02' | 'BD09' | 'EPSG3857', XY>;
  }[];
  expect(cities).toHaveLength(664);
  for (const { coords } of cities) {
    const gcj = converter('wgs84', 'gcj02')(coords.WGS84);
    expect(off(gcj, coords.GCJ02)).toBeLessThan(1e-4);
    expect(off(converter('gcj02', 'wgs84')(coords.GCJ02), coords.WGS84)).toBeLessThan(1e-4);
    expect(off(converter('gcj02', 'bd09')(coords.GCJ02), coords.BD09)).toBeLessThan(1e-6);
    expect(off(converter('bd09', 'gcj02')(coords.BD09), coords.GCJ02)).toBeLessThan(1e-6);
    expect(off(converter('wgs84', 'epsg:3857')(coords.WGS84), coords.EPSG3857)).toBeLessThan(0.01);
  }
});

test('GCJ-02 moves Changchun by hundreds of metres and nothing outside China', () => {
  expect(off(converter('wgs84', 'gcj02')(site), site)).toBeGreaterThan(0.002);
  for (const abroad of [
    [9.52, 47.14],
    [7.42, 43.73],
    [139.7, 35.7],
    [-122.4, 37.8]
  ] as XY[]) {
    for (const frame of ['gcj02', 'bd09'] as const) {
      expect(converter(frame, 'wgs84')(abroad)).toEqual(abroad);
      expect(converter('wgs84', frame)(abroad)).toEqual(abroad);
    }
  }
});

test('anywhere, there and back is the same place within a few decimetres', () => {
  const spot = fc.tuple(
    fc.double({ min: 72.3, max: 137.5, noNaN: true }),
    fc.double({ min: 1.1, max: 55.5, noNaN: true })
  );
  fc.assert(
    fc.property(spot, fc.constantFrom<Frame>('gcj02', 'bd09'), (at, frame) => {
      expect(off(converter(frame, 'wgs84')(converter('wgs84', frame)(at)), at)).toBeLessThan(5e-6);
    })
  );
});

test('the way back ends everywhere, also at the edge of where the shift begins', () => {
  const spot = fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }));
  const edge = fc.tuple(fc.double({ min: 72, max: 72.3, noNaN: true }), fc.double({ min: 0.8, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.oneof(spot, edge), fc.constantFrom<Frame>('gcj02', 'bd09'), (at, frame) => {
      expect(converter(frame, 'wgs84')(at).every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 2000 }
  );
});

test('frames go by the names people give them', () => {
  expect(['WGS-84', 'epsg:4326', 'EPSG:4490', 'Amap', '百度', 'EPSG:4551', 'epsg:3857'].map(parseFrame)).toEqual([
    ...['wgs84', 'wgs84', 'epsg:4490', 'gcj02', 'bd09', 'epsg:4551', 'epsg:3857']
  ]);
  expect(['', 'beijing54', 'epsg:4214', 'epsg:2229', 'epsg:4555'].map(parseFrame)).toEqual([
    null,
    null,
    null,
    null,
    null
  ]);
  expect([isDegrees('epsg:4490'), isDegrees('epsg:4551'), isShifted(site)]).toEqual([true, false, true]);
});
