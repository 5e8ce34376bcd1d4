import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { converter } from '#geodata/spatial/datum.ts';
import { ImportError } from '#server/import/import-error.ts';
import { inspectFile } from '#server/import/inspect.service.ts';
import { previewDelivery } from '#server/import/preview.service.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { workbookOf } from './datasets/workbook.ts';
import { count, folder, part, refusals, run, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase({ demo: true });
}, 120_000);
afterAll(() => db.drop());

async function rowsOf(table: string, source: string) {
  const { rows } = await db.pool.query<Record<string, unknown> & { lng: number; lat: number }>(
    `SELECT *, ST_X(geom) AS lng, ST_Y(geom) AS lat FROM ${table} WHERE source = $1 ORDER BY name`,
    [source]
  );
  return rows;
}

/** Bytes of a text in GBK: these signs are all it needs. */
function gbk(text: string): Buffer {
  const bytes: number[] = [];
  for (const sign of text) bytes.push(...(sign.charCodeAt(0) < 128 ? [sign.charCodeAt(0)] : gbkOf(sign)));
  return Buffer.from(bytes);
}

function gbkOf(sign: string): number[] {
  const decoder = new TextDecoder('gbk');
  for (let a = 0xb0; a <= 0xf7; a++) {
    for (let b = 0xa1; b <= 0xfe; b++) if (decoder.decode(Uint8Array.of(a, b)) === sign) return [a, b];
  }
  throw new Error(`no GBK for ${sign}`);
}

const site = [125.3245, 43.8868] as const;
const beside = (i: number) => [site[0] + i / 500, site[1] + i / 900] as const;

test('a CSV in GBK and GCJ-02: columns found by their names, places by their frame', async () => {
  const toGcj = converter('wgs84', 'gcj02');
  const lines = Array.from({ length: 6 }, (_, i) => {
    const [lng, lat] = toGcj(beside(i));
    return `路口${i},${lng},${lat},在线,是`;
  });
  const path = writeText(
    dir,
    'cameras.csv',
    gbk(['点位名称,经度,纬度,运行状态,具备人脸采集能力', ...lines].join('\r\n'))
  );
  const inspection = await inspectFile(path);
  expect(inspection).toMatchObject({ format: 'csv', encoding: 'gb18030' });
  expect(inspection.layers[0]).toMatchObject({
    geometryType: 'none',
    count: 6,
    fields: [{ name: '点位名称', samples: expect.arrayContaining(['路口0']) as unknown }, {}, {}, {}, {}]
  });
  const summary = part(await run(db, 'cameras', path, { source: 'gbk', datum: 'gcj02' }), 'cameras');
  expect(summary).toMatchObject({ inserted: 6, refused: [] });
  const rows = await rowsOf('asset.cameras', 'gbk');
  expect(rows[1]).toMatchObject({ name: '路口1', status: 'online', face_capable: true });
  expect(rows[1]!.lng).toBeCloseTo(beside(1)[0], 6);
  expect(rows[1]!.lat).toBeCloseTo(beside(1)[1], 6);
});

test('columns X and Y are read the way their values say: surveyors write north as X', async () => {
  const toZone = converter('wgs84', 'epsg:4530');
  const lines = Array.from({ length: 4 }, (_, i) => {
    const [east, north] = toZone(beside(i));
    return `路口${i}\t${north.toFixed(3)}\t${east.toFixed(3)}`;
  });
  const path = writeText(dir, 'survey.csv', ['名称\tX坐标(m)\tY坐标(m)', ...lines].join('\n'));
  expect((await run(db, 'cameras', path, { source: 'survey' })).frame).toBe('epsg:4530');
  const rows = await rowsOf('asset.cameras', 'survey');
  expect(rows[0]!.lng).toBeCloseTo(site[0], 6);
});

test('coordinates in one column, with degrees and minutes, and rows without any', async () => {
  const text = '名称,坐标\n甲,"125.3245，43.8868"\n乙,"125°19′28.2″ 43°53′12.5″"\n丙,\n丁,不详\n';
  const summary = part(await run(db, 'cameras', writeText(dir, 'pairs.csv', text), { source: 'pairs' }), 'cameras');
  expect(refusals(summary)).toEqual({ no_geometry: 1, malformed_geometry: 1 });
  const [, second] = await rowsOf('asset.cameras', 'pairs');
  expect(second!.lng).toBeCloseTo(125.3245, 4);
});

