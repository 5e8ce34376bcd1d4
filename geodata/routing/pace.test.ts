import { expect, test } from 'vitest';
import { graphOf } from './graph_of.ts';
import { paceOf, type RoadRules } from './pace.ts';
import { profileIds, profiles, type ProfileId } from './profiles.ts';
import { isWinter, winterSeason } from './season.ts';

const [plain] = graphOf([
  {
    from: 1,
    to: 2,
    length_m: 1,
    line: [
      [125, 43],
      [125, 44]
    ]
  }
]).roads;
const kmh = (id: ProfileId, rules: Partial<RoadRules>, winter = false) =>
  Math.round((3.6 / paceOf(profiles[id], { ...plain!, ...rules }, winter).along) * 100) / 100;

test('every profile says how fast it is on every class, and a vehicle how large it is', () => {
  for (const id of profileIds) {
    const { speed_kmh, mode, height_m, width_m, weight_t } = profiles[id];
    expect(Object.keys(speed_kmh)).toHaveLength(10);
    if (mode === 'vehicle') expect([height_m, width_m, weight_t].every(Boolean)).toBe(true);
  }
});

test('a limit is driven on average at three quarters; without one the class decides', () => {
  expect(kmh('car', { class: 'primary' })).toBe(32);
  expect(kmh('car', { class: 'primary', maxspeed_kmh: 30 })).toBe(22.5);
  expect(kmh('car', { class: 'primary', maxspeed_kmh: 80 })).toBe(32);
  expect(kmh('fire_engine', { class: 'primary', maxspeed_kmh: 30 })).toBe(38);
  expect(kmh('car', { class: 'primary', link: true })).toBe(22.4);
});

test('nobody walks on a motorway, unless the road says that one may; a path forbids cars, unless it lets them', () => {
  expect(kmh('foot', { class: 'motorway' })).toBe(0);
  expect(kmh('foot', { class: 'trunk', foot: 'yes' })).toBe(4);
  expect(kmh('foot', { class: 'minor', foot: 'no' })).toBe(0);
  expect(kmh('car', { class: 'path' })).toBe(0);
  expect(kmh('car', { class: 'path', motor: 'yes' })).toBe(10);
  expect(kmh('car', { class: 'path', motor: 'emergency' })).toBe(0);
  expect(kmh('ambulance', { class: 'path', motor: 'emergency' })).toBe(12);
});

test('what is private is not for passing through; who comes to help is not held up', () => {
  expect(kmh('car', { class: 'service', motor: 'private' })).toBe(4);
  expect(kmh('fire_engine', { class: 'service', motor: 'private' })).toBe(12);
});

test('steps are slow, and none at all for who cannot climb them', () => {
  expect(kmh('foot', { class: 'path', steps: true })).toBe(2);
  expect(kmh('foot_step_free', { class: 'path', steps: true })).toBe(0);
  expect(kmh('foot_step_free', { class: 'path', step_free: false })).toBe(0);
  expect(kmh('foot_step_free', { class: 'path', step_free: null })).toBe(3.2);
});

test('who is too tall, wide or heavy does not get through', () => {
  expect(kmh('fire_engine', { max_height_m: 3.5 })).toBe(0);
  expect(kmh('fire_engine', { max_height_m: 3.6 })).toBe(20);
  expect(kmh('fire_engine', { max_width_m: 2.4 })).toBe(0);
  expect(kmh('fire_engine', { max_weight_t: 10 })).toBe(0);
  expect(kmh('car', { max_height_m: 2.1, max_weight_t: 3.5 })).toBe(18);
});

test('winter and rough ground slow everyone', () => {
  expect(kmh('foot', { class: 'path', surface: 'unpaved' }, true)).toBeCloseTo(4 * 0.85 * 0.8, 2);
});

test('a season may run over the turn of the year; what is no season is not read', () => {
  const season = winterSeason('11-15/03-15')!;
  const on = (day: string) => isWinter(season, new Date(`${day}T12:00:00+08:00`), 'Asia/Shanghai');
  expect(['2026-11-14', '2026-11-15', '2027-01-01', '2027-03-15', '2027-03-16'].map(on)).toEqual([
    ...[false, true, true, true, false]
  ]);
  // Midnight in Shanghai is still the day before in London.
  expect(isWinter(season, new Date('2026-11-14T16:30:00Z'), 'Asia/Shanghai')).toBe(true);
  expect(isWinter(winterSeason('06-01/08-31')!, new Date('2026-07-01T00:00:00Z'), 'Asia/Shanghai')).toBe(true);
  expect(isWinter(winterSeason('off')!, new Date('2026-12-24T00:00:00Z'), 'Asia/Shanghai')).toBe(false);
  expect(['', 'winter', '13-01/02-01', '11-15'].map(winterSeason)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined
  ]);
});
