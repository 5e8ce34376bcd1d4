// Turns a GeoJSON file into a dataset of another format, with GDAL as WebAssembly: `make.ts <in> <dir> <name> <options…>`.
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

interface Gdal {
  open(path: string): Promise<{ datasets: unknown[] }>;
  ogr2ogr(dataset: unknown, options: string[], name: string): Promise<{ real: string }>;
}

const [input, dir, name, ...options] = process.argv.slice(2) as [string, string, string, ...string[]];
const require = createRequire(import.meta.url);
const main = require.resolve('gdal3.js/node');
const init = require(main) as (options: object) => Promise<Gdal>;
const gdal = await init({
  path: relative(process.cwd(), join(dirname(main), 'dist/package')),
  dest: dir,
  logHandler: () => {},
  errorHandler: (line: string) => void process.stderr.write(`${line}\n`)
});
const { datasets } = await gdal.open(input);
await gdal.ogr2ogr(datasets[0], options, name);
process.exit(0);
