import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { OsmKind } from './osm-extract.ts';

/**
 * GDAL (as WebAssembly) in a thread of its own: a long run does not stop the process from hearing Ctrl-C, and all its
 * memory goes with the thread. Writes each kind of object as lines of GeoJSON into `dir` and says so.
 */
interface GdalModule {
  open(path: string): Promise<{ datasets: unknown[]; errors: unknown[] }>;
  ogr2ogr(dataset: unknown, options: string[], name: string): Promise<{ real: string }>;
  close(dataset: unknown): Promise<void>;
}

const { path, dir, kinds } = workerData as { path: string; dir: string; kinds: OsmKind[] };
const require = createRequire(import.meta.url);
const main = require.resolve('gdal3.js/node');
const init = require(main) as (options: object) => Promise<GdalModule>;

const complaints: string[] = [];
const gdal = await init({
  // It reads its data file relative to the working directory, whatever path it is given.
  path: relative(process.cwd(), join(dirname(main), 'dist/package')),
  dest: dir,
  env: { OSM_CONFIG_FILE: '/output/osmconf.ini', CPL_TMPDIR: '/output', OSM_MAX_TMPFILE_SIZE: '64' },
  logHandler: () => {},
  errorHandler: (line: string) => line.startsWith('ERROR') && complaints.push(line)
});

try {
  for (const kind of kinds) {
    // The driver reads a file once from front to back, so each kind is a reading of its own.
    const { datasets } = await gdal.open(path);
    const { real } = await gdal.ogr2ogr(
      datasets[0],
      ['-f', 'GeoJSONSeq', '-lco', 'COORDINATE_PRECISION=7', kind],
      kind
    );
    await gdal.close(datasets[0]);
    // GDAL hands over what it understood of a broken file and calls it a success.
    if (complaints[0]) throw new Error(complaints[0]);
    parentPort!.postMessage({ kind, path: real });
  }
} catch (error) {
  const words = complaints[0] ?? (error instanceof Error ? error.message : '');
  parentPort!.postMessage({ error: words.replace(/^ERROR \d+: /, '') || 'not recognised' });
}
