// `npm run import -- osm <file>` or `npm run import -- <layer> <file> [--map field=column] [--source name] [--dry-run]`
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseFrame, type Frame } from '#geodata/spatial/datum.ts';
import { ImportError } from '#server/import/import-error.ts';
import { importFile, type Progress } from '#server/import/import.service.ts';
import { summaryText, taken } from '#server/import/summary-text.ts';
import { live } from './lifetime.ts';
import { migrateOrExplain, openDatabase, readSettings } from './prepare.ts';

const USAGE = `npm run import -- osm <file.osm | .osm.gz | .osm.pbf>
npm run import -- <layer> <file.geojson | .geojsonl | .geojsonseq | .json, also .gz>

  --map field=column   a property of the file and the column it goes into (repeat it for more)
  --source name        names the delivery; the same name again updates its rows
  --datum frame        wgs84, gcj02, bd09 or epsg:NNNN (4490, 4491 to 4554, 3857); auto reads it off the file
  --accept-shift       take it although it lies beside what is there
  --dry-run            do everything and take it back

Ends with 0 when something was taken, 1 when nothing was, 2 for a wrong command, 130 when stopped.`;

await live(async ({ own, signal }) => {
  const wanted = readCommand();
  if (!wanted) return;
  readSettings();
  const { ownerUrl } = await openDatabase(own);
  await migrateOrExplain(ownerUrl, (line) => console.log(line));
  const running = importFile({ ...wanted, ownerUrl, signal, onProgress: progressLine() });
  // Stopped in the middle, the transaction is rolled back before the database goes.
  own(() => running.then(noop, noop));
  try {
    const summary = await running;
    clearLine();
    console.log(`\n${summaryText(summary)}`);
    if (taken(summary) === 0) process.exitCode = 1;
  } catch (error) {
    clearLine();
    if (!(error instanceof ImportError)) throw error;
    console.error(error.message);
    process.exitCode = error.usage ? 2 : 1;
  }
});

function noop(): void {}

function readCommand() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        map: { type: 'string', multiple: true, default: [] },
        source: { type: 'string' },
        datum: { type: 'string', default: 'auto' },
        'accept-shift': { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false }
      }
    });
    const [target, file, ...more] = positionals;
    if (values.help) return void console.log(USAGE);
    if (!target || !file) throw new Error('Say what to import: a layer (or osm) and a file.');
    if (more.length > 0) throw new Error(`One file at a time: ${more[0]} is one too many.`);
    if (target === 'osm' && values.map.length > 0)
      throw new Error('--map is for GeoJSON files; OpenStreetMap tags are known.');
    // npm runs this at the top of the clone; the path was typed where INIT_CWD says.
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
    return {
      target,
      file: path,
      source: values.source,
      datum: frame(values.datum),
      map: Object.fromEntries(values.map.map(pair)),
      acceptShift: values['accept-shift'],
      dryRun: values['dry-run']
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

function frame(text: string): Frame | undefined {
  if (text === 'auto') return undefined;
  const found = parseFrame(text);
  if (!found)
    throw new Error(`--datum ${text} is not known here: wgs84, gcj02, bd09, epsg:4490 to epsg:4554, epsg:3857.`);
  return found;
}

function pair(text: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new Error(`--map ${text} is not of the form field=column.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** One line on stderr that is written over on a terminal, and repeated every few seconds elsewhere. */
function progressLine(): (progress: Progress) => void {
  const every = process.stderr.isTTY ? 200 : 5000;
  let last = performance.now();
  return ({ phase, layer, rows, share }) => {
    if (performance.now() - last < every) return;
    last = performance.now();
    const done = share === undefined ? '' : ` (${Math.floor(share * 100)} %)`;
    const text = `${phase}${layer ? ` ${layer}` : ''}: ${rows.toLocaleString('en')} features${done}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
}

function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
