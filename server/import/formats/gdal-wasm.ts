import { Worker } from 'node:worker_threads';
import type { GdalInfo } from './ogrinfo.ts';

export interface WasmOrder {
  path: string;
  /** Where it may write. */
  dir: string;
  env: Record<string, string>;
  openOptions: string[];
  /** Options of ogr2ogr for every layer. */
  args: string[];
  /** Layers to convert; without it what the file holds, told by an `info` first. */
  layers?: readonly string[];
}

export type WasmMessage = { info: GdalInfo } | { layer: string; path: string } | { error: string };

/** Runs GDAL in a thread and passes on what it says, one message after the other; the thread ends with the reading. */
export async function* runGdalWasm(order: WasmOrder, signal?: AbortSignal): AsyncGenerator<WasmMessage> {
  const worker = new Worker(new URL('./gdal-worker.ts', import.meta.url), { workerData: order });
  const waiting: WasmMessage[] = [];
  let ended = false;
  let failure: unknown;
  let wake = () => {};
  const onAbort = () => wake();
  worker.on('message', (message: WasmMessage) => (waiting.push(message), wake()));
  worker.on('error', (error) => ((failure = error), wake()));
  worker.on('exit', () => ((ended = true), wake()));
  signal?.addEventListener('abort', onAbort);
  try {
    while (true) {
      signal?.throwIfAborted();
      if (failure) throw failure as Error;
      const message = waiting.shift();
      if (message) yield message;
      else if (ended) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
