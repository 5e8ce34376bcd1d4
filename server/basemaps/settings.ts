import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BasemapSettings, type BasemapSetting } from '#geodata/schemas/basemaps.ts';
import { ConfigError } from '#server/config.ts';

/**
 * Reads the file that BASEMAPS names. Paths in it are relative to it.
 * @throws ConfigError with one line per broken value, naming the basemap and the field, never telling a key
 */
export function readBasemaps(path: string | undefined): BasemapSetting[] {
  if (path === undefined) return [];
  const given = readJson(path);
  const parsed = BasemapSettings.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues
        .map(({ path: at, message }) => `BASEMAPS=${path}: ${placeOf(given, at)} is not accepted: ${message}`)
        .join('\n')
    );
  }
  return parsed.data.basemaps.map((basemap) =>
    'path' in basemap ? { ...basemap, path: resolve(dirname(path), basemap.path) } : basemap
  );
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`BASEMAPS=${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ConfigError(`BASEMAPS=${path} is no JSON: ${(error as Error).message}`);
  }
}

/** `basemaps[1] (tianditu) url`: where a value stands, with the name its owner gave it. */
function placeOf(given: unknown, path: readonly PropertyKey[]): string {
  const [list, index, ...field] = path.map(String);
  if (list !== 'basemaps' || index === undefined) return list ?? 'the whole';
  const id = (given as { basemaps?: { id?: unknown }[] }).basemaps?.[Number(index)]?.id;
  return [`basemaps[${index}]`, typeof id === 'string' ? `(${id})` : '', field.join('.')].filter(Boolean).join(' ');
}
