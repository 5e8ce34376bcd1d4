import type { GeoJsonGeometry } from '../geometry.ts';
import { ImportError } from '../import-error.ts';
import { decodeUtf8 } from '../json-text.ts';
import type { SourceFile } from '../open-file.ts';
import type { Feature, Reader } from './reader.ts';
import { parseXml, type XmlHandlers } from './xml.ts';

/** KML, read as a stream: placemarks with their names, descriptions and extended data. Links are never followed. */
export function kmlReader(file: SourceFile): Reader {
  return {
    ...{ name: file.name, format: 'kml', encoding: null, problems: [] },
    layers: async () => [{ name: file.title, geometryType: null, count: null, srs: null }],
    features: () => placemarks(file),
    share: () => file.position / file.size,
    helperMemoryMb: () => 0
  };
}

async function* placemarks(file: SourceFile): AsyncGenerator<Feature> {
  const found: Feature[] = [];
  const handlers = placemarkHandlers((feature) => found.push(feature));
  for await (const _ of parseXml(decodeUtf8(file.stream(), file.name), handlers, (words) =>
    unreadable(file.name, words)
  )) {
    yield* found.splice(0);
  }
  yield* found.splice(0);
}

const shapes = new Set(['Point', 'LineString', 'LinearRing', 'Polygon', 'MultiGeometry']);

/** Puts placemarks together out of the elements of a document. */
function placemarkHandlers(onFeature: (feature: Feature) => void): XmlHandlers {
  let feature: Feature | null = null;
  /** Geometries that are open, the outermost first; a multi-geometry holds others. */
  let open: { type: string; parts: GeoJsonGeometry[]; rings: number[][][] }[] = [];
  let dataName: string | null = null;
  return {
    open(name, attributes, path) {
      if (name === 'Placemark') {
        feature = { id: attributes.id, properties: {}, geometry: null };
        open = [];
      } else if (!feature) return;
      else if (name === 'Data' || name === 'SimpleData') dataName = attributes.name ?? null;
      else if (shapes.has(name) && !(name === 'LinearRing' && path.includes('Polygon')))
        open.push({ type: name, parts: [], rings: [] });
    },
    close(name, text, path) {
      if (!feature) return;
      if (name === 'Placemark') {
        onFeature(feature);
        feature = null;
      } else if (name === 'coordinates') open.at(-1)?.rings.push(positions(text));
      else if (shapes.has(name) && open.at(-1)?.type === name) {
        const geometry = geometryOf(open.pop()!);
        const outer = open.at(-1);
        if (outer) outer.parts.push(geometry);
        else feature.geometry ??= geometry;
      } else if ((name === 'name' || name === 'description') && path.at(-1) === 'Placemark')
        feature.properties[name] = text;
      else if (dataName !== null && (name === 'value' || name === 'SimpleData')) {
        feature.properties[dataName] = text;
        dataName = null;
      }
    }
  };
}

function geometryOf({
  type,
  parts,
  rings
}: {
  type: string;
  parts: GeoJsonGeometry[];
  rings: number[][][];
}): GeoJsonGeometry {
  if (type === 'MultiGeometry') return { type: 'GeometryCollection', geometries: parts };
  if (type === 'Polygon') return { type, coordinates: rings };
  return type === 'Point'
    ? { type, coordinates: rings[0]?.[0] ?? [] }
    : { type: 'LineString', coordinates: rings[0] ?? [] };
}

function positions(text: string): number[][] {
  return text
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => part.split(',').slice(0, 2).map(Number));
}

function unreadable(name: string, words: string): ImportError {
  return new ImportError(
    `${name} cannot be read as KML (${words}); it may be cut off. Nothing was imported.`,
    `${name} 无法作为 KML 读取（${words}），文件可能不完整。未导入任何内容。`
  );
}
