import { createHash } from 'node:crypto';
import { readings } from '#geodata/sources/geojson/index.ts';
import type { Properties, Refused, Row, Shape } from '#geodata/sources/rule.ts';
import type { Plan } from './plan-mapping.ts';

const MAX_ID = 200;

/** Reads a layer's columns out of foreign properties as planned. */
export function rowPicker(layer: string, { picks, idFrom, ownId, named }: Plan) {
  const reading = readings[layer];
  /** Properties asked for by name that no feature has had yet. */
  const missing = new Set(named);

  function pick(properties: Properties, shape: Shape): Row | Refused {
    for (const field of missing) if (field in properties) missing.delete(field);
    const row: Row = {};
    for (const { name, from, words, constant } of picks) {
      if (constant !== undefined) row[name] = constant;
      for (const field of from) {
        const value = properties[field];
        if (value === undefined) continue;
        row[name] = (words && translated(value, words)) ?? (value as Row[string]);
        if (value !== null && value !== '') break;
      }
    }
    return reading?.translate?.(row, properties, shape) ?? row;
  }

  /** The feature's own id as text, or null where it has none. */
  function idOf(properties: Properties, featureId: unknown): string | null {
    for (const field of idFrom) {
      const id = idText(properties[field]);
      if (id) return id;
    }
    return ownId ? idText(featureId) : null;
  }

  return { pick, idOf, missing };
}

/** A code word of the file by what it stands for; undefined where it stands for itself. */
function translated(value: unknown, words: Readonly<Record<string, string>>): string | undefined {
  const word = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

function idText(id: unknown): string | null {
  if (typeof id !== 'number' && typeof id !== 'string') return null;
  const text = String(id).replaceAll('\0', '').trim();
  // An index does not take keys of any length.
  return text.length <= MAX_ID ? text || null : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
