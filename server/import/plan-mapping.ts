import type { FieldSource, Mapping, Placing } from '#geodata/schemas/delivery.ts';
import { readings } from '#geodata/sources/geojson/index.ts';
import { plainName, synonyms } from '#geodata/sources/synonyms.ts';
import { fieldsOf } from '#geodata/layers/define.ts';
import type { Feature } from './formats/reader.ts';
import { guessPlacing, placingColumns } from './guess-placing.ts';
import { ImportError } from './import-error.ts';
import type { LayerTable } from './table.queries.ts';

/** How one column of the layer is read. */
export interface Pick {
  name: string;
  /** Properties of the file, tried in this order; none where a constant is given. */
  from: readonly string[];
  words?: Readonly<Record<string, string>>;
  constant?: string | number | boolean;
}

/** How a delivery's features become rows. */
export interface Plan {
  picks: Pick[];
  /** Properties that name a row in the file, best first. */
  idFrom: readonly string[];
  /** Whether the feature's own id counts where no property names it. */
  ownId: boolean;
  place: Placing;
  /** Properties that whoever brings the file named: each must occur. */
  named: string[];
  /** The same as a mapping that can be shown, changed and kept. */
  mapping: Mapping;
}

/** Property names that carry a feature's own id, best first. */
const ids = ['source_id', 'osm_id', '@id', 'osm_way_id', 'id', 'gid', 'fid', 'FID', 'OBJECTID'];

export interface MappingWishes {
  /** Whole mapping as stated or kept: nothing is guessed beside it. */
  mapping?: Mapping;
  /** Property of the file → column of the layer, over what is guessed. */
  map?: Record<string, string>;
}

/**
 * Plans how features become rows of a layer: by a mapping where there is one, else guessed from names, titles and the
 * words files use for them.
 * @param first some features, whose properties and values are looked at
 * @throws ImportError for a column the layer does not have
 */
export function planMapping(table: LayerTable, first: readonly Feature[], wishes: MappingWishes): Plan {
  const known = table.columns.map(({ name }) => name);
  const { mapping, map = {} } = wishes;
  for (const column of [...Object.values(map), ...Object.keys(mapping?.fields ?? {})]) {
    if (column !== 'source_id' && !known.includes(column)) throw unknownColumn(table.layer.id, column, known);
  }
  return mapping ? stated(mapping, map) : guessed(table, first, map);
}

function stated(mapping: Mapping, map: Record<string, string>): Plan {
  const fields: Mapping['fields'] = { ...mapping.fields };
  for (const [property, column] of Object.entries(map)) fields[column] = { columns: [property] };
  const { source_id, ...others } = fields;
  const picks = Object.entries(others).map(([name, source]): Pick => ({ name, ...pickOf(source) }));
  const idFrom = source_id && 'columns' in source_id ? source_id.columns : ids;
  const sources = Object.values(fields).flatMap((source) => ('columns' in source ? [source.columns[0]!] : []));
  return {
    ...{ picks, idFrom, ownId: !source_id, place: mapping.place },
    named: [...sources, ...placingColumns(mapping.place)],
    mapping: { ...mapping, fields }
  };
}

function pickOf(source: FieldSource): Omit<Pick, 'name'> {
  return 'columns' in source ? { from: source.columns, words: source.words } : { from: [], constant: source.constant };
}

function guessed(table: LayerTable, first: readonly Feature[], map: Record<string, string>): Plan {
  const keys = keysOf(first);
  const place = guessPlacing(first, keys);
  const taken = new Set(placingColumns(place));
  const mapped = new Map(Object.entries(map).map(([property, column]) => [column, property]));
  const free = keys.filter((key) => !taken.has(key) && map[key] === undefined);
  const byWord = new Map(free.map((key) => [plainName(key), key]));
  const aliases = readings[table.layer.id]?.aliases;
  const titles = fieldsOf(table.layer);
  const exact = table.columns.map(({ name }) => {
    const own = mapped.get(name);
    const title = titles[name]?.zh;
    return own === undefined ? [...(aliases?.[name] ?? [name]), ...(title ? [title] : [])] : [own];
  });
  // A property that is one column's by its very name is not another's by a word: 类型 is not both kind and class.
  const claimed = new Set(exact.flat().filter((key) => free.includes(key)));
  const picks = table.columns.map(({ name }, i): Pick => {
    const words = mapped.has(name) ? [] : likely(name, titles[name], byWord).filter((key) => !claimed.has(key));
    for (const key of words) claimed.add(key);
    return { name, from: [...new Set([...exact[i]!, ...words])].filter((key) => !taken.has(key)) };
  });
  const id = mapped.get('source_id');
  const idFrom = id === undefined ? ids : [id];
  const fields: Mapping['fields'] = {};
  const seen = new Set(keys);
  for (const { name, from } of picks) {
    const columns = from.filter((key) => seen.has(key)).slice(0, 8);
    if (columns.length > 0) fields[name] = { columns };
  }
  const idColumn = idFrom.find((key) => seen.has(key));
  if (idColumn) fields.source_id = { columns: [idColumn] };
  return { picks, idFrom, ownId: id === undefined, place, named: Object.keys(map), mapping: { fields, place } };
}

/** Properties whose names, plainly written, are words for a column; also cut off after ten characters, as in a DBF. */
function likely(name: string, title: { zh: string; en: string } | undefined, byWord: Map<string, string>): string[] {
  const words = [name, ...(title ? [title.zh, title.en] : []), ...(synonyms[name] ?? [])].map(plainName);
  const found = words.map(
    (word) => byWord.get(word) ?? (name.length > 10 ? byWord.get(plainName(name.slice(0, 10))) : undefined)
  );
  return found.filter((key) => key !== undefined);
}

/** Property names in the order they first occur. */
export function keysOf(features: readonly Feature[]): string[] {
  const keys = new Set<string>();
  for (const { properties } of features) for (const key of Object.keys(properties)) keys.add(key);
  return [...keys];
}

function unknownColumn(layer: string, column: string, known: string[]): ImportError {
  return new ImportError(
    `The layer ${layer} has no column ${column}; it has ${['source_id', ...known].join(', ')}.`,
    `图层 ${layer} 没有字段 ${column}；可用字段：${['source_id', ...known].join('、')}。`,
    true
  );
}
