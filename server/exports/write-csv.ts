import { codeTables } from '#geodata/codes/code_tables.ts';
import type { Layer } from '#geodata/layers/define.ts';
import { isDegrees, type Frame } from '#geodata/spatial/datum.ts';
import type { Published } from '#server/features/published.ts';
import type { TakenRow } from '#server/exports/export.queries.ts';
import { placeIn, wktOf } from '#server/exports/place.ts';

type Lang = 'zh' | 'en';

/**
 * Rows as CSV for spreadsheets: UTF-8 with its mark, lines ended as RFC 4180 has them. The last column of every row names
 * the export: a line of remarks on top would be cut off at the first sorting, a column stays with its row.
 * @param words language of headings and coded values; names and codes without one
 */
export async function* csvText(
  batches: AsyncIterable<TakenRow[]>,
  {
    layer,
    fields,
    frame,
    mark,
    words
  }: { layer: Layer; fields: readonly Published[]; frame: Frame; mark: string; words?: Lang | undefined }
): AsyncGenerator<string> {
  const place = placeIn(frame);
  const spot = layer.geometry === 'point' ? (isDegrees(frame) ? ['lng', 'lat'] : ['east_m', 'north_m']) : ['wkt'];
  const headings = fields.map(({ name, meta }) => (words ? titleOf(meta, words) : name));
  yield `\uFEFF${line(['id', ...headings, ...spot, 'export_ref'])}`;
  for await (const rows of batches) {
    let text = '';
    for (const { id, geometry, properties } of rows) {
      const shape = geometry === null ? null : place(geometry);
      const where = shape?.type === 'Point' ? shape.coordinates.slice(0, 2) : spot.map(() => shape && wktOf(shape));
      const values = fields.map((field) => valueOf(field, properties[field.name], words));
      text += line([id, ...values, ...where, mark]);
    }
    yield text;
  }
}

function titleOf({ zh, en, unit }: Published['meta'], lang: Lang): string {
  const title = lang === 'zh' ? zh : en;
  return unit ? `${title} (${unit})` : title;
}

function valueOf({ meta }: Published, value: TakenRow['properties'][string] | undefined, words?: Lang) {
  if (!words || value === null || value === undefined) return value;
  if (typeof value === 'boolean') return words === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no';
  const named = meta.values?.[String(value)] ?? (meta.codes ? codeTables[meta.codes]?.get(String(value)) : undefined);
  return named?.[words] ?? value;
}

function line(values: (string | number | boolean | null | undefined)[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** A text that begins like a formula would be run by a spreadsheet; with an apostrophe before it, it is a text. */
function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
