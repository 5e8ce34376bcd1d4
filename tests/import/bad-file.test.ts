import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImportError } from '#server/import/import-error.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { count, feature, folder, run, square, writeLines, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const one = feature({ id: 1 }, square(125.3, 43.9));

/** Fails with one sentence per language and leaves nothing behind. */
async function expectRefusal(
  target: string,
  file: string,
  sentence: RegExp,
  map?: Record<string, string>
): Promise<void> {
  const before = await count(db, 'asset.buildings');
  const error = await run(db, target, file, { map }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ImportError);
  const { words } = error as ImportError;
  expect(words.en).toMatch(sentence);
  expect(words.en).not.toMatch(/\n|undefined|Error:/);
  expect(words.zh).toMatch(/[\u4e00-\u9fff].*。$/);
  expect(await count(db, 'asset.buildings')).toBe(before);
  expect(await count(db, 'governance.imports', `file_name = '${file.split('/').at(-1)}'`)).toBe(0);
}

test('a file that is not there is named', async () => {
  await expectRefusal('buildings', join(dir, 'nowhere.geojson'), /There is no file .*nowhere\.geojson/);
});

test('a folder is not a file', async () => {
  await expectRefusal('buildings', dir, /is not a file/);
});

test('an empty file is refused, also inside its gzip, also as an empty collection', async () => {
  await expectRefusal('buildings', writeText(dir, 'empty.geojson', ''), /empty\.geojson is empty/);
  await expectRefusal('buildings', writeText(dir, 'empty.geojsonl.gz', ''), /empty inside its gzip/);
  await expectRefusal(
    'buildings',
    writeText(dir, 'none.geojson', '{"type":"FeatureCollection","features":[]}'),
    /no features/
  );
  await expectRefusal('osm', writeText(dir, 'empty.osm', ''), /empty\.osm is empty/);
});

test('a gzip that was cut off is refused, although its beginning can be read', async () => {
  const whole = gzipSync(
    Array.from({ length: 5000 }, (_, i) => JSON.stringify(feature({ id: i }, square(125 + i / 1e4, 43.9)))).join('\n')
  );
  const path = writeText(dir, 'cut.geojsonl', whole.subarray(0, whole.length - 2000));
  await expectRefusal('buildings', path, /ends too early/);
});

test('a collection or a line that breaks off in the middle is refused', async () => {
  const text = JSON.stringify({ type: 'FeatureCollection', features: [one, one] });
  await expectRefusal('buildings', writeText(dir, 'cut.geojson', text.slice(0, -40)), /ends too early/);
  await expectRefusal('buildings', writeText(dir, 'cut2.geojson', text.slice(0, -1)), /ends too early/);
  const lines = `${JSON.stringify(one)}\n${JSON.stringify(one)}`;
  await expectRefusal('buildings', writeText(dir, 'line.geojsonl', lines.slice(0, -9)), /ends too early/);
});

test('a wrong format under the right ending is called by its name', async () => {
  await expectRefusal('buildings', writeText(dir, 'photo.geojson', PNG), /photo\.geojson is a PNG image, not GeoJSON/);
  await expectRefusal('buildings', writeText(dir, 'photo.geojson.gz', PNG), /is a PNG image/);
  await expectRefusal('buildings', writeText(dir, 'words.json', 'hello\n'), /not known here, not GeoJSON/);
  await expectRefusal(
    'osm',
    writeText(dir, 'city.osm.pbf', JSON.stringify(one)),
    /city\.osm\.pbf is a JSON file, not OpenStreetMap/
  );
  await expectRefusal(
    'buildings',
    writeText(dir, 'map.geojson', '<osm version="0.6"></osm>'),
    /OpenStreetMap XML file, not GeoJSON/
  );
});

test('OpenStreetMap XML that breaks off is refused', async () => {
  const text = `<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="amenity" v="toilets"/></node><way id="2">`;
  await expectRefusal('osm', writeText(dir, 'broken.osm', text), /cannot be read to its end/);
});

test('text that is not UTF-8 is refused rather than read as broken names', async () => {
  const gbk = Buffer.concat([
    Buffer.from('{"type":"Feature","properties":{"name":"'),
    Buffer.from([0xb3, 0xa4, 0xb4, 0xba]),
    Buffer.from('"},"geometry":null}\n')
  ]);
  await expectRefusal('buildings', writeText(dir, 'gbk.geojsonl', gbk), /not written in UTF-8/);
});

test('a file in another reference frame is refused', async () => {
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::2229' } };
  const text = JSON.stringify({ type: 'FeatureCollection', crs, features: [one] });
  await expectRefusal('buildings', writeText(dir, 'metres.geojson', text), /EPSG::2229; bring it into EPSG:4326/);
});

test('an unknown layer, an unknown column and a mapped property no feature has are named', async () => {
  const path = writeLines(dir, 'one.geojsonl', [one]);
  await expectRefusal('bildings', path, /no layer bildings; there are osm and .*buildings/);
  await expectRefusal('grids', path, /Grids are not imported/);
  await expectRefusal('buildings', path, /no column storeys; it has source_id, .*floors/, { levels: 'storeys' });
  await expectRefusal('buildings', path, /property levels named by --map/, { levels: 'floors' });
});

test('a delivery that would lie on the map if longitude and latitude were exchanged is refused', async () => {
  await run(db, 'buildings', writeLines(dir, 'vaduz.geojsonl', [feature({ id: 1 }, square(9.52, 47.14))]));
  const swapped = writeLines(dir, 'swapped.geojsonl', [feature({ id: 2 }, square(47.14, 9.52))]);
  await expectRefusal('buildings', swapped, /seem to be latitude, longitude/);
});
