import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import type { Layer } from '#geodata/layers/define.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import type { TakenRow } from '#server/exports/export.queries.ts';
import type { GpkgOrder, GpkgReply } from '#server/exports/gpkg-worker.ts';
import { geojsonLines } from '#server/exports/write-geojson.ts';

/** GCJ-02 has no number in the registry: a system of its own, so that nobody's program takes it for WGS84. */
const GCJ02 =
  'GEOGCS["GCJ-02 (offset coordinates of Chinese internet maps, not WGS84)",DATUM["GCJ-02",SPHEROID["Krassowsky 1940",6378245,298.3]],' +
  'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';

/**
 * Writes rows as a GeoPackage and gives its path to `use`; file and folder are gone afterwards, whatever happened.
 * @throws when the signal ends, or GDAL refuses
 */
export async function withGpkg<T>(
  batches: AsyncIterable<TakenRow[]>,
  made: { layer: Layer; frame: Frame; title: string; mark: Record<string, string>; signal: AbortSignal },
  use: (path: string) => Promise<T>
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), `gezhi-export-${process.pid}-`));
  try {
    const lines = join(dir, 'features.geojsonl');
    await pipeline(Readable.from(geojsonLines(batches, made.frame)), createWriteStream(lines), { signal: made.signal });
    const path = (await stat(lines)).size > 0 ? lines : await nothing(dir);
    const { layer, frame, title, mark } = made;
    const srs = frame === 'gcj02' ? GCJ02 : frame === 'wgs84' ? 'EPSG:4326' : frame.toUpperCase();
    const order = { path, dir, layer: layer.id, title, srs, geometry: geometries[layer.geometry], mark };
    return await use(await convert(order, made.signal));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const geometries = { point: 'POINT', line: 'MULTILINESTRING', polygon: 'MULTIPOLYGON' } as const;

/** A file without lines is no GeoJSON to GDAL; a collection without features is. */
async function nothing(dir: string): Promise<string> {
  const path = join(dir, 'features.geojson');
  await writeFile(path, '{"type":"FeatureCollection","features":[]}');
  return path;
}

async function convert(order: GpkgOrder, signal: AbortSignal): Promise<string> {
  const worker = new Worker(new URL('./gpkg-worker.ts', import.meta.url), { workerData: order });
  try {
    const [reply] = (await once(worker, 'message', { signal })) as [GpkgReply];
    if ('error' in reply) throw new Error(reply.error);
    return reply.path;
  } finally {
    await worker.terminate();
  }
}
