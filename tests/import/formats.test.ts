import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { inspectFile } from '#server/import/inspect.service.ts';
import { withGdal } from '../../scripts/provision/gdal.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { describeWithSharedData, sharedData, testWithSharedData as test } from '../support/shared.ts';
import { makeDataset, membersOf, zipOf } from './datasets/index.ts';
import { accounted, folder, part, run, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

/** How far the roads of a source lie from those of the GeoJSON file, at most, metres. */
async function apart(source: string): Promise<number> {
  const { rows } = await db.pool.query<{ m: number }>(
    `SELECT max(ST_HausdorffDistance(ST_Transform(a.geom, 4530), ST_Transform(b.geom, 4530))) AS m
     FROM asset.roads a JOIN asset.roads b ON a.source_id = b.source_id AND b.source = 'geojson' WHERE a.source = $1`,
    [source]
  );
  return rows[0]!.m;
}

/** The file brings the same rows to the same places, and again nothing. */
async function same(source: string, file: string): Promise<void> {
  const more = { source, map: { osm_id: 'source_id' } };
  const first = part(await run(db, 'roads', file, more), 'roads');
  expect(accounted(first)).toBe(first.read);
  expect(first.read).toBe(1253);
  expect(part(await run(db, 'roads', file, more), 'roads')).toMatchObject({
    inserted: 0,
    updated: 0,
    unchanged: first.inserted
  });
  expect(await contentNames(source)).toBe(await contentNames('geojson'));
  expect(await apart(source)).toBeLessThan(0.02);
}

/** What the roads of a source say of themselves; GBK has no letter ĕ. */
async function contentNames(source: string): Promise<string> {
  const { rows } = await db.pool.query<{ row: string }>(
    `SELECT concat_ws('|', source_id, translate(trim(name), 'ĕ', ''), class, bridge, tunnel, oneway) AS row FROM asset.roads WHERE source = $1 ORDER BY 1`,
    [source]
  );
  return rows.map(({ row }) => row).join('\n');
}

describeWithSharedData("Changchun's roads are the same in every format", () => {
  const roads = sharedData('changchun/roads.geojson');
  beforeAll(async () => {
    await run(db, 'roads', roads, { source: 'geojson', map: { osm_id: 'source_id' } });
  });

  test('a GBK Shapefile in CGCS2000 3° zone 42, zipped, with and without .cpg', async () => {
    const made = await makeDataset(
      dir,
      roads,
      'roads',
      '-f',
      'ESRI Shapefile',
      '-t_srs',
      'EPSG:4530',
      '-lco',
      'ENCODING=GBK'
    );
    const members = membersOf(made, '道路数据/');
    expect(members.map(({ name }) => String(name)).join(' ')).toMatch(/roads\.cpg.*roads\.dbf.*roads\.prj/);
    const whole = writeText(dir, 'whole.zip', zipOf(members));
    await same('zip', whole);
    const bare = writeText(dir, 'bare.zip', zipOf(members.filter(({ name }) => !String(name).endsWith('.cpg'))));
    await same('bare', bare);
    const inspection = await inspectFile(bare);
    expect(inspection).toMatchObject({
      format: 'shapefile',
      encoding: 'gb18030',
      problems: [{ code: 'encoding_guessed' }]
    });
    expect(inspection.layers[0]).toMatchObject({
      name: 'roads',
      geometryType: 'line',
      count: 1253,
      srs: { frame: 'epsg:4530' }
    });
  }, 120_000);

  test('a .cpg that lies is not believed', async () => {
    const made = await makeDataset(dir, roads, 'roads', '-f', 'ESRI Shapefile', '-lco', 'ENCODING=GBK');
    const lying = membersOf(made).map((member) =>
      String(member.name).endsWith('.cpg') ? { ...member, bytes: Buffer.from('UTF-8') } : member
    );
    const path = writeText(dir, 'lying.zip', zipOf(lying));
    await same('lying', path);
    expect((await inspectFile(path)).problems).toMatchObject([{ code: 'encoding_contradicted' }]);
  }, 120_000);

  test('a Shapefile without .prj has its frame detected where the easting carries its zone, and asked for where not', async () => {
    for (const [frame, sentence] of [
      ['EPSG:4530', null],
      ['EPSG:4551', /its coordinates are metres: name their frame with --datum/]
    ] as const) {
      const made = await makeDataset(
        dir,
        roads,
        'roads',
        '-f',
        'ESRI Shapefile',
        '-t_srs',
        frame,
        '-lco',
        'ENCODING=UTF-8'
      );
      const path = writeText(
        dir,
        'frameless.zip',
        zipOf(membersOf(made).filter(({ name }) => !String(name).endsWith('.prj')))
      );
      expect((await inspectFile(path)).problems).toMatchObject([{ code: 'no_frame' }]);
      const importing = run(db, 'roads', path, { source: `frameless ${frame}` });
      if (sentence) await expect(importing).rejects.toThrow(sentence);
      else expect((await importing).frame).toBe('epsg:4530');
    }
    const path = join(dir, 'frameless.zip');
    expect((await run(db, 'roads', path, { source: 'said', datum: 'epsg:4551' })).frame).toBe('epsg:4551');
  }, 120_000);

  test('a GeoPackage, plain and gzipped', async () => {
    const made = await makeDataset(dir, roads, 'roads', '-f', 'GPKG', '-t_srs', 'EPSG:4551');
    const path = join(made, 'roads.gpkg');
    await same('gpkg', path);
    await same('gpkg.gz', writeText(dir, 'roads.gpkg.gz', readFileSync(path)));
  }, 120_000);

  test('FlatGeobuf, KML, KMZ and gzipped CSV with WKT', async () => {
    const fgb = join(await makeDataset(dir, roads, 'roads', '-f', 'FlatGeobuf'), 'roads.fgb');
    await same('fgb', fgb);
    const kml = readFileSync(join(await makeDataset(dir, roads, 'roads', '-f', 'KML'), 'roads.kml'));
    await same('kml', writeText(dir, 'roads.kml', kml));
    await same('kmz', writeText(dir, 'roads.kmz', zipOf([{ name: 'doc.kml', bytes: kml }])));
    const csv = readFileSync(
      join(await makeDataset(dir, roads, 'roads', '-f', 'CSV', '-lco', 'GEOMETRY=AS_WKT'), 'roads.csv'),
      'utf8'
    );
    await same('csv', writeText(dir, 'roads.csv.gz', csv));
  }, 120_000);

  test('a file larger than GDAL as WebAssembly takes goes to ogr2ogr, and memory stays small', async () => {
    const made = await makeDataset(dir, roads, 'roads', '-f', 'GPKG');
    const path = join(made, 'roads.gpkg');
    // Room to spare in the file makes it large without another row.
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(25 * 2 ** 20)]));
    const summary = await withGdal(() => run(db, 'roads', path, { source: 'large', map: { osm_id: 'source_id' } }));
    expect(await contentNames('large')).toBe(await contentNames('geojson'));
    expect(summary.peakMemoryMb).toBeLessThan(512 + 300);
  }, 120_000);
});
