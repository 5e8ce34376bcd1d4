import type { FileProblem } from '#geodata/schemas/delivery.ts';
import type { Properties } from '#geodata/sources/rule.ts';
import type { GeoJsonGeometry } from '../geometry.ts';
import { decodeUtf8, featureTexts } from '../json-text.ts';
import type { SourceFile } from '../open-file.ts';
import type { FrameClues } from '../settle-frame.ts';
import type { LayerHead, Read, Reader } from './reader.ts';

/** GeoJSON and GeoJSONSeq, read as a stream: the file may be of any size. */
export function geoJsonReader(file: SourceFile): Reader {
  const problems: FileProblem[] = [];
  return {
    ...{ name: file.name, format: 'geojson', encoding: null, problems },
    layers: async () => [{ name: file.title, geometryType: null, count: null, srs: null }],
    async *features(_layer: LayerHead, clues: FrameClues) {
      const texts = featureTexts(decodeUtf8(file.stream(), file.name), file.name, (crs) => (clues.named = crs));
      for await (const text of texts) yield parseFeature(text);
    },
    share: () => file.position / file.size,
    helperMemoryMb: () => 0
  };
}

/** The feature of a text, or the text where it is none. */
export function parseFeature(text: string): Read {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value.type !== 'Feature') return text;
    const properties = isRecord(value.properties) ? value.properties : {};
    return { id: value.id, properties, geometry: (value.geometry as GeoJsonGeometry | null | undefined) ?? null };
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
