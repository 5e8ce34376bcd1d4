import type { Reason } from '#geodata/sources/reasons.ts';

/** Columns of one feature, by the names the layer's table gives them. Absent and null are the same. */
export type Row = Record<string, string | number | boolean | null | undefined>;

/** A feature that is not taken, and why; `field` and `value` where one of them is to blame. */
export interface Refused {
  refused: Reason;
  field?: string;
  value?: string;
}

export type Shape = 'point' | 'line' | 'polygon';

/** OpenStreetMap tags of one object. */
export type Tags = Record<string, string | undefined>;

/** What an OpenStreetMap object is to a layer: a row, something refused with its reason, or null (none of its business). */
export type OsmRule = (tags: Tags, shape: Shape) => Row | Refused | null;

/** Properties of a GeoJSON feature as they came. */
export type Properties = Record<string, unknown>;

/** How a layer reads the properties of foreign files. */
export interface GeoJsonReading {
  /** Property names tried for a column, best first; a column without an entry is read from its own name. */
  aliases?: Record<string, readonly string[]>;
  /** Turns foreign values into the layer's own, once the columns are picked. */
  translate?(row: Row, properties: Properties, shape: Shape): Row | Refused;
}

/** Tells a refusal from a row. */
export function isRefused(result: Row | Refused): result is Refused {
  return typeof result.refused === 'string';
}