const cameraSheet = {
  rows: [
    ['某街道视频点位表', null, null, null, null],
    ['填报日期', { date: 45_355 }, null, null, null],
    ['点位', null, '坐标', null, '状态'],
    ['名称', '设备编码', '经度', '纬度', '状态'],
    ['=HYPERLINK("http://evil")', null, { formula: 'A1+1', value: 125.3245 }, 43.8868, '在线'],
    ['乙', null, 125.325, { formula: 'NOW()' }, '在线'],
    ['丙', null, 125.326, 43.887, '离线'],
    ['丁', null, 125.327, 43.888, null]
  ],
  merged: ['A1:E1', 'A3:B3', 'C3:D3', 'E3:E4', 'E7:E8']
};

test('a workbook with a title, a heading of two rows, merged cells and formulas', async () => {
  const path = writeText(dir, 'cameras.xlsx', workbookOf({ 点位: cameraSheet, 旧表: { rows: [['x']], hidden: true } }));
  const inspection = await inspectFile(path);
  expect(inspection.layers).toMatchObject([{ name: '点位', count: 4 }]);
  expect(inspection.layers[0]!.fields.map(({ name }) => name)).toEqual(['名称', '设备编码', '经度', '纬度', '状态']);
  expect(inspection.problems).toMatchObject([{ code: 'formulas_without_value' }]);
  const refused = join(dir, 'refused.csv');
  const summary = await run(db, 'cameras', path, { source: 'book', refused });
  expect(part(summary, 'cameras')).toMatchObject({
    inserted: 3,
    refused: [{ reason: 'malformed_geometry', count: 1 }]
  });
  const rows = await rowsOf('asset.cameras', 'book');
  expect(rows.map(({ name, status }) => [name, status])).toEqual([
    ['=HYPERLINK("http://evil")', 'online'],
    ['丁', 'offline'],
    ['丙', 'offline']
  ]);
  expect(rows[0]!.lng).toBe(125.3245);
  expect(summary.refusedRows).toBe(1);
  expect(readFileSync(refused, 'utf8')).toMatch(
    /^\ufeff行 row,原因,reason,.*名称,设备编码,经度,纬度,状态\r\n2,坐标不完整.*,乙,,125\.325,,在线\r\n$/
  );
});

test('what looks like a formula is written so that no spreadsheet runs it', async () => {
  const text = '名称,经度,纬度,状态\n=1+1,125.3,43.9,坏了\n@x,125.3,43.9,坏了\n-5,125.3,43.9,坏了\n';
  const refused = join(dir, 'formulas.csv');
  await run(db, 'cameras', writeText(dir, 'formulas.csv.in', text), { source: 'formulas', refused });
  const written = readFileSync(refused, 'utf8');
  expect(written).toContain(`,'=1+1,125.3,43.9,坏了`);
  expect(written).toContain(`,'@x,125.3,43.9,坏了`);
  expect(written).toContain(',-5,125.3,43.9,坏了');
});

test('of several sheets one is asked for, and a name that is not there is named', async () => {
  const sheet = {
    rows: [
      ['名称', '经度', '纬度'],
      ['甲', 125.3, 43.9]
    ]
  };
  const path = writeText(dir, 'two.xlsx', workbookOf({ 东区: sheet, 西区: sheet }));
  await expect(run(db, 'cameras', path)).rejects.toThrow(
    /several layers; say with --file-layer which one goes into cameras: 东区, 西区/
  );
  await expect(run(db, 'cameras', path, { fileLayer: '南区' })).rejects.toThrow(/has no layer 南区; it has 东区, 西区/);
  expect(part(await run(db, 'cameras', path, { fileLayer: '西区', source: 'west' }), 'cameras').inserted).toBe(1);
});

