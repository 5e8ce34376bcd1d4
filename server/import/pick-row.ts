import { createHash } from 'node:crypto';
import { fieldsOf } from '#geodata/layers/define.ts';
import { readings } from '#geodata/sources/geojson/index.ts';
import type { Properties, Refused, Row, Shape } from '#geodata/sources/rule.ts';
import { ImportError } from './import-error.ts';
import type { LayerTable } from './table.queries.ts';

const MAX_ID = 200;
/** Property names that carry a feature's own id, best first. */
const ids = ['source_id', 'osm_id', '@id', 'osm_way_id', 'id', 'gid', 'fid', 'FID', 'OBJECTID'];

/**
 * Reads a layer's columns out of foreign properties: the fields named by `map`, else the layer's aliases, the column's
 * own name and its Chinese title.
 * @param map property of the file → column of the layer; `source_id` is a column here
 * @throws ImportError for a column the layer does not have
 */
export function rowPicker(table: LayerTable, map: Record<string, string>) {
  const { layer, columns } = table;
  const reading = readings[layer.id];
  const titles = fieldsOf(layer);
  const known = columns.map(({ name }) => name);
  const mapped = new Map(Object.entries(map).map(([field, column]) => [column, field]));
  for (const column of mapped.keys()) {
    if (column !== 'source_id' && !known.includes(column)) throw unknownColumn(layer.id, column, known);
  }
  const sources = known.map((name) => {
    const field = mapped.get(name);
    const title = titles[name]?.zh;
    const names = [...(reading?.aliases?.[name] ?? [name]), ...(title ? [title] : [])];
    return { name, from: field === undefined ? names : [field] };
  });
  const idField = mapped.get('source_id');
  const idFields = idField === undefined ? ids : [idField];
  /** Mapped fields no feature has had yet. */
  const missing = new Set(Object.keys(map));

  function pick(properties: Properties, shape: Shape): Row | Refused {
    for (const field of missing) if (field in properties) missing.delete(field);
    const row: Row = {};
    for (const { name, from } of sources) {
      for (const field of from) {
        const value = properties[field];
        if (value === undefined) continue;
        row[name] = value as Row[string];
        if (value !== null && value !== '') break;
      }
    }
    return reading?.translate?.(row, properties, shape) ?? row;
  }

  /** The feature's own id as text, or null where it has none. */
  function idOf(properties: Properties, featureId: unknown): string | null {
    for (const field of idFields) {
      const id = idText(properties[field]);
      if (id) return id;
    }
    return idField === undefined ? idText(featureId) : null;
  }

  return { pick, idOf, missing };
}

function idText(id: unknown): string | null {
  if (typeof id !== 'number' && typeof id !== 'string') return null;
  const text = String(id).replaceAll('\0', '').trim();
  // An index does not take keys of any length.
  return text.length <= MAX_ID ? text || null : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function unknownColumn(layer: string, column: string, known: string[]): ImportError {
  return new ImportError(
    `The layer ${layer} has no column ${column}; it has ${['source_id', ...known].join(', ')}.`,
    `图层 ${layer} 没有字段 ${column}；可用字段：${['source_id', ...known].join('、')}。`,
    true
  );
}
