import type { Layer } from '#geodata/layers/define.ts';
import type { Version } from '$lib/api.ts';
import type { Lang } from '$lib/words/index.ts';
import { fieldsFor, valueText } from '$lib/words/values.ts';

/** One field of a version that differs from the version before, in words; null where there was or is nothing. */
export interface FieldChange {
  field: string;
  title: string;
  before: string | null;
  after: string | null;
}

/** How a version differs from the one before it, field by field in the registry's order. Geometry is told apart. */
export function changesOf(
  layer: Layer,
  before: Version,
  after: Version,
  { lang, timeZone, places }: { lang: Lang; timeZone: string; places: { division: string; grid: string } }
): FieldChange[] {
  const changed = new Set(after.changed);
  const text = (version: Version, field: string) => valueText(layer, field, version.properties[field], lang, timeZone);
  const own = Object.entries(fieldsFor(layer))
    .filter(([field]) => changed.has(field))
    .map(([field, meta]) => ({ field, title: meta[lang], before: text(before, field), after: text(after, field) }));
  const codes = [
    { field: 'division_code', title: places.division, before: before.divisionCode, after: after.divisionCode },
    { field: 'grid_code', title: places.grid, before: before.gridCode, after: after.gridCode }
  ];
  return [...own, ...codes.filter(({ field }) => changed.has(field))];
}
