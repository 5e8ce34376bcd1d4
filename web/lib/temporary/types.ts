import type { Frame } from '#geodata/spatial/datum.ts';

export type Place = [lng: number, lat: number];

/** One thing of a temporary layer; its id is its number in the file, from 1. */
export interface TemporaryFeature {
  type: 'Feature';
  id: number;
  geometry: GeoJSON.Geometry;
  properties: Record<string, unknown>;
}

/** What a field of a temporary layer holds, as far as styling and lists need it. */
export interface FieldProfile {
  name: string;
  kind: 'number' | 'text';
  /** The most frequent values of text, most frequent first. */
  top: { value: string; count: number }[];
  /** How many different values there are; counted no further than `most`. */
  distinct: number;
  /** Bounds of five classes of equal size of a number: lowest, four between, highest. */
  steps: number[];
}

export type Shape = 'point' | 'line' | 'polygon';

/** Why a row or a file was not taken. `at` is a line of a table or text, or the number of a feature. */
export interface Refusal {
  reason:
    'no_place' | 'not_a_number' | 'off_earth' | 'too_many_cells' | 'no_geometry' | 'broken_geometry' | 'not_a_feature';
  at: number;
  value?: string;
}

export type FaultReason =
  | 'too_large'
  | 'too_many'
  | 'empty'
  | 'unknown_format'
  | 'binary'
  | 'not_json'
  | 'not_geojson'
  | 'not_xml'
  | 'no_columns'
  | 'no_features';

/** A file that cannot become a layer at all. */
export class FileFault extends Error {
  readonly reason: FaultReason;
  readonly line: number | null;
  readonly value: string;

  constructor(reason: FaultReason, { line = null, value = '' }: { line?: number | null; value?: string } = {}) {
    super(reason);
    this.reason = reason;
    this.line = line;
    this.value = value;
  }
}

/** What was found in a file before anything is drawn. Frames are asked only where `asks` says that it matters. */
export interface Inspection {
  kind: 'table' | 'features';
  encoding: string;
  /** Rows or features there are. */
  count: number;
  columns: string[];
  /** Up to three values of each column. */
  samples: string[][];
  /** Guessed columns of a table; the same one twice where both numbers stand in it. */
  lng: number | null;
  lat: number | null;
  guess: FrameGuess;
}

/** Which frame the coordinates show, and what has to be asked: the shift, the zone of metres, nothing, or that they are neither. */
export interface FrameGuess {
  frame: Frame | null;
  asks: 'shift' | 'zone' | 'nothing';
}

/** What the viewer said of the file. */
export interface Choice {
  lng: number | null;
  lat: number | null;
  frame: Frame;
}

/** A layer made of a file, and what of the file is not in it. */
export interface Built {
  features: TemporaryFeature[];
  fields: FieldProfile[];
  shapes: Shape[];
  box: [number, number, number, number];
  refused: Refusal[];
  refusedCount: number;
}

/** Largest file that is taken, bytes, and most features. */
export const MOST_BYTES = 50 * 1024 * 1024;
export const MOST_FEATURES = 200_000;