test('an address list finds its buildings among what the map holds, and says what it does not find', async () => {
  const { rows } = await db.pool.query<{ address: string; name: string; number: string; lng: number; lat: number }>(
    `SELECT b.address, c.name, b.number, ST_X(ST_PointOnSurface(b.geom)) AS lng, ST_Y(ST_PointOnSurface(b.geom)) AS lat
     FROM asset.buildings b JOIN asset.compounds c ON c.id = b.compound_id WHERE b.number IS NOT NULL AND b.address IS NOT NULL ORDER BY b.id LIMIT 3`
  );
  const [first, second] = rows;
  const list = [
    ['名称', '类型', '地址'],
    ['甲所', '养老服务', `${first!.address}2单元101室`],
    ['乙所', '养老服务', `长春市 ${second!.name} ${second!.number} 栋`],
    ['丙所', '养老服务', '不存在路999号'],
    ['丁所', '养老服务', null]
  ];
  const path = writeText(dir, 'addresses.xlsx', workbookOf({ 名单: { rows: list } }));
  const refused = join(dir, 'addresses.csv');
  const options = { source: 'addresses', refused, map: {} };
  const preview = await previewDelivery({ ownerUrl: db.ownerUrl, path, layer: 'service_points', source: 'addresses' });
  expect(preview.guessedMapping.place).toEqual({ by: 'address', column: '地址' });
  expect(preview.rows.map(({ errors }) => errors.map(({ reason }) => reason))).toEqual([
    [],
    [],
    ['address_not_found'],
    ['address_not_found']
  ]);
  expect(preview.rows[0]!.matched).toMatchObject({ confidence: 0.95 });
  const summary = part(await run(db, 'service_points', path, options), 'service_points');
  expect(refusals(summary)).toEqual({ address_not_found: 2 });
  const found = await rowsOf('asset.service_points', 'addresses');
  const wanted = [second!, first!];
  for (const [i, { lng, lat }] of found.entries()) {
    expect(Math.hypot(lng - wanted[i]!.lng, lat - wanted[i]!.lat)).toBeLessThan(1e-7);
  }
  expect(readFileSync(refused, 'utf8')).toContain('不存在路999号');
});

test('a mapping fills fields from columns, constants and code words, is kept for its source and used again', async () => {
  const text = '点,代码,经,纬\n甲,A1,125.3,43.9\n乙,B2,125.31,43.91\n';
  const path = writeText(dir, 'coded.csv', text);
  const mapping = {
    fields: {
      source_id: { columns: ['代码'] },
      name: { columns: ['点'] },
      status: { columns: ['代码'], words: { A1: 'online', B2: '离线' } },
      legal_basis: { constant: '市政府令' }
    },
    place: { by: 'columns' as const, x: '经', y: '纬' }
  };
  await expect(run(db, 'cameras', path, { source: 'coded' })).resolves.toMatchObject({ layers: [{ inserted: 0 }] });
  expect(part(await run(db, 'cameras', path, { source: 'coded', mapping }), 'cameras').inserted).toBe(2);
  expect(await rowsOf('asset.cameras', 'coded')).toMatchObject([
    { name: '乙', status: 'offline', legal_basis: '市政府令', source_id: 'B2' },
    { name: '甲', status: 'online', source_id: 'A1' }
  ]);
  expect(part(await run(db, 'cameras', path, { source: 'coded' }), 'cameras')).toMatchObject({ unchanged: 2 });
  const renamed = writeText(dir, 'renamed.csv', text.replace('代码', '编号'));
  await expect(run(db, 'cameras', renamed, { source: 'coded' })).rejects.toThrow(
    /has the property 代码 named by --map or by the mapping kept/
  );
  await expect(
    run(db, 'cameras', path, { mapping: { ...mapping, fields: { storeys: { columns: ['点'] } } } })
  ).rejects.toThrow(/no column storeys/);
});

