/// <reference lib="webworker" />
import type { XY } from '#geodata/spatial/plane.ts';
import { buildFromFeatures, buildFromTable } from '$lib/temporary/reading/build.ts';
import { decode } from '$lib/temporary/reading/decode.ts';
import { guessColumns, judgeFrame, readPair } from '$lib/temporary/reading/guess.ts';
import { readGeoJson, type RawFeatures } from '$lib/temporary/reading/read-geojson.ts';
import { readTable, type Table } from '$lib/temporary/reading/read-table.ts';
import { FileFault, type Choice, type FrameGuess, type Inspection } from '$lib/temporary/types.ts';

// Reads files away from the map's thread. What was read stays here until it is built or the worker ends.
const SAMPLE = 100;
let table: Table | undefined;
let features: RawFeatures | undefined;

export type Ask =
  | { do: 'inspect'; bytes: Uint8Array; format: 'table' | 'json' }
  | { do: 'features'; features: RawFeatures; encoding: string }
  | { do: 'columns'; lng: number; lat: number }
  | { do: 'build'; choice: Choice };

const work = {
  inspect({ bytes, format }: Extract<Ask, { do: 'inspect' }>): Inspection {
    const { text, encoding } = decode(bytes);
    if (text.trim() === '') throw new FileFault('empty');
    if (format === 'json') return ofFeatures(readGeoJson(text), encoding);
    table = readTable(text);
    const { lng, lat } = guessColumns(table.columns, table.rows);
    return {
      ...{ kind: 'table', encoding, count: table.rows.length + table.refused.length, columns: table.columns, lng, lat },
      samples: table.columns.map((_, index) => samplesOf(table!.rows, index)),
      guess: lng === null || lat === null ? { frame: 'wgs84', asks: 'shift' } : judgeFrame(spots(table, lng, lat), null)
    };
  },
  features: ({ features: read, encoding }: Extract<Ask, { do: 'features' }>) => ofFeatures(read, encoding),
  columns: ({ lng, lat }: Extract<Ask, { do: 'columns' }>): FrameGuess => judgeFrame(spots(table!, lng, lat), null),
  build: ({ choice }: Extract<Ask, { do: 'build' }>) =>
    table ? buildFromTable(table, choice) : buildFromFeatures(features!, choice.frame)
};

function ofFeatures(read: RawFeatures, encoding: string): Inspection {
  features = read;
  const sample = read.features
    .slice(0, SAMPLE)
    .map(({ geometry }) => firstPosition(geometry))
    .filter((at) => at !== null);
  return {
    ...{ kind: 'features', encoding, count: read.features.length + read.refused.length, columns: [], samples: [] },
    ...{ lng: null, lat: null, guess: judgeFrame(sample, read.crs) }
  };
}

function samplesOf(rows: string[][], index: number): string[] {
  return [...new Set(rows.slice(0, SAMPLE).flatMap((row) => row[index] || []))].slice(0, 3);
}

function spots({ rows }: Table, lng: number, lat: number): XY[] {
  const pairs = rows.slice(0, SAMPLE).map((row): XY | null => {
    if (lng === lat) return readPair(row[lng]);
    return row[lng] && row[lat] ? [Number(row[lng]), Number(row[lat])] : null;
  });
  return pairs.filter((pair): pair is XY => pair !== null && pair.every(Number.isFinite));
}

function firstPosition(geometry: unknown): XY | null {
  const { coordinates, geometries } = (geometry ?? {}) as { coordinates?: unknown; geometries?: unknown[] };
  let nested: unknown = coordinates ?? (geometries?.[0] as { coordinates?: unknown } | undefined)?.coordinates;
  while (Array.isArray(nested) && Array.isArray(nested[0])) nested = nested[0];
  return Array.isArray(nested) && typeof nested[0] === 'number' && typeof nested[1] === 'number'
    ? [nested[0], nested[1]]
    : null;
}

self.onmessage = ({ data }: MessageEvent<Ask>) => {
  try {
    self.postMessage({ result: work[data.do](data as never) });
  } catch (error) {
    const { reason, line, value } = error as FileFault;
    self.postMessage({ fault: error instanceof FileFault ? { reason, line, value } : { reason: 'unknown_format' } });
  }
};
