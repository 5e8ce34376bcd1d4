import { expect, test } from 'vitest';
import { z } from 'zod';
import { findLayer } from '#geodata/layers/index.ts';
import { keySiteCategories } from '#geodata/codes/key_site_categories.ts';
import { serviceCategories } from '#geodata/codes/service_categories.ts';
import { osmRules } from '#geodata/sources/osm/index.ts';
import { refusedForAll } from '#geodata/sources/osm/refusals.ts';
import { azimuthDeg, metres, speedKmh, wholeNumber } from '#geodata/sources/osm/values.ts';
import { isRefused, type Row, type Shape, type Tags } from '#geodata/sources/rule.ts';

const read = (layer: string, tags: Tags, shape: Shape) => osmRules[layer]!(tags, shape);

const samples: [layer: string, tags: Tags, shape: Shape, row: Row][] = [
  [
    'roads',
    { highway: 'trunk_link', name: '人民大街', 'name:en': 'Renmin St', lanes: '3', maxspeed: '60' },
    'line',
    { class: 'trunk', link: true, name: '人民大街', name_en: 'Renmin St', lanes: 3, maxspeed_kmh: 60, oneway: 0 }
  ],
  [
    'roads',
    { highway: 'motorway', bridge: 'viaduct' },
    'line',
    { class: 'motorway', oneway: 1, bridge: true, tunnel: false }
  ],
  ['roads', { highway: 'residential', oneway: '-1' }, 'line', { class: 'minor', oneway: -1 }],
  ['railways', { railway: 'subway', tunnel: 'yes' }, 'line', { class: 'subway', tunnel: true, service: false }],
  [
    'buildings',
    { building: 'apartments', 'building:levels': '18', height: '54 m' },
    'polygon',
    { kind: 'residential', floors: 18, height_m: 54 }
  ],
  ['buildings', { building: 'yes', amenity: 'school' }, 'polygon', { kind: 'education' }],
  ['water', { natural: 'water', water: 'lake', name: '南湖' }, 'polygon', { class: 'lake', name: '南湖' }],
  ['waterways', { waterway: 'river', name: '伊通河' }, 'line', { class: 'river', tunnel: false }],
  ['green', { leisure: 'park' }, 'polygon', { class: 'park' }],
  ['landuse', { amenity: 'school' }, 'polygon', { class: 'education' }],
  ['cameras', { man_made: 'surveillance', 'camera:direction': 'NW' }, 'point', { azimuth_deg: 315 }],
  [
    'hydrants',
    { emergency: 'fire_hydrant', 'fire_hydrant:pressure': '4' },
    'point',
    { kind: 'hydrant', pressure_kpa: 400 }
  ],
  ['stations', { amenity: 'fire_station', name: '消防站' }, 'polygon', { kind: 'fire' }],
  ['key_sites', { amenity: 'fuel', name: '加油站' }, 'point', { category: 'fuel_station' }],
  [
    'service_points',
    { amenity: 'toilets', wheelchair: 'yes' },
    'point',
    { name: '公共厕所', category: 'toilet', wheelchair: 'yes' }
  ],
  ['service_points', { shop: 'bakery', name: '面包房' }, 'polygon', { category: 'shopping' }]
];

test.each(samples)('%s: %o as a %s', (layer, tags, shape, row) => {
  expect(read(layer, tags, shape)).toMatchObject(row);
});

test('every row a rule makes has only values its layer knows', () => {
  for (const [id, tags, shape] of samples) {
    const row = read(id, tags, shape)!;
    const fields = findLayer(id)!.properties.shape;
    expect(isRefused(row), id).toBe(false);
    for (const [name, value] of Object.entries(row))
      expect(z.safeParse(fields[name] as z.ZodType, value).success, `${id}.${name}`).toBe(true);
    const table = id === 'key_sites' ? keySiteCategories : id === 'service_points' ? serviceCategories : null;
    if (table) expect(table.get(String((row as Row).category)), id).toBeDefined();
  }
});

test('what is planned, built or abandoned is refused', () => {
  expect(read('roads', { highway: 'construction' }, 'line')).toEqual({ refused: 'not_in_use' });
  expect(read('railways', { railway: 'abandoned' }, 'line')).toEqual({ refused: 'not_in_use' });
});

test('the wrong shape is refused, a thing of another layer is no business of this one', () => {
  expect(read('roads', { highway: 'pedestrian' }, 'polygon')).toMatchObject({ refused: 'wrong_geometry' });
  expect(read('roads', { highway: 'crossing' }, 'point')).toBeNull();
  expect(read('buildings', { building: 'yes' }, 'point')).toMatchObject({ refused: 'wrong_geometry' });
  expect(read('buildings', { building: 'no' }, 'polygon')).toBeNull();
  expect(read('water', { amenity: 'school' }, 'polygon')).toBeNull();
});

test('military places, prisons, administrative boundaries and routes are refused for every layer', () => {
  expect(refusedForAll({ landuse: 'military' })).toBe('sensitive');
  expect(refusedForAll({ building: 'yes', military: 'barracks' })).toBe('sensitive');
  expect(refusedForAll({ amenity: 'prison' })).toBe('sensitive');
  expect(refusedForAll({ boundary: 'administrative', admin_level: '6' })).toBe('administrative_boundary');
  expect(refusedForAll({ type: 'route', route: 'bus' })).toBe('route_relation');
  expect(refusedForAll({ boundary: 'national_park' })).toBeNull();
  expect(refusedForAll({ military: 'no', building: 'yes' })).toBeNull();
});

test('measures that cannot be read say nothing', () => {
  expect([metres('12'), metres('40 ft'), metres('12,5 m'), metres('high')]).toEqual([12, 12.2, 12.5, null]);
  expect([speedKmh('50'), speedKmh('30 mph'), speedKmh('none'), speedKmh('300')]).toEqual([50, 48, null, null]);
  expect([azimuthDeg('-90'), azimuthDeg('360'), azimuthDeg('90-270'), azimuthDeg('SSW')]).toEqual([
    270,
    0,
    null,
    202.5
  ]);
  expect([wholeNumber('3;4', 1, 200), wholeNumber('6', 1, 200), wholeNumber('0', 1, 200)]).toEqual([null, 6, null]);
});
