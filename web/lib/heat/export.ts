import { cellToBoundary } from 'h3-js';
import type { HeatReply } from '#geodata/heat/reply.ts';
import type { Point } from '$lib/api.ts';
import type { Outline, UnitName } from '$lib/heat/heat-api.ts';
import { centerOf } from '$lib/heat/shapes.ts';

/** What an export knows of each unit, under names that a table program takes. */
interface ExportRow {
  id: string;
  name: string;
  lng: number | null;
  lat: number | null;
  count: number;
  [column: string]: string | number | null;
}

export interface Exported {
  reply: HeatReply;
  names: ReadonlyMap<string, UnitName>;
  outlines: ReadonlyMap<string, Outline>;
  sayName: (name: UnitName | undefined) => string;
  /** What was asked, in words: kinds, sources, states. */
  about: string;
  synthetic: boolean;
}

function rowsOf({ reply, names, outlines, sayName }: Exported): ExportRow[] {
  const { meta, ids, columns } = reply;
  return ids.map((id, i) => {
    const spot = meta.by === 'cell' ? centerOf(id) : (outlines.get(id)?.center ?? null);
    const known = names.get(id);
    return {
      id,
      name: known ? sayName(known) : (outlines.get(id)?.name ?? ''),
      lng: spot && Number(spot[0].toFixed(6)),
      lat: spot && Number(spot[1].toFixed(6)),
      count: columns.n[i]!,
      ...(columns.before && { count_before: columns.before[i]!, change: columns.n[i]! - columns.before[i]! }),
      ...(columns.rate && { households: columns.households![i]!, rate_per_1000: finite(columns.rate[i]!) }),
      ...(columns.score && { expected: columns.expected![i]!, surprise: columns.score[i]! })
    };
  });
}

const finite = (value: number) => (Number.isFinite(value) ? Number(value.toFixed(3)) : null);

/** The window and what was asked, in every row: a table is cut and passed on. */
function stampOf({ reply: { meta }, about, synthetic }: Exported) {
  const window = { from: new Date(meta.from).toISOString(), to: new Date(meta.to).toISOString() };
  return {
    ...window,
    counted_by: meta.by,
    ...(meta.by === 'cell' && { h3_res: meta.res }),
    about,
    synthetic: synthetic ? 'yes' : 'no'
  };
}

/** A table for people: UTF-8 with the mark that table programs look for, lines as RFC 4180 wants them. */
export function toCsv(exported: Exported): string {
  const stamp = stampOf(exported);
  const rows = rowsOf(exported).map((row) => ({ ...row, ...stamp }));
  const columns = Object.keys(rows[0] ?? { id: '' });
  const lines = rows.map((row: Record<string, unknown>) => columns.map((column) => cell(row[column])).join(','));
  return `\uFEFF${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Quoted where it must be; a text that a table program would take for a formula is not one any more. */
function cell(value: unknown): string {
  const plain = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Areas with what is known of them (RFC 7946). */
export function toGeoJson(exported: Exported): string {
  const { reply, outlines } = exported;
  const features = rowsOf(exported).map((row) => ({
    type: 'Feature',
    id: row.id,
    geometry:
      reply.meta.by === 'cell'
        ? { type: 'Polygon', coordinates: [cellToBoundary(row.id, true) as Point[]] }
        : (outlines.get(row.id)?.geometry ?? null),
    properties: row
  }));
  return JSON.stringify({ type: 'FeatureCollection', ...stampOf(exported), features });
}

/** Gives a file to the viewer. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
