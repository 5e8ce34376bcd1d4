import { z } from 'zod';
import type { Words } from '#geodata/layers/define.ts';
import type { Reason } from '#geodata/sources/reasons.ts';
import type { Frame } from '#geodata/spatial/datum.ts';

/**
 * What import engine and wizard say to each other: how a file's columns become a layer's fields, what a file holds, and
 * what would become of it.
 */

const Column = z.string().min(1).max(200);

/** A field is filled from columns of the file (the first that is not blank), its words looked up; or with a constant. */
const FieldSource = z.union([
  z.strictObject({
    columns: z.array(Column).min(1).max(8),
    /** Code words of the file → the layer's own: `{ "01": "residential" }`. Words without an entry are taken as they are. */
    words: z.record(z.string().max(200), z.string().max(200)).optional()
  }),
  z.strictObject({ constant: z.union([z.string().max(500), z.number(), z.boolean()]) })
]);
export type FieldSource = z.infer<typeof FieldSource>;

/** Where a row lies: its own geometry, two columns of coordinates, one column of both, WKT, or an address. */
const Placing = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('geometry') }),
  z.strictObject({ by: z.literal('columns'), x: Column, y: Column }),
  z.strictObject({ by: z.literal('pair'), column: Column, order: z.enum(['xy', 'yx']).default('xy') }),
  z.strictObject({ by: z.literal('wkt'), column: Column }),
  z.strictObject({
    by: z.literal('address'),
    column: Column,
    /** Looked for within this division only; undefined looks everywhere. */
    division: z
      .string()
      .regex(/^\d{12}$/)
      .optional()
  })
]);
export type Placing = z.infer<typeof Placing>;

/**
 * From a file to a layer. Keys of `fields` are columns of the layer's table, or `source_id` for what names a row in the
 * file. Fields without an entry stay as they are in the database.
 */
export const Mapping = z.strictObject({
  fields: z.record(z.string().min(1).max(63), FieldSource),
  place: Placing.default({ by: 'geometry' })
});
export type Mapping = z.infer<typeof Mapping>;

export type FileFormat =
  'geojson' | 'osm-xml' | 'osm-pbf' | 'geopackage' | 'shapefile' | 'flatgeobuf' | 'kml' | 'csv' | 'xlsx';

export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'other';

export interface FileField {
  name: string;
  type: FieldType;
  /** Up to five different values that are not blank, as text. */
  samples: string[];
}

/** A layer of a GeoPackage, a sheet of a workbook, a Shapefile in a zip; other files hold one, named after the file. */
export interface FileLayer {
  name: string;
  /** `none`: a table without a geometry of its own. */
  geometryType: 'point' | 'line' | 'polygon' | 'mixed' | 'none';
  /** Null where the whole file would have to be read for it. */
  count: number | null;
  /** Reference frame the file names; `frame` is null where it is not known here. */
  srs: { name: string; frame: Frame | null } | null;
  fields: FileField[];
}

/** Something to know of a file that does not stop it. */
export interface FileProblem extends Words {
  code: 'encoding_guessed' | 'encoding_contradicted' | 'no_frame' | 'unknown_frame' | 'formulas_without_value';
}

export interface Inspection {
  name: string;
  format: FileFormat;
  formatTitle: Words;
  size_bytes: number;
  layers: FileLayer[];
  /** Of its texts: `utf-8`, `gb18030`, `utf-16le`; null where the format leaves no choice. */
  encoding: string | null;
  problems: FileProblem[];
}

/** Why a row, or one field of it, is not taken. */
export interface RowError extends Words {
  reason: Reason;
  field?: string;
  value?: string;
}

/** One row of a delivery as it would be taken. */
export interface PreviewRow {
  /** Its number in the file, from 1. */
  ord: number;
  source_id: string | null;
  /** By column of the layer, as text; null for nothing. */
  values: Record<string, string | null>;
  /** GeoJSON geometry in WGS84, simplified to what was read; null where it cannot be taken. */
  geometry: object | null;
  /** Every field that does not fit, and the geometry; empty for a row that will be taken. */
  errors: RowError[];
  /** What an address was matched with, and how surely (0 to 1). */
  matched?: { title: string; confidence: number };
}

export type Spot = [lng: number, lat: number];

/** What is thought of a delivery's frame. */
export interface FrameVerdict {
  frame: Frame;
  title: Words;
  /** Stated by whoever brings it, named by the file, read off its coordinates, or assumed for want of any sign. */
  how: 'stated' | 'named' | 'detected' | 'assumed';
  /** A sentence where coordinates cannot be in that frame; nothing can be taken then. */
  fault: Words | null;
  /** By how much it lies beside what is there. */
  shift: {
    metres: number;
    east_m: number;
    north_m: number;
    azimuth_deg: number;
    /** The frame that would explain it. */
    frame?: Frame;
    words: Words;
    /** From where features lie as read to where they would lie without the shift. */
    arrows: { from: Spot; to: Spot }[];
  } | null;
}

export interface RefusedCount extends Words {
  reason: Reason;
  field?: string;
  count: number;
  examples: string[];
}

export interface Preview {
  layer: string;
  fileLayer: string;
  /** The first 200. */
  rows: PreviewRow[];
  /** What these rows were read with: as given, else as saved for the source, else as guessed. */
  mapping: Mapping;
  guessedMapping: Mapping;
  frame: FrameVerdict;
  /** Of what can be taken: west, south, east, north. */
  bbox: [number, number, number, number] | null;
  counts: { read: number; ok: number; refused: RefusedCount[] };
  /** False where the file is so long that only its beginning was counted. */
  complete: boolean;
}
