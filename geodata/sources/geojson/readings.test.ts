import { expect, test } from 'vitest';
import { readings } from '#geodata/sources/geojson/index.ts';
import type { Properties, Row, Shape } from '#geodata/sources/rule.ts';

/** As the import reads: the columns by their aliases, then the translation. */
function read(layer: string, columns: string[], properties: Properties, shape: Shape) {
  const { aliases, translate } = readings[layer]!;
  const row: Row = {};
  for (const column of columns) {
    const field = (aliases?.[column] ?? [column]).find((name) => properties[name] != null);
    if (field) row[column] = properties[field] as Row[string];
  }
  return translate!(row, properties, shape);
}

const roads = ['class', 'link', 'name', 'oneway', 'bridge', 'tunnel', 'maxspeed_kmh'];

test('roads of OpenMapTiles', () => {
  expect(
    read('roads', roads, { class: 'path', subclass: 'footway', brunnel: 'bridge', oneway: 1 }, 'line')
  ).toMatchObject({ class: 'path', bridge: true, tunnel: false, oneway: 1 });
  expect(read('roads', roads, { class: 'transit', subclass: 'subway' }, 'line')).toMatchObject({
    refused: 'belongs_to_railways'
  });
  expect(read('roads', roads, { class: 'ferry' }, 'line')).toMatchObject({ refused: 'not_for_layer', value: 'ferry' });
  expect(read('roads', roads, { class: 'trunk_construction' }, 'line')).toMatchObject({ refused: 'not_in_use' });
  expect(read('roads', roads, { class: 'canal' }, 'line')).toMatchObject({ refused: 'unknown_value' });
});

test('roads of a Geofabrik shapefile', () => {
  const row = read('roads', roads, { fclass: 'secondary_link', oneway: 'T', bridge: 'F', maxspeed: 0 }, 'line');
  expect(row).toMatchObject({ class: 'secondary', link: true, oneway: -1, bridge: 'F', maxspeed_kmh: null });
});

test('railways are understood in both spellings', () => {
  expect(read('railways', ['class'], { class: 'transit', subclass: 'light_rail' }, 'line')).toMatchObject({
    class: 'light_rail'
  });
  expect(read('railways', ['class'], { fclass: 'rail' }, 'line')).toMatchObject({ class: 'rail' });
  expect(read('railways', ['class'], { class: 'motorway' }, 'line')).toMatchObject({ refused: 'not_for_layer' });
});

test('land use: pitches are culture and sport, military land is sensitive, grass belongs elsewhere', () => {
  expect(read('landuse', ['class'], { class: 'pitch' }, 'polygon')).toMatchObject({ class: 'culture_sport' });
  expect(read('landuse', ['class'], { class: 'military' }, 'polygon')).toEqual({ refused: 'sensitive' });
  expect(read('landuse', ['class'], { class: 'grass' }, 'polygon')).toMatchObject({ refused: 'not_for_layer' });
});

test('points of interest find their service through class and subclass, and keep their Chinese name', () => {
  const clinic = { class: 'hospital', subclass: 'clinic', name: '診所 Clinic', 'name:zh': '診所', 'name:en': 'Clinic' };
  expect(read('service_points', ['name', 'name_en', 'category'], clinic, 'point')).toMatchObject({
    category: 'medical',
    name: '診所',
    name_en: 'Clinic'
  });
  expect(
    read('service_points', ['name', 'category'], { class: 'shop', subclass: 'jewelry', name: 'x' }, 'point')
  ).toMatchObject({ category: 'shopping' });
  expect(read('service_points', ['name', 'category'], { class: 'gate', subclass: 'gate' }, 'point')).toMatchObject({
    refused: 'not_for_layer',
    value: 'gate'
  });
  expect(read('service_points', ['name', 'category'], { class: 'prison', subclass: 'prison' }, 'point')).toEqual({
    refused: 'sensitive'
  });
  expect(
    read('stations', ['name', 'kind'], { class: 'police', subclass: 'police', name: '警署' }, 'point')
  ).toMatchObject({ kind: 'police', name: '警署' });
});

test('tags kept as properties by an Overpass export are read by the same rules', () => {
  expect(
    read('key_sites', ['name', 'category'], { '@id': 'way/1', amenity: 'school', name: '小学' }, 'point')
  ).toMatchObject({ category: 'school' });
  expect(
    read('buildings', ['kind', 'floors'], { building: 'apartments', 'building:levels': '6' }, 'polygon')
  ).toMatchObject({ kind: 'residential', floors: '6' });
  expect(read('water', ['class'], { natural: 'water', water: 'lake' }, 'polygon')).toMatchObject({ class: 'lake' });
});
