import type { PreviewRow, RefusedCount, RowError } from '#geodata/schemas/delivery.ts';
import { reasons } from '#geodata/sources/reasons.ts';
import type { Refused } from '#geodata/sources/rule.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { Seen } from './deliver.ts';
import type { GeoJsonGeometry } from './geometry.ts';
import type { ImportError } from './import-error.ts';
import type { RefusedGroup, RefusedRow } from './summary.ts';

/** Rows that are shown. */
const SHOWN = 200;

/** Takes down the first rows as they pass. */
export function watcher(fault: ImportError | null) {
  const rows: PreviewRow[] = [];
  function watch({ ord, id, feature, row, fitter }: Seen): void {
    if (rows.length >= SHOWN) return;
    const { values, errors: faults, toLngLat } = fitter.explain(row, feature.geometry);
    const { found } = feature;
    const errors = found && 'refused' in found ? [...faults.filter(({ field }) => field !== undefined), found] : faults;
    const lies = !fault && feature.geometry && !errors.some(({ field }) => field === undefined);
    rows.push({
      ...{ ord, source_id: id, values, errors: errors.map(inWords) },
      geometry: lies ? movedTo(feature.geometry!, toLngLat) : null,
      ...(found && !('refused' in found) && { matched: { title: found.title, confidence: found.confidence } })
    });
  }
  return { rows, watch };
}

/** Rows that only the database found fault with: a rule of the table, a code another feature has. */
export function addRefused(rows: PreviewRow[], refused: readonly RefusedRow[]): void {
  const byOrd = new Map(rows.map((row) => [row.ord, row]));
  for (const { ord, reason, field, value } of refused) {
    const row = byOrd.get(ord);
    if (row && row.errors.length === 0) row.errors.push(inWords({ refused: reason, field, value }));
    else if (!row && rows.length < SHOWN) {
      rows.push({
        ord,
        source_id: null,
        values: {},
        geometry: null,
        errors: [inWords({ refused: reason, field, value })]
      });
    }
  }
  rows.sort((a, b) => a.ord - b.ord);
}

function inWords({ refused: reason, ...more }: Refused): RowError {
  return { reason, ...more, ...reasons[reason] };
}

export function countInWords(group: RefusedGroup): RefusedCount {
  return { ...group, ...reasons[group.reason] };
}

function movedTo(geometry: GeoJsonGeometry, toLngLat?: (at: XY) => XY): object {
  if (!toLngLat) return geometry;
  const move = (nested: unknown): unknown => {
    if (!Array.isArray(nested)) return nested;
    return typeof nested[0] === 'number' ? toLngLat([nested[0], nested[1] as number]) : nested.map(move);
  };
  const { type, coordinates, geometries } = geometry;
  return geometries
    ? { type, geometries: geometries.map((part) => movedTo(part, toLngLat)) }
    : { type, coordinates: move(coordinates) };
}
