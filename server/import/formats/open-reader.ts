import { createWriteStream } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ImportError } from '../import-error.ts';
import { openFile, type SourceFile } from '../open-file.ts';
import type { Workspace } from '../workspace.ts';
import { geoJsonReader } from './geojson.ts';
import type { Reader } from './reader.ts';
import type { Shapefile } from './shapefile.ts';
import type { Archive, Packed } from './zip.ts';

/**
 * Opens a delivery of any format but OpenStreetMap's for reading, packed or not. Each reader is loaded when its format
 * comes: a small import should not wait for all of them.
 */
export async function openReader(file: SourceFile, workspace: Workspace, signal?: AbortSignal): Promise<Reader> {
  const { format } = file.content;
  if (format === 'json') return geoJsonReader(file);
  if (format === 'text') return (await import('./csv.ts')).csvReader(file);
  if (format === 'kml') return (await import('./kml.ts')).kmlReader(file);
  const path = await plainPath(file, workspace);
  if (format === 'zip') return zipReader(path, file, workspace, signal);
  if (format === 'shapefile') {
    const { shapefileAt, shapefileReader } = await import('./shapefile.ts');
    return shapefileReader(file.name, [await shapefileAt(path)], workspace, signal);
  }
  const { gdalReader } = await import('./gdal.ts');
  const { size } = await stat(path);
  const dataset = { name: file.name, path, bytes: size };
  return format === 'geopackage'
    ? gdalReader({ ...dataset, format: 'geopackage', keepsIds: true }, workspace, signal)
    : gdalReader({ ...dataset, format: 'flatgeobuf' }, workspace, signal);
}

const endings: Partial<Record<SourceFile['content']['format'], string>> = {
  geopackage: '.gpkg',
  flatgeobuf: '.fgb',
  zip: '.zip'
};

/**
 * A file that can be read from any place in it: unzipped where it came in a gzip. What GDAL as WebAssembly reads is put
 * where it may write beside it, under a name it can spell.
 */
async function plainPath(file: SourceFile, workspace: Workspace): Promise<string> {
  const ending = endings[file.content.format];
  if (
    ending === undefined ||
    (!file.gzipped && (ending === '.zip' || file.size > (await import('./gdal.ts')).WASM_BYTES))
  )
    return file.path;
  const path = join(await workspace.folder(), `input${ending}`);
  if (file.gzipped) await pipeline(file.stream(), createWriteStream(path));
  else await copyFile(file.path, path);
  return path;
}

/** Files of an archive that can be deliveries; what a Shapefile consists of besides its .shp is looked for by name. */
const readable = /\.(shp|gpkg|geojson|geojsonl|geojsonseq|json|fgb|kml|csv|tsv|xlsx)$/i;

async function zipReader(path: string, file: SourceFile, workspace: Workspace, signal?: AbortSignal): Promise<Reader> {
  const { openArchive } = await import('./zip.ts');
  const archive = await openArchive(path, file);
  if (archive.files.some(({ name }) => name === 'xl/workbook.xml')) {
    workspace.atEnd(() => archive.close());
    return (await import('./xlsx.ts')).xlsxReader(file, archive);
  }
  try {
    const found = archive.files.filter(({ name }) => readable.test(name));
    const shapes = found.filter(({ name }) => /\.shp$/i.test(name));
    if (shapes.length > 0) {
      const unpacked: Shapefile[] = [];
      for (const shape of shapes) unpacked.push(await unpackShapefile(archive, shape, shapes, workspace));
      return (await import('./shapefile.ts')).shapefileReader(file.name, unpacked, workspace, signal);
    }
    const [only, ...more] = found;
    if (!only || more.length > 0) throw only ? several(file.name, found) : nothingReadable(file.name);
    const inner = await archive.unpack(
      only,
      await workspace.folder(),
      `input${basename(only.name).slice(basename(only.name).lastIndexOf('.'))}`
    );
    const content = await openFile(inner, basename(only.name), file.maxBytes);
    if (!['json', 'text', 'kml', 'geopackage', 'flatgeobuf', 'zip'].includes(content.content.format))
      throw nothingReadable(file.name);
    if (content.content.format === 'zip' && !/\.xlsx$/i.test(only.name)) throw nothingReadable(file.name);
    return await openReader(content, workspace, signal);
  } finally {
    archive.close();
  }
}

/** A Shapefile under plain names in a folder of its own; its layer keeps the name it has in the archive. */
async function unpackShapefile(
  archive: Archive,
  { name }: Packed,
  all: readonly Packed[],
  workspace: Workspace
): Promise<Shapefile> {
  const stem = name.slice(0, -4);
  const dir = await workspace.folder();
  const parts = new Map<string, string>();
  for (const packed of archive.files) {
    const ending = /\.(shp|shx|dbf|prj|cpg)$/i.exec(packed.name)?.[1]?.toLowerCase();
    if (!ending || packed.name.slice(0, -4) !== stem) continue;
    parts.set(ending, await archive.unpack(packed, dir, `layer.${ending}`));
  }
  const alone = all.filter((other) => basename(other.name) === basename(name)).length === 1;
  return { layer: alone ? basename(stem) : stem, parts };
}

function several(name: string, found: readonly Packed[]): ImportError {
  const names = found.slice(0, 8).map((packed) => packed.name);
  return new ImportError(
    `${name} holds several files that could be meant (${names.join(', ')}): unpack it and bring them one by one. Nothing was imported.`,
    `${name} 中有多个可导入的文件（${names.join('、')}）：请解压后逐个导入。未导入任何内容。`
  );
}

function nothingReadable(name: string): ImportError {
  return new ImportError(
    `${name} holds nothing that is read here (a Shapefile, GeoPackage, GeoJSON, FlatGeobuf, KML, CSV or XLSX). Nothing was imported.`,
    `${name} 中没有可读取的文件（Shapefile、GeoPackage、GeoJSON、FlatGeobuf、KML、CSV 或 XLSX）。未导入任何内容。`
  );
}
