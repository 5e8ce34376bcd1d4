import type { Refused, Row } from '#geodata/sources/rule.ts';
import { converter, type Frame } from '#geodata/spatial/datum.ts';
import { coerce } from './coerce.ts';
import { encodeGeometry, type GeoJsonGeometry } from './geometry.ts';
import type { Column, LayerTable } from './table.queries.ts';
import { valuesByWord } from './words.ts';

/** One feature as the staging table takes it. */
export interface FittedRow {
  /** In the order of the table's columns, as PostgreSQL's text form. */
  values: (string | null)[];
  /** EWKB; valid until the next row is fitted. */
  wkb: Uint8Array;
  repaired: boolean;
}

export type RowFitter = ReturnType<typeof rowFitter>;

/**
 * Fits rows to a layer's table: types, enumerations, required fields, geometry. What it lets through, COPY takes.
 * Ranges and patterns are left to the table's own CHECKs.
 * @param areas whether a point layer may take areas (their inner point)
 * @param frame what the delivery's coordinates are in
 */
export function rowFitter(table: LayerTable, areas: boolean, frame: Frame) {
  const toLngLat = frame === 'wgs84' ? undefined : converter(frame, 'wgs84');
  const words = valuesByWord(table.layer);
  const columns = table.columns.map((column) => ({ ...column, words: words.get(column.name) }));
  /** Columns the delivery fills; the others keep what the database has. */
  const filled = new Set<string>();

  function fit(row: Row, geometry: GeoJsonGeometry | null): FittedRow | Refused {
    const values: (string | null)[] = [];
    for (const column of columns) {
      const raw = row[column.name];
      if (raw !== undefined) filled.add(column.name);
      const value = fitted(raw, column);
      if (isRefusal(value)) return value;
      values.push(value);
    }
    const encoded = encodeGeometry(geometry, table.layer.geometry, areas, toLngLat);
    return 'refused' in encoded ? encoded : { values, ...encoded };
  }

  /** Everything that is wrong with a row, where `fit` stops at the first; and what its fields would become. */
  function explain(row: Row, geometry: GeoJsonGeometry | null) {
    const errors: Refused[] = [];
    const values: Record<string, string | null> = {};
    for (const column of columns) {
      const raw = row[column.name];
      const value = fitted(raw, column);
      if (isRefusal(value)) errors.push({ field: column.name, ...value });
      if (raw !== undefined) values[column.name] = isRefusal(value) ? String(raw) : value;
    }
    const encoded = encodeGeometry(geometry, table.layer.geometry, areas, toLngLat);
    if ('refused' in encoded) errors.push(encoded);
    return { values, errors, toLngLat };
  }

  return { fit, explain, filled };
}

type Fitting = Column & { words?: ReadonlyMap<string, string> };

/** A field's value in PostgreSQL's text form, or why it is none. */
function fitted(raw: Row[string], { name, type, required, words }: Fitting): string | null | Refused {
  const value = coerce(raw, type);
  if (value === undefined) return { refused: 'wrong_type', field: name, value: String(raw) };
  if (value === null) {
    if (!required) return null;
    return name === 'name' ? { refused: 'no_name' } : { refused: 'missing_value', field: name };
  }
  if (!words) return value;
  const known = words.get(value) ?? words.get(value.toLowerCase());
  return known ?? { refused: 'unknown_value', field: name, value };
}

function isRefusal(value: string | null | Refused): value is Refused {
  return typeof value === 'object' && value !== null;
}
