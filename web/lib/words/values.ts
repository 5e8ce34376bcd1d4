import { fieldsOf, type FieldMeta, type Layer, type Words as Text } from '#geodata/layers/define.ts';
import { readOpeningHours } from '#geodata/services/opening_hours.ts';
import { hoursInWords } from '#geodata/services/opening_words.ts';
import { codeTables } from '#geodata/codes/code_tables.ts';
import { formatNumber, formatTime } from '$lib/words/format.ts';
import { catalogue, type Lang } from '$lib/words/index.ts';

const known = new Map<string, Record<string, FieldMeta>>();

/** Fields of a layer with their words, worked out once. */
export function fieldsFor(layer: Layer): Record<string, FieldMeta> {
  let fields = known.get(layer.id);
  if (!fields) known.set(layer.id, (fields = fieldsOf(layer)));
  return fields;
}

/** The words of an enumeration's or code table's value, undefined where it has none. */
export function wordsOfValue(layer: Layer, field: string, value: unknown): Text | undefined {
  const meta = fieldsFor(layer)[field];
  return meta?.values?.[String(value)] ?? (meta?.codes ? codeTables[meta.codes]?.get(String(value)) : undefined);
}

/** A value as people read it: words for codes, units behind numbers, times in the site's zone; null where there is none. */
export function valueText(layer: Layer, field: string, value: unknown, lang: Lang, timeZone: string): string | null {
  if (value === null || value === undefined || value === '') return null;
  const words = wordsOfValue(layer, field, value);
  if (words) return words[lang];
  if (typeof value === 'boolean') return value ? catalogue[lang].inspector.yes : catalogue[lang].inspector.no;
  const unit = fieldsFor(layer)[field]?.unit;
  if (typeof value === 'number') {
    const text = isPlain(field) ? String(value) : formatNumber(value, lang, 2);
    return unit ? `${text}${/^[°%年]/.test(unit) ? '' : ' '}${unitIn(unit, lang)}` : text;
  }
  if (field === 'opening_hours' && typeof value === 'string') {
    const hours = readOpeningHours(value);
    return hours ? hoursInWords(hours, lang) : value;
  }
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) return formatTime(value, timeZone);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Years are written without separators. */
const isPlain = (field: string) => field.endsWith('_year');

/** Units that are words. */
const englishUnits: Record<string, string> = { 人: 'persons', 天: 'days', 年: '' };
const unitIn = (unit: string, lang: Lang) => (lang === 'en' ? (englishUnits[unit] ?? unit) : unit);

/** The name a feature goes by: its label in words, else its number, else that it has none. */
export function nameOf(layer: Layer, label: string | null, properties: Record<string, unknown>, lang: Lang): string {
  if (lang === 'en' && typeof properties.name_en === 'string') return properties.name_en;
  if (label) return wordsOfValue(layer, layer.label, label)?.[lang] ?? label;
  const number = properties.number ?? properties.ref;
  return number ? `${layer.title[lang]} ${String(number)}` : `${layer.title[lang]} · ${catalogue[lang].list.unnamed}`;
}

/** The one or two facts that tell features of a layer apart in a list: what its legend is about. */
export function summaryOf(layer: Layer, properties: Record<string, unknown>, lang: Lang): string {
  const told = layer.paint.flatMap((part) => part.key ?? []).flatMap(({ property }) => property ?? []);
  return [...new Set(told)]
    .filter((field) => field !== layer.label)
    .flatMap((field) => wordsOfValue(layer, field, properties[field])?.[lang] ?? [])
    .slice(0, 2)
    .join(' · ');
}
