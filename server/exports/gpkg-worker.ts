import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * GDAL (as WebAssembly) in a thread of its own: writing a GeoPackage keeps the process free to answer, ends at once when
 * nobody waits for it any more, and gives its memory back with the thread.
 */
interface GdalModule {
  open(path: string): Promise<{ datasets: unknown[]; errors: unknown[] }>;
  ogr2ogr(dataset: unknown, options: string[], name: string): Promise<{ real: string }>;
}

export interface GpkgOrder {
  /** Lines of GeoJSON. */
  path: string;
  dir: string;
  layer: string;
  title: string;
  srs: string;
  geometry: 'POINT' | 'MULTILINESTRING' | 'MULTIPOLYGON';
  /** Kept in the file's metadata. */
  mark: Record<string, string>;
}
export type GpkgReply = { path: string } | { error: string };

const { path, dir, layer, title, srs, geometry, mark } = workerData as GpkgOrder;
const require = createRequire(import.meta.url);
const main = require.resolve('gdal3.js/node');
const init = require(main) as (options: object) => Promise<GdalModule>;

const complaints: string[] = [];
const gdal = await init({
  // It reads its data file relative to the working directory, whatever path it is given.
  path: relative(process.cwd(), join(dirname(main), 'dist/package')),
  dest: dir,
  env: { CPL_TMPDIR: '/output' },
  logHandler: () => {},
  errorHandler: (line: string) => line.startsWith('ERROR') && complaints.push(line)
});

try {
  const { datasets } = await gdal.open(path);
  const marks = Object.entries(mark).flatMap(([key, value]) => ['-mo', `${key}=${value}`]);
  const options = [
    ...['-f', 'GPKG', '-nln', layer, '-a_srs', srs, '-preserve_fid', '-lco', `IDENTIFIER=${title}`],
    ...['-lco', 'GEOMETRY_NAME=geom', '-nlt', geometry, ...marks]
  ];
  const { real } = await gdal.ogr2ogr(datasets[0], options, layer);
  if (complaints[0]) throw new Error(complaints[0]);
  parentPort!.postMessage({ path: real } satisfies GpkgReply);
} catch (error) {
  const words = complaints[0] ?? (error instanceof Error ? error.message : '');
  parentPort!.postMessage({ error: words || 'GDAL gave no reason' } satisfies GpkgReply);
}
