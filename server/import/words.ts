import { componentKinds } from '#geodata/codes/component_kinds.ts';
import { keySiteCategories } from '#geodata/codes/key_site_categories.ts';
import { serviceCategories } from '#geodata/codes/service_categories.ts';
import { fieldsOf, type FieldMeta, type Layer, type Words } from '#geodata/layers/define.ts';

const codeTables: Record<string, { all: readonly { code: string; zh: string; en: string }[] }> = {
  component_kinds: componentKinds,
  key_site_categories: keySiteCategories,
  service_categories: serviceCategories
};

/** The values a field may have with their words; undefined where it may have any. */
export function valuesOf({ values, codes }: FieldMeta): Record<string, Words> | undefined {
  const table = codeTables[codes ?? '']?.all;
  return values ?? (table && Object.fromEntries(table.map(({ code, zh, en }) => [code, { zh, en }])));
}

/**
 * Values of a layer's enumerated fields by every word for them: the value itself, its Chinese and its English name.
 * A street office's spreadsheet says 住宅 where the table says `residential`.
 */
export function valuesByWord(layer: Layer): Map<string, Map<string, string>> {
  const fields = new Map<string, Map<string, string>>();
  for (const [name, meta] of Object.entries(fieldsOf(layer))) {
    const words = new Map<string, string>();
    for (const [code, { zh, en }] of Object.entries(valuesOf(meta) ?? {})) {
      for (const word of [zh, en.toLowerCase(), code.toLowerCase()]) words.set(word, code);
    }
    if (words.size > 0) fields.set(name, words);
  }
  return fields;
}
