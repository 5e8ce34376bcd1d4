import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { WasmMessage, WasmOrder } from './gdal-wasm.ts';
import type { GdalInfo } from './ogrinfo.ts';

/**
 * GDAL (as WebAssembly) in a thread of its own: a long run does not stop the process from hearing Ctrl-C, and all its
 * memory goes with the thread. Writes each layer as lines of GeoJSON into `dir` and says so.
 */
interface GdalModule {
  open(path: string, options?: string[]): Promise<{ datasets: { info: GdalInfo }[]; errors: unknown[] }>;
  ogr2ogr(dataset: unknown, options: string[], name: string): Promise<{ real: string }>;
  close(dataset: unknown): Promise<void>;
}

const { path, dir, env, openOptions, args, layers } = workerData as WasmOrder;
const require = createRequire(import.meta.url);
const main = require.resolve('gdal3.js/node');
const init = require(main) as (options: object) => Promise<GdalModule>;

const complaints: string[] = [];
const gdal = await init({
  // It reads its data file relative to the working directory, whatever path it is given.
  path: relative(process.cwd(), join(dirname(main), 'dist/package')),
  dest: dir,
  env: { CPL_TMPDIR: '/output', ...env },
  logHandler: () => {},
  errorHandler: (line: string) => line.startsWith('ERROR') && complaints.push(line)
});

function say(message: WasmMessage): void {
  parentPort!.postMessage(message);
}

/** GDAL hands over what it understood of a broken file and calls it a success. */
function refuseComplaints(): void {
  if (complaints[0]) throw new Error(complaints[0]);
}

async function open() {
  const { datasets } = await gdal.open(path, openOptions);
  if (!datasets[0]) throw new Error('not recognised');
  return datasets[0];
}

async function layersOf(): Promise<string[]> {
  const dataset = await open();
  refuseComplaints();
  say({ info: { layers: dataset.info.layers } });
  await gdal.close(dataset);
  return dataset.info.layers.map(({ name }) => name);
}

try {
  for (const [nth, layer] of (layers ?? (await layersOf())).entries()) {
    // Some drivers read a file once from front to back, so each layer is a reading of its own.
    const dataset = await open();
    const { real } = await gdal.ogr2ogr(dataset, ['-f', 'GeoJSONSeq', ...args, layer], `layer-${nth}`);
    await gdal.close(dataset);
    refuseComplaints();
    say({ layer, path: real });
  }
} catch (error) {
  const words = complaints[0] ?? (error instanceof Error ? error.message : '');
  say({ error: words.replace(/^ERROR \d+: /, '') || 'not recognised' });
}
