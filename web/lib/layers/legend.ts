import type { Layer, Words as Text } from '#geodata/layers/define.ts';
import type { Swatch } from '#geodata/style/keys.ts';
import type { Lang } from '$lib/words/index.ts';
import { fieldsFor, wordsOfValue } from '$lib/words/values.ts';

export interface LegendLine {
  swatch: Swatch;
  words: string;
}

/** Lines about one property of a layer, with its words where a layer's legend tells of several. */
export interface LegendPart {
  property: string;
  lines: LegendLine[];
}

const others: Text = { zh: '其他', en: 'Other' };

/**
 * A layer's legend for what is drawn now, in the order the registry lists it. A layer drawn all alike has none: its
 * title stands beside its swatch.
 */
export function legendOf(layer: Layer, drawn: ReadonlySet<string>, lang: Lang): LegendPart[] {
  if (!drawn.has(layer.id)) return [];
  const keys = layer.paint.flatMap((part) => part.key ?? []);
  return [...new Set(keys.map(({ property }) => property))].flatMap((property) => {
    if (property === null) return [];
    const present = valuesOf(layer.id, property, drawn);
    const told = keys.filter((key) => key.property === property);
    const lines: LegendLine[] = told
      .flatMap(({ entries }) => entries)
      .filter(({ value }) => present.delete(String(value)))
      .map(({ value, swatch }) => ({ swatch, words: wordsOfValue(layer, property, value)?.[lang] ?? String(value) }));
    const rest = told.find(({ otherwise }) => otherwise)?.otherwise;
    if (present.size && rest) lines.push({ swatch: rest, words: restOf(layer, property, present, lang) });
    return lines.length ? [{ property: fieldsFor(layer)[property]?.[lang] ?? property, lines }] : [];
  });
}

function valuesOf(layer: string, property: string, drawn: ReadonlySet<string>): Set<string> {
  const prefix = `${layer}.${property}=`;
  return new Set([...drawn].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)));
}

/** A single other value is called by its name. */
function restOf(layer: Layer, property: string, values: Set<string>, lang: Lang): string {
  const [only] = values;
  return (values.size === 1 && only ? wordsOfValue(layer, property, only)?.[lang] : undefined) ?? others[lang];
}

/** How a layer is shown beside its title. */
export function swatchOf(layer: Layer): Swatch {
  const emblem = layer.paint.find((part) => part.emblem)?.emblem;
  if (emblem) return { mark: emblem };
  const key = layer.paint.flatMap((part) => part.key ?? [])[0];
  return key?.otherwise ?? key?.entries[0]?.swatch ?? { fill: 'muted' };
}
