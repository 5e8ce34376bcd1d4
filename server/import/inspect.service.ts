import type { FieldType, FileField, FileFormat, FileLayer, Inspection } from '#geodata/schemas/delivery.ts';
import type { Words } from '#geodata/layers/define.ts';
import { openReader } from './formats/open-reader.ts';
import type { Feature, LayerHead, Reader } from './formats/reader.ts';
import { shapeOf } from './geometry.ts';
import { openFile, type SourceFile } from './open-file.ts';
import { frameOfName, type FrameClues } from './settle-frame.ts';
import { withWorkspace } from './workspace.ts';

const formatTitles: Record<FileFormat, Words> = {
  geojson: { zh: 'GeoJSON', en: 'GeoJSON' },
  'osm-xml': { zh: 'OpenStreetMap XML', en: 'OpenStreetMap XML' },
  'osm-pbf': { zh: 'OpenStreetMap PBF', en: 'OpenStreetMap PBF' },
  geopackage: { zh: 'GeoPackage', en: 'GeoPackage' },
  shapefile: { zh: 'Shapefile', en: 'Shapefile' },
  flatgeobuf: { zh: 'FlatGeobuf', en: 'FlatGeobuf' },
  kml: { zh: 'KML', en: 'KML' },
  csv: { zh: 'CSV 表格', en: 'CSV table' },
  xlsx: { zh: 'Excel 工作簿（XLSX）', en: 'Excel workbook (XLSX)' }
};

/** Features of a layer that are looked at. */
const LOOKED_AT = 1000;
/** A larger file is not read to its end only to count it. */
const COUNTED_BYTES = 32 * 2 ** 20;

/**
 * What a file holds: its layers with their fields and some values, its encoding, and what to know of it. Nothing is
 * written. An OpenStreetMap file is told by its format alone: its tags are known.
 * @param path where it lies
 * @param name what whoever brings it calls it
 * @param maxBytes largest size read, packed or unpacked
 * @throws ImportError in one sentence where it cannot be read
 */
export async function inspectFile(
  path: string,
  { name, maxBytes, signal }: { name?: string; maxBytes?: number; signal?: AbortSignal } = {}
): Promise<Inspection> {
  const file = await openFile(path, name, maxBytes);
  const { format } = file.content;
  if (format === 'osm-pbf' || format === 'osm-xml') return inspectionOf(file, format, [], null, []);
  return withWorkspace(async (workspace) => {
    const reader = await openReader(file, workspace, signal);
    const layers: FileLayer[] = [];
    for (const head of await reader.layers()) layers.push(await inspectLayer(reader, head, file.size <= COUNTED_BYTES));
    return inspectionOf(file, reader.format, layers, reader.encoding, reader.problems);
  });
}

function inspectionOf(
  { name, size }: SourceFile,
  format: FileFormat,
  layers: FileLayer[],
  encoding: string | null,
  problems: Inspection['problems']
): Inspection {
  return { name, format, formatTitle: formatTitles[format], size_bytes: size, layers, encoding, problems };
}

async function inspectLayer(reader: Reader, head: LayerHead, toItsEnd: boolean): Promise<FileLayer> {
  const clues: FrameClues = {};
  const features: Feature[] = [];
  let read = 0;
  for await (const each of reader.features(head, clues)) {
    const wanted = ++read <= LOOKED_AT;
    if (wanted && typeof each !== 'string') features.push(each);
    if (!wanted && (head.count !== null || !toItsEnd)) break;
  }
  const srs = head.srs ?? clues.named;
  return {
    name: head.name,
    geometryType: head.geometryType ?? geometryType(features),
    count: head.count ?? (read <= LOOKED_AT || toItsEnd ? read : null),
    srs: srs === undefined || srs === null ? null : { name: srs, frame: frameOfName(srs) },
    fields: fieldsOfFeatures(features)
  };
}

function geometryType(features: readonly Feature[]): FileLayer['geometryType'] {
  const shapes = new Set(features.map(({ geometry }) => shapeOf(geometry, null)).filter((shape) => shape !== null));
  if (shapes.size > 1) return 'mixed';
  return [...shapes][0] ?? 'none';
}

const SAMPLES = 5;

/** Fields in the order they first occur, with what their values look like. */
function fieldsOfFeatures(features: readonly Feature[]): FileField[] {
  const found = new Map<string, { types: Set<FieldType>; samples: Set<string> }>();
  for (const { properties } of features) {
    for (const [name, value] of Object.entries(properties)) {
      let field = found.get(name);
      if (!field) found.set(name, (field = { types: new Set(), samples: new Set() }));
      if (value === null || value === undefined || value === '') continue;
      field.types.add(typeOf(value));
      if (field.samples.size < SAMPLES) field.samples.add(short(value));
    }
  }
  return [...found].map(([name, { types, samples }]) => ({
    name,
    type: types.size === 1 ? [...types][0]! : 'text',
    samples: [...samples]
  }));
}

function typeOf(value: unknown): FieldType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'string') return 'other';
  if (/^\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]|$)/.test(value)) return 'date';
  return /^[-+]?\d{1,15}(\.\d+)?$/.test(value.trim()) && !/^0\d/.test(value.trim()) ? 'number' : 'text';
}

function short(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
