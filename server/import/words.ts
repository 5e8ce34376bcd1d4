import { componentKinds } from '#geodata/codes/component_kinds.ts';
import { keySiteCategories } from '#geodata/codes/key_site_categories.ts';
import { serviceCategories } from '#geodata/codes/service_categories.ts';
import { fieldsOf, type Layer } from '#geodata/layers/define.ts';

const codeTables: Record<string, { all: readonly { code: string; zh: string; en: string }[] }> = {
  component_kinds: componentKinds,
  key_site_categories: keySiteCategories,
  service_categories: serviceCategories
};

/**
 * Values of a layer's enumerated fields by every word for them: the value itself, its Chinese and its English name.
 * A street office's spreadsheet says 住宅 where the table says `residential`.
 */
export function valuesByWord(layer: Layer): Map<string, Map<string, string>> {
  const fields = new Map<string, Map<string, string>>();
  for (const [name, { values, codes }] of Object.entries(fieldsOf(layer))) {
    const rows = values
      ? Object.entries(values).map(([code, { zh, en }]) => ({ code, zh, en }))
      : (codeTables[codes ?? '']?.all ?? []);
    if (rows.length === 0) continue;
    const words = new Map<string, string>();
    for (const { code, zh, en } of rows) {
      for (const word of [zh, en.toLowerCase(), code.toLowerCase()]) words.set(word, code);
    }
    fields.set(name, words);
  }
  return fields;
}
