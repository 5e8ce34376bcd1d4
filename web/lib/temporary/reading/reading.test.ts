import { expect, test } from 'vitest';
import { converter } from '#geodata/spatial/datum.ts';
import { buildFromFeatures, buildFromTable } from '$lib/temporary/reading/build.ts';
import { decode } from '$lib/temporary/reading/decode.ts';
import { guessColumns, judgeFrame } from '$lib/temporary/reading/guess.ts';
import { readGeoJson } from '$lib/temporary/reading/read-geojson.ts';
import { readTable } from '$lib/temporary/reading/read-table.ts';
import { MOST_FEATURES, type FileFault } from '$lib/temporary/types.ts';

function fault(work: () => unknown): FileFault {
  try {
    work();
  } catch (error) {
    return error as FileFault;
  }
  throw new Error('nothing was refused');
}

test('a Chinese spreadsheet saved as CSV is read in its own encoding', () => {
  const gbk = Uint8Array.from([0xb3, 0xa4, 0xb4, 0xba, 0x2c, 0x31]);
  expect(decode(gbk)).toEqual({ text: '长春,1', encoding: 'GB 18030' });
  expect(decode(new TextEncoder().encode('长春'))).toEqual({ text: '长春', encoding: 'UTF-8' });
  expect(decode(Uint8Array.from([0xff, 0xfe, 0x7f, 0x95]))).toEqual({ text: '长', encoding: 'UTF-16' });
});

test('spreadsheets, archives and pictures are refused as what they are', () => {
  expect(fault(() => decode(Uint8Array.from([0x50, 0x4b, 0x03, 0x04]))).reason).toBe('binary');
  expect(fault(() => decode(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x00]))).reason).toBe('binary');
});

test.each([',', ';', '\t', '|'])('a table divided by %j is read', (delimiter) => {
  const text = ['名称,lng,lat', '站,125.3,43.8'].join('\n').replaceAll(',', delimiter);
  expect(readTable(text)).toMatchObject({
    columns: ['名称', 'lng', 'lat'],
    rows: [['站', '125.3', '43.8']],
    lines: [2]
  });
});

test('a row with more cells than the header is refused with its line, not read one column on', () => {
  const table = readTable('名称,lng,lat\n一,125.3,43.8\n二,三,125.4,43.9\n\n四,125.5,43.9\n');
  expect(table.rows.map(([name]) => name)).toEqual(['一', '四']);
  expect(table.lines).toEqual([2, 5]);
  expect(table.refused).toEqual([{ reason: 'too_many_cells', at: 3, value: '43.9' }]);
});

test('an empty file and one with too many rows are refused', () => {
  expect(fault(() => readTable('')).reason).toBe('empty');
  expect(fault(() => readTable('a,b\n')).reason).toBe('empty');
  expect(fault(() => readTable('a\n' + '1\n'.repeat(MOST_FEATURES + 1))).reason).toBe('too_many');
});

test.each([
  [['名称', '经度', '纬度'], ['站', '125.3245', '43.8868'], { lng: 1, lat: 2 }],
  [['lat', 'lng'], ['43.8868', '125.3245'], { lng: 1, lat: 0 }],
  [['gps_lon', 'gps_lat'], ['125.3245', '43.8868'], { lng: 0, lat: 1 }],
  [['甲', '乙', '丙'], ['7', '43.8868', '125.3245'], { lng: 2, lat: 1 }],
  [['名称', '坐标'], ['站', '125.3245,43.8868'], { lng: 1, lat: 1 }],
  [['x', 'y'], ['42445717.761', '4861466.42'], { lng: 0, lat: 1 }],
  [['名称', '地址'], ['站', '人民大街 1 号'], { lng: null, lat: null }]
])('columns %j are guessed', (columns, row, guess) => {
  expect(guessColumns(columns, [row])).toEqual(guess);
});

test('the frame is asked where it matters and only there', () => {
  expect(judgeFrame([[125.3, 43.8]], null)).toEqual({ frame: 'wgs84', asks: 'shift' });
  expect(judgeFrame([[9.5, 47.1]], null)).toEqual({ frame: 'wgs84', asks: 'nothing' });
  expect(judgeFrame([[42_445_717, 4_861_466]], null)).toEqual({ frame: 'epsg:4530', asks: 'nothing' });
  expect(judgeFrame([[445_717, 4_861_466]], null)).toEqual({ frame: null, asks: 'zone' });
  expect(judgeFrame([[445_717, 4_861_466]], 'EPSG:4551')).toEqual({ frame: 'epsg:4551', asks: 'nothing' });
});

