import { dayOf, type Day } from './day.ts';

/** Why a row was not taken. */
export type RowRefusal = 'no_time' | 'future' | 'no_position' | 'null_island' | 'out_of_range';

/** Events in the order of the file, one entry per event in every array. */
export interface EventTable {
  day: Int32Array;
  /** Degrees, WGS84. */
  lon: Float64Array;
  lat: Float64Array;
  /** Index into `kinds`. */
  kind: Uint16Array;
  kinds: string[];
  /** Rows that were not taken, by reason. */
  refused: Map<RowRefusal, number>;
}

/** Takes rows one by one; `table` gives what was taken so far. */
export interface EventReader {
  take(line: string): void;
  table(): EventTable;
}

const COLUMNS = ['t', 'lon', 'lat', 'cat'] as const;

/**
 * Reads CSV whose header names `t` (local time), `lon`, `lat` and `cat`, in any order and among others.
 * @param today the last day an event can have happened on
 * @throws Error when a column is missing
 */
export function eventReader(header: string, today: Day): EventReader {
  const names = fieldsOf(header.replace(/^\ufeff/, '')).map((name) => name.trim());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new Error(`The file has no column ${missing.join(', ')}; it has ${names.join(', ')}.`);
  const [atT, atLon, atLat, atCat] = COLUMNS.map((column) => names.indexOf(column)) as [number, number, number, number];

  const rows = { day: [] as number[], lon: [] as number[], lat: [] as number[], kind: [] as number[] };
  const kinds = new Map<string, number>();
  const refused = new Map<RowRefusal, number>();

  const take = (line: string) => {
    if (line.trim() === '') return;
    const fields = fieldsOf(line);
    const day = dayOf(fields[atT] ?? '');
    const [lon, lat] = [degrees(fields[atLon]), degrees(fields[atLat])];
    const reason = refusalOf(day, lon, lat, today);
    if (reason) return void refused.set(reason, (refused.get(reason) ?? 0) + 1);
    const cat = fields[atCat] ?? '';
    const kind = kinds.get(cat) ?? kinds.size;
    kinds.set(cat, kind);
    rows.day.push(day!);
    rows.lon.push(lon);
    rows.lat.push(lat);
    rows.kind.push(kind);
  };
  const table = () => ({
    day: Int32Array.from(rows.day),
    lon: Float64Array.from(rows.lon),
    lat: Float64Array.from(rows.lat),
    kind: Uint16Array.from(rows.kind),
    kinds: [...kinds.keys()],
    refused
  });
  return { take, table };
}

function refusalOf(day: Day | undefined, lon: number, lat: number, today: Day): RowRefusal | undefined {
  if (day === undefined) return 'no_time';
  if (day > today) return 'future';
  if (Number.isNaN(lon) || Number.isNaN(lat)) return 'no_position';
  if (lon === 0 && lat === 0) return 'null_island';
  return Math.abs(lon) > 180 || Math.abs(lat) > 90 ? 'out_of_range' : undefined;
}

/** An empty field is no position: Number('') would be 0. */
function degrees(field = ''): number {
  return field.trim() === '' ? NaN : Number(field);
}

function fieldsOf(line: string): string[] {
  const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!bare.includes('"')) return bare.split(',');
  const quoted = bare.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(quoted, ([, inside, plain]) => inside?.replaceAll('""', '"') ?? plain ?? '');
}
