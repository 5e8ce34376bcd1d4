import { decode } from '$lib/temporary/reading/decode.ts';
import type { RawFeatures } from '$lib/temporary/reading/read-geojson.ts';
import type { Ask } from '$lib/temporary/reading/reader.worker.ts';
import {
  FileFault,
  MOST_BYTES,
  type Built,
  type Choice,
  type FrameGuess,
  type Inspection
} from '$lib/temporary/types.ts';

/** One file on its way to a layer, read by a worker of its own. Nothing of it leaves the browser. */
export interface Reader {
  inspection: Inspection;
  /** Judges the frame anew for other columns. */
  judge(lng: number, lat: number): Promise<FrameGuess>;
  build(choice: Choice): Promise<Built>;
  close(): void;
}

/** @throws FileFault when the file cannot become a layer */
export async function openReader(file: File): Promise<Reader> {
  if (file.size > MOST_BYTES) throw new FileFault('too_large');
  if (file.size === 0) throw new FileFault('empty');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  const ask = <T>(message: Ask, transfer: Transferable[] = []) => answer<T>(worker, message, transfer);
  try {
    return {
      inspection: await inspect(bytes, ask),
      judge: (lng, lat) => ask<FrameGuess>({ do: 'columns', lng, lat }),
      build: (choice) => ask<Built>({ do: 'build', choice }),
      close: () => worker.terminate()
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** The content decides what it is read as, whatever the file is called. */
async function inspect(
  bytes: Uint8Array<ArrayBuffer>,
  ask: <T>(message: Ask, transfer?: Transferable[]) => Promise<T>
): Promise<Inspection> {
  const head = new TextDecoder()
    .decode(bytes.subarray(0, 2000))
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^<(\?xml|kml|!)/i.test(head)) {
    if (!/<kml[\s>]/i.test(head)) throw new FileFault('unknown_format');
    const { readKml } = await import('$lib/temporary/reading/read-kml.ts');
    const { text, encoding } = decode(bytes);
    const features: RawFeatures = readKml(text);
    return ask({ do: 'features', features, encoding });
  }
  return ask({ do: 'inspect', bytes, format: /^[{[\u001E]/.test(head) ? 'json' : 'table' }, [bytes.buffer]);
}

function answer<T>(worker: Worker, message: Ask, transfer: Transferable[]): Promise<T> {
  return new Promise((done, fail) => {
    worker.onmessage = ({ data }: MessageEvent<{ result: T } | { fault: FileFault }>) => {
      if ('result' in data) done(data.result);
      else fail(new FileFault(data.fault.reason, data.fault));
    };
    // Out of memory, or a worker that could not be fetched.
    worker.onerror = () => fail(new FileFault('unknown_format'));
    worker.postMessage(message, transfer);
  });
}
