import { reasons } from '#geodata/sources/reasons.ts';
import { frameTitle } from '#geodata/spatial/datum.ts';
import { shiftWords } from './datum-guard.ts';
import type { LayerSummary, RefusedGroup, Summary } from './summary.ts';
import type { ImportRow } from './undo.queries.ts';

const counts = ['read', 'inserted', 'updated', 'unchanged', 'repaired', 'duplicates', 'renumbered', 'ended'] as const;

/** The result of an import as a table for the terminal, in English. */
export function summaryText(summary: Summary): string {
  const { layers, objects, dryRun, frame } = summary;
  const from = frame === 'wgs84' ? '' : `, from ${frameTitle(frame).en}`;
  const lines = [`${summary.file} as source ${summary.source}${from}`, '', ...table(layers)];
  const refused = layers.flatMap(({ layer, refused }) => refused.map((group) => refusedLine(layer, group)));
  if (objects) {
    refused.push(...objects.refused.map((group) => refusedLine('every layer', group)));
    lines.push('', `${number(objects.read)} objects, ${number(objects.unused)} of them of no use to any layer`);
    const relations = layers.filter((part) => part.relations).map((part) => `${part.layer} ${number(part.relations!)}`);
    if (relations.length > 0) lines.push(`Read from relations rather than single ways: ${relations.join(', ')}`);
  }
  for (const { layer, shift } of layers) {
    if (shift) lines.push('', `${layer} lies ${shiftWords(shift).en} of what is there; that was accepted`);
  }
  if (refused.length > 0) lines.push('', 'Refused', ...refused);
  if (summary.refusedRows > 0) lines.push(`${number(summary.refusedRows)} of them are written one by one`);
  lines.push('', `${summary.seconds.toFixed(1)} s, at most ${summary.peakMemoryMb} MB of memory`);
  if (summary.id) lines.push(`Import ${summary.id}; npm run import -- undo ${summary.id} takes it back.`);
  if (dryRun) lines.push('A dry run: everything was done and taken back.');
  return lines.join('\n');
}

/** Features that made it into the map or were there already. */
export function taken({ layers }: Summary): number {
  return layers.reduce((sum, { inserted, updated, unchanged }) => sum + inserted + updated + unchanged, 0);
}

function table(layers: LayerSummary[]): string[] {
  const rows = layers.map((part) => [
    part.layer,
    ...counts.map((key) => number(part[key])),
    number(part.refused.reduce((sum, { count }) => sum + count, 0))
  ]);
  const all = [['layer', ...counts, 'refused'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  );
}

/** The list of imports for the terminal, newest first: one line per layer. */
export function importsText(rows: readonly ImportRow[]): string {
  if (rows.length === 0) return 'Nothing was imported yet.';
  return rows
    .map(({ id, finished_at, layer, inserted, updated, ended, source, undone_at }) => {
      const did = `${number(inserted)} inserted, ${number(updated)} updated, ${number(ended)} ended`;
      const when = finished_at.toISOString().slice(0, 16).replace('T', ' ');
      return `${id.padStart(6)}  ${when}  ${layer.padEnd(14)}  ${did}  ${source}${undone_at ? '  (undone)' : ''}`;
    })
    .join('\n');
}

function refusedLine(layer: string, { reason, field, count, examples }: RefusedGroup): string {
  const of = [field, examples.join(', ')].filter(Boolean).join(': ');
  return `  ${layer.padEnd(14)} ${number(count).padStart(8)}  ${reasons[reason].en}${of && ` (${of})`}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
