import type { Refused, Row } from '#geodata/sources/rule.ts';
import { converter, type Frame } from '#geodata/spatial/datum.ts';
import { coerce } from './coerce.ts';
import { encodeGeometry, type GeoJsonGeometry } from './geometry.ts';
import type { LayerTable } from './table.queries.ts';
import { valuesByWord } from './words.ts';

/** One feature as the staging table takes it. */
export interface FittedRow {
  /** In the order of the table's columns, as PostgreSQL's text form. */
  values: (string | null)[];
  /** EWKB; valid until the next row is fitted. */
  wkb: Uint8Array;
  repaired: boolean;
}

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
    for (const { name, type, required, words } of columns) {
      const raw = row[name];
      if (raw !== undefined) filled.add(name);
      let value = coerce(raw, type);
      if (value === undefined) return { refused: 'wrong_type', field: name, value: String(raw) };
      if (value === null && required) {
        return name === 'name' ? { refused: 'no_name' } : { refused: 'missing_value', field: name };
      }
      if (value !== null && words) {
        const known: string | undefined = words.get(value) ?? words.get(value.toLowerCase());
        if (known === undefined) return { refused: 'unknown_value', field: name, value };
        value = known;
      }
      values.push(value);
    }
    const encoded = encodeGeometry(geometry, table.layer.geometry, areas, toLngLat);
    return 'refused' in encoded ? encoded : { values, ...encoded };
  }

  return { fit, filled };
}
