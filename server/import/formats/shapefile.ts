import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileProblem } from '#geodata/schemas/delivery.ts';
import { ImportError } from '../import-error.ts';
import type { Workspace } from '../workspace.ts';
import { dbfEncoding, type DbfEncoding } from './dbf.ts';
import { frameProblems, gdalReader } from './gdal.ts';
import { encodingContradicted, encodingGuessed } from './problems.ts';
import type { LayerHead, Read, Reader } from './reader.ts';

/** The files of one Shapefile, by their endings in lower case. */
export interface Shapefile {
  layer: string;
  parts: Map<string, string>;
}

/** The Shapefile that a .shp on disk belongs to: the files beside it that share its name. */
export async function shapefileAt(path: string): Promise<Shapefile> {
  const layer = basename(path).replace(/\.shp$/i, '');
  const parts = new Map<string, string>();
  for (const name of await readdir(dirname(path))) {
    const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
    if (ending && name.slice(0, -ending.length - 1) === layer) parts.set(ending, join(dirname(path), name));
  }
  return { layer, parts };
}

/**
 * Shapefiles, each a layer. GDAL hands their texts over byte by byte (as ISO-8859-1) and they are decoded here, so that it
 * makes no difference which of its builds can decode GBK, and so that a .cpg that lies does no harm.
 */
export function shapefileReader(
  name: string,
  shapefiles: readonly Shapefile[],
  workspace: Workspace,
  signal?: AbortSignal
): Reader {
  const problems: FileProblem[] = [];
  const opened = new Map<string, Promise<Opened>>();
  const open = (layer: string) => {
    const shapefile = shapefiles.find((each) => each.layer === layer)!;
    let each = opened.get(layer);
    if (!each) opened.set(layer, (each = openShapefile(name, shapefile, workspace, signal)));
    return each;
  };
  const readers: Reader[] = [];
  let encoding: string | null = null;
  return {
    name,
    format: 'shapefile',
    get encoding() {
      return encoding;
    },
    problems,
    async layers() {
      const all = await Promise.all(shapefiles.map(({ layer }) => open(layer)));
      problems.splice(0, Infinity, ...all.flatMap((each) => each.problems));
      readers.splice(0, Infinity, ...all.map(({ reader }) => reader));
      encoding = all[0]?.texts.encoding ?? null;
      return all.map(({ head }) => head);
    },
    async *features(head, clues) {
      const { inner, reader, texts } = await open(head.name);
      const recode = recoder(texts);
      for await (const read of reader.features(inner, clues)) yield recode ? recoded(read, recode) : read;
    },
    share: () => undefined,
    helperMemoryMb: () => Math.max(0, ...readers.map((reader) => reader.helperMemoryMb()))
  };
}

interface Opened {
  head: LayerHead;
  /** The same layer as GDAL calls it. */
  inner: LayerHead;
  reader: Reader;
  texts: DbfEncoding;
  problems: FileProblem[];
}

async function openShapefile(
  name: string,
  { layer, parts }: Shapefile,
  workspace: Workspace,
  signal?: AbortSignal
): Promise<Opened> {
  const path = parts.get('shp')!;
  let bytes = 0;
  for (const part of parts.values()) bytes += (await stat(part)).size;
  const dbf = parts.get('dbf');
  const cpg = parts.get('cpg');
  const texts: DbfEncoding =
    dbf === undefined
      ? { encoding: 'utf-8', how: 'stated' }
      : await dbfEncoding(dbf, cpg === undefined ? undefined : (await readFile(cpg, 'latin1')).slice(0, 40));
  const openOptions = [`ENCODING=${texts.encoding === 'utf-8' ? 'UTF-8' : 'ISO-8859-1'}`];
  const reader = gdalReader({ name, format: 'shapefile', path, bytes, openOptions }, workspace, signal);
  const [inner] = await reader.layers();
  if (!inner)
    throw new ImportError(`${name} holds no layer. Nothing was imported.`, `${name} 中没有图层。未导入任何内容。`);
  const head = { ...inner, name: layer };
  return { head, inner, reader, texts, problems: [...frameProblems(head), ...textProblems(layer, texts)] };
}

function textProblems(layer: string, { how, encoding, said }: DbfEncoding): FileProblem[] {
  if (how === 'guessed') return [encodingGuessed(layer, encoding)];
  return how === 'contradicted' ? [encodingContradicted(layer, said!, encoding)] : [];
}

/** Texts that came byte by byte into what they say; null where GDAL has decoded them. */
function recoder({ encoding }: DbfEncoding): ((text: string) => string) | null {
  if (encoding === 'utf-8') return null;
  const decoder = new TextDecoder(encoding);
  // A text as wide as its column may be cut in the middle of a sign.
  return (text) =>
    /[\x80-\xff]/.test(text) ? decoder.decode(Buffer.from(text, 'latin1')).replace(/\ufffd$/, '') : text;
}

/** Turns every text of a feature into another, names of properties included. */
function recoded(read: Read, recode: (text: string) => string): Read {
  if (typeof read === 'string') return read;
  const properties = Object.fromEntries(
    Object.entries(read.properties).map(([key, value]) => [
      recode(key),
      typeof value === 'string' ? recode(value) : value
    ])
  );
  return { ...read, properties };
}
