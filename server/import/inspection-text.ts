import type { FileLayer, Inspection } from '#geodata/schemas/delivery.ts';

/** What a file holds, for the terminal, in English. */
export function inspectionText({ name, formatTitle, size_bytes, encoding, layers, problems }: Inspection): string {
  const size = `${(size_bytes / 2 ** 20).toFixed(1)} MB`;
  const head = [name, formatTitle.en, size, ...(encoding ? [encoding] : [])].join(', ');
  return [head, ...layers.flatMap(layerLines), ...problems.map(({ en }) => `! ${en}`)].join('\n');
}

function layerLines({ name, geometryType, count, srs, fields }: FileLayer): string[] {
  const rows = count === null ? 'many rows' : `${count.toLocaleString('en')} rows`;
  const kind = geometryType === 'none' ? 'a table' : geometryType;
  return [
    '',
    `${name}: ${[kind, rows, ...(srs ? [srs.name] : [])].join(', ')}`,
    ...fields.map(({ name, type, samples }) => `  ${name} (${type})  ${samples.slice(0, 3).join(' · ')}`)
  ];
}
