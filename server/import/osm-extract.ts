import { createWriteStream } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { ImportError } from './import-error.ts';
import type { SourceFile } from './open-file.ts';
import type { Workspace } from './workspace.ts';

/** What GDAL's OSM driver sorts objects into; `other_relations` have no geometry. */
const kinds = ['points', 'lines', 'multipolygons', 'multilinestrings'] as const;
export type OsmKind = (typeof kinds)[number];

type Message = { kind: OsmKind; path: string } | { error: string };

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
  let worker: Worker | undefined;
  try {
    await copyFile(join(import.meta.dirname, 'osmconf.ini'), join(dir, 'osmconf.ini'));
    const path = await prepare(file, dir);
    signal?.throwIfAborted();
    worker = new Worker(new URL('./osm-worker.ts', import.meta.url), { workerData: { path, dir, kinds } });
    for await (const message of messages(worker, signal)) {
      if ('error' in message) throw unreadable(file.name, message.error);
      yield message;
      await rm(message.path);
    }
  } finally {
    await worker?.terminate();
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

async function* messages(worker: Worker, signal?: AbortSignal): AsyncGenerator<Message> {
  const waiting: Message[] = [];
  let ended = false;
  let failure: unknown;
  let wake = () => {};
  worker.on('message', (message: Message) => (waiting.push(message), wake()));
  worker.on('error', (error) => ((failure = error), wake()));
  worker.on('exit', () => ((ended = true), wake()));
  signal?.addEventListener('abort', () => wake());
  while (true) {
    signal?.throwIfAborted();
    if (failure) throw failure as Error;
    const message = waiting.shift();
    if (message) yield message;
    else if (ended) return;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

function unreadable(name: string, words: string): ImportError {
  return new ImportError(
    `${name} cannot be read to its end as OpenStreetMap data (${words}); it may be cut off. Nothing was imported.`,
    `${name} 无法完整读取（${words}），文件可能不完整。未导入任何内容。`
  );
}