test('rows become points in WGS84; those without a place are refused with line and reason', () => {
  const at = converter('wgs84', 'gcj02')([125.3245, 43.8868]);
  const table = readTable(`名称,lng,lat,编码\n一,${at[0]},${at[1]},0102\n二,,\n三,东,43.9\n四,225,43.9\n`);
  const built = buildFromTable(table, { lng: 1, lat: 2, frame: 'gcj02' });
  expect(built.features).toHaveLength(1);
  const [lng, lat] = (built.features[0]!.geometry as GeoJSON.Point).coordinates;
  expect(lng).toBeCloseTo(125.3245, 5);
  expect(lat).toBeCloseTo(43.8868, 5);
  expect(built.features[0]!.properties).toMatchObject({ 名称: '一', 编码: '0102' });
  expect(built.refused).toEqual([
    { reason: 'no_place', at: 3 },
    { reason: 'not_a_number', at: 4, value: '东, 43.9' },
    { reason: 'off_earth', at: 5, value: '225, 43.9' }
  ]);
});

test('GeoJSON is read as a collection, a feature, a geometry, and line by line', () => {
  const feature = { type: 'Feature', geometry: { type: 'Point', coordinates: [125.3, 43.8] }, properties: { a: 1 } };
  for (const text of [
    JSON.stringify({ type: 'FeatureCollection', features: [feature] }),
    JSON.stringify(feature, null, 2),
    JSON.stringify(feature.geometry),
    `${JSON.stringify(feature)}\n${JSON.stringify(feature)}\n`
  ]) {
    const built = buildFromFeatures(readGeoJson(text), 'wgs84');
    expect(built.features[0]!.geometry).toEqual(feature.geometry);
    expect(built.shapes).toEqual(['point']);
    expect(built.box).toEqual([125.3, 43.8, 125.3, 43.8]);
  }
});

test('broken JSON is refused with the line it breaks at', () => {
  expect(fault(() => readGeoJson('{\n"type": "FeatureCollection",\n"features": [}\n'))).toMatchObject({
    reason: 'not_json',
    line: 3
  });
  const feature = '{"type":"Feature","geometry":null,"properties":{}}';
  expect(fault(() => readGeoJson(`${feature}\n${feature}\n{"type":`))).toMatchObject({ reason: 'not_json', line: 3 });
  expect(fault(() => readGeoJson('{"type":"Topology"}'))).toMatchObject({ reason: 'not_geojson', value: 'Topology' });
});

test('features without a usable geometry are refused one by one', () => {
  const of = (geometry: unknown) => ({ type: 'Feature', properties: {}, geometry });
  const features = [
    of(null),
    of({
      type: 'LineString',
      coordinates: [
        [125, 43],
        ['x', 1]
      ]
    }),
    of({ type: 'Point', coordinates: [1, 2] })
  ];
  const built = buildFromFeatures(readGeoJson(JSON.stringify({ type: 'FeatureCollection', features })), 'wgs84');
  expect(built.features).toHaveLength(1);
  expect(built.refused).toEqual([
    { reason: 'no_geometry', at: 1 },
    { reason: 'broken_geometry', at: 2 }
  ]);
});

test('fields tell how they can be drawn', () => {
  const rows = Array.from({ length: 10 }, (_, index) => `${index < 7 ? '甲' : '乙'},${index},125.${index + 1},43.8`);
  const { fields } = buildFromTable(readTable(['类,数,lng,lat', ...rows].join('\n')), {
    lng: 2,
    lat: 3,
    frame: 'wgs84'
  });
  expect(fields[0]).toMatchObject({
    name: '类',
    kind: 'text',
    distinct: 2,
    top: [
      { value: '甲', count: 7 },
      { value: '乙', count: 3 }
    ]
  });
  expect(fields[1]).toMatchObject({ name: '数', kind: 'number', steps: [0, 2, 4, 5, 7, 9] });
});
