import { createWriteStream } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runGdalWasm } from './formats/gdal-wasm.ts';
import { ImportError } from './import-error.ts';
import type { SourceFile } from './open-file.ts';
import type { Workspace } from './workspace.ts';

/** What GDAL's OSM driver sorts objects into; `other_relations` have no geometry. */
const kinds = ['points', 'lines', 'multipolygons', 'multilinestrings'] as const;
export type OsmKind = (typeof kinds)[number];

const ENV = { OSM_CONFIG_FILE: '/output/osmconf.ini', OSM_MAX_TMPFILE_SIZE: '64' };

/**
 * The objects of an OpenStreetMap file, kind by kind, each as a file of GeoJSON lines that exists until the next is
 * asked for.
 */
export async function* extractOsm(
  file: SourceFile,
  workspace: Workspace,
  signal?: AbortSignal
): AsyncGenerator<{ kind: OsmKind; path: string }> {
  const dir = await workspace.folder();
  await copyFile(join(import.meta.dirname, 'osmconf.ini'), join(dir, 'osmconf.ini'));
  const path = await prepare(file, dir);
  signal?.throwIfAborted();
  const order = { path, dir, env: ENV, openOptions: [], args: ['-lco', 'COORDINATE_PRECISION=7'], layers: kinds };
  for await (const message of runGdalWasm(order, signal)) {
    if ('error' in message) throw unreadable(file.name, message.error);
    if (!('layer' in message)) continue;
    yield { kind: message.layer as OsmKind, path: message.path };
    await rm(message.path);
  }
}

/** GDAL wants a plain file whose name tells the format. Reading it all also gives its checksum and finds a cut gzip. */
async function prepare(file: SourceFile, dir: string): Promise<string> {
  const ending = file.content.format === 'osm-pbf' ? '.pbf' : '.osm';
  if (!file.gzipped && extname(file.name) === ending) {
    for await (const _ of file.stream()) continue;
    return file.path;
  }
  const path = join(dir, `input.osm${ending === '.pbf' ? ending : ''}`);
  await pipeline(file.stream(), createWriteStream(path));
  return path;
}

function unreadable(name: string, words: string): ImportError {
  return new ImportError(
    `${name} cannot be read to its end as OpenStreetMap data (${words}); it may be cut off. Nothing was imported.`,
    `${name} 无法完整读取（${words}），文件可能不完整。未导入任何内容。`
  );
}
