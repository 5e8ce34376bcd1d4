import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Mapping } from '#geodata/schemas/delivery.ts';
import { parseFrame, type Frame } from '#geodata/spatial/datum.ts';
import type { DeliveryOptions } from '#server/import/import.service.ts';

export const USAGE = `npm run import -- osm <file.osm | .osm.gz | .osm.pbf>
npm run import -- <layer> <file>    GeoJSON, GeoPackage, Shapefile (also zipped), FlatGeobuf, KML, KMZ, CSV, XLSX; also .gz
npm run import -- inspect <file>    what a file holds
npm run import -- list              the latest imports
npm run import -- undo <import>     brings back what was there before

  --map field=column   a property of the file and the column it goes into (repeat it for more)
  --map file.json      the whole mapping; it is kept and used for the next delivery of the source
  --file-layer name    the layer or sheet inside the file
  --source name        names the delivery; the same name again updates its rows
  --full               the file is all there is of its source: rows it no longer holds are ended
  --datum frame        wgs84, gcj02, bd09 or epsg:NNNN (4490, 4491 to 4554, UTM, 3857); auto reads it off the file
  --accept-shift       take it although it lies beside what is there
  --refused file.csv   where refused rows are written, with reason and original values
  --dry-run            do everything and take it back

Ends with 0 when something was taken, 1 when nothing was, 2 for a wrong command, 130 when stopped.`;

export type Command =
  | { verb: 'import'; options: Omit<DeliveryOptions, 'ownerUrl'> }
  | { verb: 'inspect'; file: string }
  | { verb: 'undo'; id: string }
  | { verb: 'list' };

/**
 * What was typed after `npm run import --`; null where only help is wanted.
 * @throws Error with a sentence for a command that makes no sense
 */
export function readCommand(): Command | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: 'string', multiple: true, default: [] },
      'file-layer': { type: 'string' },
      source: { type: 'string' },
      refused: { type: 'string' },
      datum: { type: 'string', default: 'auto' },
      full: { type: 'boolean', default: false },
      'accept-shift': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false }
    }
  });
  const [target, file, ...more] = positionals;
  if (values.help) return null;
  if (target === 'list' && !file) return { verb: 'list' };
  if (!target || !file) throw new Error('Say what to import: a layer (or osm) and a file.');
  if (more.length > 0) throw new Error(`One file at a time: ${more[0]} is one too many.`);
  if (target === 'undo') return { verb: 'undo', id: file };
  if (target === 'inspect') return { verb: 'inspect', file: typed(file) };
  if (target === 'osm' && values.map.length > 0)
    throw new Error('--map is for other files; OpenStreetMap tags are known.');
  return {
    verb: 'import',
    options: {
      target,
      file: typed(file),
      fileLayer: values['file-layer'],
      source: values.source,
      refused: values.refused === undefined ? undefined : typed(values.refused),
      ...mapped(values.map),
      datum: frame(values.datum),
      full: values.full,
      acceptShift: values['accept-shift'],
      dryRun: values['dry-run']
    }
  };
}

/** npm runs this at the top of the clone; the path was typed where INIT_CWD says. */
function typed(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Single pairs, and at most one file with the whole mapping. */
function mapped(texts: string[]): Pick<DeliveryOptions, 'map' | 'mapping'> {
  const [file, ...more] = texts.filter((text) => /^[^=]+\.json$/i.test(text));
  if (more.length > 0) throw new Error(`One mapping at a time: ${more[0]} is one too many.`);
  const pairs = texts.filter((text) => text !== file).map(pair);
  return { map: Object.fromEntries(pairs), mapping: file === undefined ? undefined : readMapping(file) };
}

function readMapping(file: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(typed(file), 'utf8'));
  } catch (error) {
    throw new Error(`--map ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const parsed = Mapping.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`--map ${file} is no mapping: ${issue!.path.join('.') || 'it'}: ${issue!.message}.`);
}

function frame(text: string): Frame | undefined {
  if (text === 'auto') return undefined;
  const found = parseFrame(text);
  if (!found)
    throw new Error(
      `--datum ${text} is not known here: wgs84, gcj02, bd09, epsg:4490 to 4554, epsg:32601 to 32760 (UTM) or epsg:3857.`
    );
  return found;
}

function pair(text: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new Error(`--map ${text} is not of the form field=column.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
