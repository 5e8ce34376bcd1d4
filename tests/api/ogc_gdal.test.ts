import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tileAt } from '#geodata/spatial/tile.ts';
import { testSite, type TestSite } from '../support/site.ts';

// What QGIS reads with: GDAL's own drivers, against the running server.
const run = promisify(execFile);
const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
if (!hasGdal) process.stderr.write('GDAL’s programs are not installed (gdal-bin): what QGIS does is not tried here.\n');
const testWithGdal = test.skipIf(!hasGdal);

let site: TestSite;
let dir: string;

beforeAll(async () => {
  site = await testSite();
  dir = mkdtempSync(join(tmpdir(), 'gezhi-test-'));
  await site.db.pool.query(
    `INSERT INTO asset.service_points (source, source_id, name, category, geom)
     SELECT 'test', n::text, '服务点' || n, CASE WHEN n % 2 = 0 THEN 'medical' ELSE 'dining' END, ST_SetSRID(ST_Point(125.30 + n * 0.0001, 43.88), 4326)
     FROM generate_series(1, 250) AS n`
  );
  await site.db.pool.query(
    `INSERT INTO asset.buildings (source, source_id, name, kind, households, geom)
     VALUES ('test', 'a', '甲楼', 'residential', 71717, ST_Multi(ST_MakeEnvelope(125.30, 43.90, 125.301, 43.901, 4326)))`
  );
  await site.db.pool.query('ANALYZE');
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await site.close();
});

async function ogr(program: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(program, args, { env: { ...process.env, GDAL_HTTP_TIMEOUT: '20' } });
  expect(stderr).not.toMatch(/ERROR|Warning 1/);
  return stdout;
}

testWithGdal('GDAL lists the collections a caller may see, with their kind of geometry', async () => {
  const listed = await ogr('ogrinfo', `OAPIF:${site.server.url}/ogc`);
  expect(listed).toContain('service_points (title: ');
  expect(listed).toMatch(/buildings .*Multi Polygon/);
  expect(listed).not.toContain('cameras');
});

testWithGdal('GDAL reads every feature over several pages, with public fields only', async () => {
  const file = join(dir, 'points.gpkg');
  await ogr('ogr2ogr', '-f', 'GPKG', file, `OAPIF:${site.server.url}/ogc`, 'service_points', '-oo', 'PAGE_SIZE=100');
  expect(await ogr('ogrinfo', '-so', file, 'service_points')).toContain('Feature Count: 250');
  const buildings = await ogr('ogrinfo', '-al', `OAPIF:${site.server.url}/ogc`, 'buildings');
  expect(buildings).toContain('甲楼');
  expect(buildings).not.toContain('71717');
});

testWithGdal('GDAL’s box and attribute filters give what lies there', async () => {
  const box = ['-spat', '125.3000', '43.87', '125.30105', '43.89'];
  const found = await ogr(
    'ogrinfo',
    '-al',
    '-so',
    ...box,
    `OAPIF:${site.server.url}/ogc`,
    'service_points',
    '-where',
    "category = 'medical'"
  );
  expect(found).toContain('Feature Count: 5');
});

testWithGdal('GDAL reads a vector tile at the address that TileJSON gives', async () => {
  const { tiles, maxzoom } = (await (await site.ask('/tiles/service_points.json')).json()) as {
    tiles: string[];
    maxzoom: number;
  };
  const { x, y } = tileAt([125.3125, 43.88], maxzoom);
  const address = tiles[0]!.replace('{z}', String(maxzoom)).replace('{x}', String(x)).replace('{y}', String(y));
  const body = Buffer.from(await (await fetch(address)).arrayBuffer());
  // The driver knows where a tile lies by its path.
  const folder = join(dir, String(maxzoom), String(x));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${y}.mvt`), body);
  const read = await ogr('ogrinfo', '-al', join(folder, `${y}.mvt`), 'service_points');
  expect(read).toContain('服务点');
  expect(read).toMatch(/POINT \(1394\d{4}/);
});
