import { createReadStream } from 'node:fs';
import type { FileFormat, FileProblem } from '#geodata/schemas/delivery.ts';
import { ImportError } from '../import-error.ts';
import { decodeUtf8, featureTexts } from '../json-text.ts';
import { frameOfName } from '../settle-frame.ts';
import type { Workspace } from '../workspace.ts';
import { runProgram } from './gdal-program.ts';
import { runGdalWasm } from './gdal-wasm.ts';
import { parseFeature } from './geojson.ts';
import { headsOfInfo, headsOfText } from './ogrinfo.ts';
import { noFrame, unknownFrame } from './problems.ts';
import type { LayerHead, Reader } from './reader.ts';

/** Larger datasets go to GDAL's own programs, smaller ones to GDAL as WebAssembly, which needs nothing installed. */
export const WASM_BYTES = 24 * 2 ** 20;

export interface GdalDataset {
  /** What to call it in a sentence. */
  name: string;
  format: FileFormat;
  path: string;
  /** Of all its files together. */
  bytes: number;
  openOptions?: string[];
  /** Whether the file numbers its rows for good, as a GeoPackage does. */
  keepsIds?: boolean;
}

// Said to be in WGS84 so that GDAL leaves coordinates as they are: frames are settled in one place for all formats.
const AS_IT_IS = ['-a_srs', 'EPSG:4326', '-lco', 'COORDINATE_PRECISION=8'];

/** A dataset that GDAL reads, layer by layer, as lines of GeoJSON in the coordinates of the file. */
export function gdalReader(dataset: GdalDataset, workspace: Workspace, signal?: AbortSignal): Reader {
  const { name, format } = dataset;
  const problems: FileProblem[] = [];
  const source = dataset.bytes <= WASM_BYTES ? fromWasm(dataset, workspace, signal) : fromProgram(dataset, signal);
  return {
    ...{ name, format, encoding: null, problems },
    async layers() {
      const heads = await source.layers();
      problems.splice(0, Infinity, ...heads.flatMap((head) => frameProblems(head)));
      return heads;
    },
    async *features(head, clues) {
      if (head.srs !== null) clues.named = head.srs;
      const texts = featureTexts(decodeUtf8(source.chunks(head.name), name), name);
      for await (const text of texts) yield parseFeature(text);
    },
    share: () => undefined,
    helperMemoryMb: () => source.memoryMb()
  };
}

export function frameProblems({ name, srs, geometryType }: LayerHead): FileProblem[] {
  if (geometryType === 'none') return [];
  if (srs === null) return [noFrame(name)];
  return frameOfName(srs) ? [] : [unknownFrame(name, srs)];
}

interface Source {
  layers(): Promise<LayerHead[]>;
  chunks(layer: string): AsyncGenerator<Buffer>;
  memoryMb(): number;
}

/** All layers are converted once, when the first thing is asked for. */
function fromWasm(dataset: GdalDataset, workspace: Workspace, signal?: AbortSignal): Source {
  let converted: Promise<{ heads: LayerHead[]; paths: Map<string, string> }> | undefined;
  async function convert() {
    const { path, openOptions = [] } = dataset;
    // A thread of the thread is more than WebAssembly can give.
    const env = { SHAPE_RESTORE_SHX: 'YES', OGR_GPKG_NUM_THREADS: '1', OGR2OGR_USE_ARROW_API: 'NO' };
    const order = { path, dir: await workspace.folder(), env, openOptions, args: argsOf(dataset) };
    const paths = new Map<string, string>();
    let heads: LayerHead[] = [];
    for await (const message of runGdalWasm(order, signal)) {
      if ('error' in message) throw unreadable(dataset.name, message.error);
      if ('info' in message) heads = headsOfInfo(message.info);
      else paths.set(message.layer, message.path);
    }
    return { heads, paths };
  }
  return {
    layers: async () => (await (converted ??= convert())).heads,
    async *chunks(layer) {
      const { paths } = await (converted ??= convert());
      yield* createReadStream(paths.get(layer)!) as AsyncIterable<Buffer>;
    },
    memoryMb: () => 0
  };
}

function fromProgram(dataset: GdalDataset, signal?: AbortSignal): Source {
  let memory = 0;
  const refuse = (words: string) => unreadable(dataset.name, words);
  const opening = (dataset.openOptions ?? []).flatMap((option) => ['-oo', option]);
  return {
    async layers() {
      let text = '';
      const { output } = runProgram('ogrinfo', ['-ro', '-so', '-al', ...opening, dataset.path], refuse, signal);
      for await (const chunk of output) text += chunk.toString();
      return headsOfText(text);
    },
    async *chunks(layer) {
      const args = ['-f', 'GeoJSONSeq', '/vsistdout/', dataset.path, ...opening, ...argsOf(dataset), layer];
      const { output, memoryMb } = runProgram('ogr2ogr', args, refuse, signal);
      try {
        yield* output;
      } finally {
        memory = Math.max(memory, memoryMb());
      }
    },
    memoryMb: () => memory
  };
}

function argsOf({ keepsIds }: GdalDataset): string[] {
  return keepsIds ? [...AS_IT_IS, '-preserve_fid'] : AS_IT_IS;
}

function unreadable(name: string, words: string): ImportError {
  const plain = words.replace(/\/(?:input|output|vsistdout|tmp)\/\S*/g, name).replace(/[.\n]+$/, '');
  return new ImportError(
    `${name} cannot be read to its end (${plain}); it may be damaged or cut off. Nothing was imported.`,
    `${name} 无法完整读取（${plain}），文件可能已损坏或不完整。未导入任何内容。`
  );
}
