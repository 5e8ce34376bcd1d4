import { visit } from 'jsonc-parser';
import { FileFault, MOST_FEATURES, type Refusal } from '$lib/temporary/types.ts';

export interface RawFeature {
  geometry: unknown;
  properties: Record<string, unknown>;
  /** Number of the feature in the file, from 1. */
  at: number;
}

export interface RawFeatures {
  features: RawFeature[];
  refused: Refusal[];
  /** Frame the file names. */
  crs: string | null;
}

/** Reads GeoJSON: a collection, a feature, a geometry, or one feature per line. @throws FileFault */
export function readGeoJson(text: string): RawFeatures {
  const plain = text.replace(/^\uFEFF/, '');
  const values = perLine(plain) ?? [parseJson(plain)];
  const [whole] = values;
  const items = values.length === 1 && isRecord(whole) ? itemsOf(whole) : values;
  if (items.length > MOST_FEATURES) throw new FileFault('too_many');
  if (items.length === 0) throw new FileFault('no_features');
  const read: RawFeatures = { features: [], refused: [], crs: isRecord(whole) ? crsOf(whole) : null };
  for (const [index, item] of items.entries()) {
    if (!isRecord(item) || item.type !== 'Feature') {
      read.refused.push({ reason: 'not_a_feature', at: index + 1, value: JSON.stringify(item)?.slice(0, 60) });
      continue;
    }
    read.features.push({
      geometry: item.geometry,
      properties: isRecord(item.properties) ? item.properties : {},
      at: index + 1
    });
  }
  if (read.features.length === 0) throw new FileFault('not_geojson');
  return read;
}

function itemsOf(whole: Record<string, unknown>): unknown[] {
  if (whole.type === 'FeatureCollection' && Array.isArray(whole.features)) return whole.features as unknown[];
  if (whole.type === 'Feature') return [whole];
  if ('coordinates' in whole) return [{ type: 'Feature', geometry: whole, properties: {} }];
  throw new FileFault('not_geojson', { value: typeof whole.type === 'string' ? whole.type.slice(0, 40) : '' });
}

/** Features line by line (GeoJSONSeq, with record separators or without); null for anything else. */
function perLine(text: string): unknown[] | null {
  const first = text.slice(0, text.indexOf('\n') + 1 || undefined).replace(/^\u001E/, '');
  if (first.length === text.length || !isJson(first)) return null;
  const values: unknown[] = [];
  let line = 0;
  for (const part of text.split('\n')) {
    line++;
    const plain = part.replace(/^\u001E/, '').trim();
    if (plain !== '') values.push(parseJson(plain, line));
  }
  return values;
}

function isJson(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

function parseJson(text: string, line?: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FileFault('not_json', { line: line ?? lineOfFault(text) });
  }
}

/** Browsers do not agree on telling where JSON breaks, and some do not tell. */
function lineOfFault(text: string): number | null {
  let first: number | null = null;
  visit(text, { onError: (_error, offset) => void (first ??= offset) });
  return first === null ? null : text.slice(0, first).split('\n').length;
}

function crsOf(whole: Record<string, unknown>): string | null {
  const crs = whole.crs as { properties?: { name?: unknown } } | null | undefined;
  const name = crs?.properties?.name;
  return typeof name === 'string'
    ? name.replace(/^urn:ogc:def:crs:(EPSG|OGC):[^:]*:/i, (_, a: string) => `${a}:`)
    : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