test('a preview tells everything that is wrong with a row, measures the frame and writes nothing', async () => {
  const text = '名称,经度,纬度,状态,方位角\n甲,125.3,43.9,在线,30\n,125.3,243.9,坏了,北\n丙,125.31,43.91,在线,900\n';
  const path = writeText(dir, 'preview.csv', text);
  const before = await count(db, 'asset.cameras');
  const preview = await previewDelivery({ ownerUrl: db.ownerUrl, path, layer: 'cameras' });
  expect(
    preview.rows.map(({ errors }) => errors.map(({ reason, field }) => `${reason} ${field ?? ''}`.trim()))
  ).toEqual([
    [],
    ['no_name name', 'unknown_value status', 'wrong_type azimuth_deg', 'coordinates_out_of_range'],
    ['check_broken azimuth_deg']
  ]);
  expect(preview.rows[0]).toMatchObject({
    ord: 1,
    values: { name: '甲', status: 'online' },
    geometry: { type: 'Point', coordinates: [125.3, 43.9] }
  });
  expect(preview.counts).toMatchObject({ read: 3, ok: 1 });
  expect(preview).toMatchObject({
    complete: true,
    bbox: [125.3, 43.9, 125.3, 43.9],
    frame: { frame: 'wgs84', how: 'assumed', fault: null, shift: null }
  });
  expect(preview.guessedMapping).toEqual({
    fields: { name: { columns: ['名称'] }, status: { columns: ['状态'] }, azimuth_deg: { columns: ['方位角'] } },
    place: { by: 'columns', x: '经度', y: '纬度' }
  });
  const metres = writeText(dir, 'metres.csv', '名称,X,Y\n甲,445717,4861466\n');
  const contrary = await previewDelivery({ ownerUrl: db.ownerUrl, path: metres, layer: 'cameras' });
  expect(contrary.frame.fault?.en).toMatch(/its coordinates are metres/);
  expect(contrary.counts.ok).toBe(0);
  expect(await count(db, 'asset.cameras')).toBe(before);
  expect(await count(db, 'governance.imports', `file_name = 'preview.csv'`)).toBe(0);
});

test('a table that cannot be read is refused in a sentence', async () => {
  const cases: [name: string, bytes: string | Buffer, sentence: RegExp][] = [
    ['numbers.csv', '1,2,3\n4,5,6\n', /no row that looks like the heading/],
    ['empty.xlsx', workbookOf({ 表: { rows: [] } }), /no features|several layers/],
    [
      'latin.csv',
      Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff, 0x2c, 0x80, 0x0a]),
      /neither in UTF-8 nor in GB18030/
    ],
    ['old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /an old Excel or Word file \(save it as XLSX\)/]
  ];
  for (const [name, bytes, sentence] of cases) {
    const error = await run(db, 'cameras', writeText(dir, name, bytes)).catch((error: unknown) => error);
    expect(error, name).toBeInstanceOf(ImportError);
    expect((error as ImportError).words.en).toMatch(sentence);
    expect((error as ImportError).words.zh).toMatch(/。$/);
  }
  expect(existsSync(join(dir, 'none.csv'))).toBe(false);
});

test('a preview of what lies beside the map says by how much, with arrows to where it should be', async () => {
  const { rows } = await db.pool.query<{ geometry: { type: string; coordinates: [number, number][][][] } }>(
    'SELECT ST_AsGeoJSON(geom, 7)::jsonb AS geometry FROM asset.buildings ORDER BY id LIMIT 1500'
  );
  const move = converter('wgs84', 'gcj02');
  const lines = rows.map(({ geometry: { type, coordinates } }, id) => {
    const moved = coordinates.map((polygon) => polygon.map((ring) => ring.map(move)));
    return `${JSON.stringify({ type: 'Feature', properties: { id }, geometry: { type, coordinates: moved } })}\n`;
  });
  const path = writeText(dir, 'beside.geojsonl', lines.join(''));
  const { frame, counts } = await previewDelivery({ ownerUrl: db.ownerUrl, path, layer: 'buildings' });
  expect(frame.shift).toMatchObject({ frame: 'gcj02', words: { zh: expect.stringMatching(/偏移 \d+ 米/) as unknown } });
  expect(frame.shift!.arrows).toHaveLength(40);
  const [{ from, to }] = frame.shift!.arrows as [{ from: [number, number]; to: [number, number] }];
  const back = converter('gcj02', 'wgs84')(from);
  expect(Math.hypot(to[0] - back[0], to[1] - back[1])).toBeLessThan(0.0005);
  expect(counts).toMatchObject({ read: 1500, ok: 1500 });
});
