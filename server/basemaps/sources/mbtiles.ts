import type { DatabaseSync } from 'node:sqlite';
import { withoutBoundaries } from '#server/basemaps/sources/strip.ts';
import { pictureType, Unanswered, type BasemapSource } from '#server/basemaps/sources/source.ts';
import { ConfigError } from '#server/config.ts';

/**
 * An MBTiles file (1.3): pictures or vector tiles in SQLite. It is opened for reading only and stays open.
 * @throws ConfigError naming the file, for one that is missing or no MBTiles
 */
export async function mbTilesSource(path: string): Promise<BasemapSource> {
  let database: DatabaseSync | undefined;
  try {
    const { DatabaseSync } = await import('node:sqlite');
    database = new DatabaseSync(path, { readOnly: true });
    return read(database, path);
  } catch (error) {
    database?.close();
    throw new ConfigError(`${path} is no MBTiles that can be read: ${(error as Error).message}`);
  }
}

function read(database: DatabaseSync, path: string): BasemapSource {
  const rows = database.prepare('SELECT name, value FROM metadata').all() as { name: string; value: string }[];
  const metadata = new Map(rows.map(({ name, value }) => [name, value]));
  const [range] = database.prepare('SELECT min(zoom_level) AS low, max(zoom_level) AS high FROM tiles').all() as [
    { low: number | null; high: number | null }
  ];
  if (range.low === null || range.high === null) throw new Error('it holds no tiles');
  const vector = metadata.get('format') === 'pbf';
  // Rows are counted from the south.
  const find = database.prepare(
    'SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = (1 << ?) - 1 - ?'
  );
  return {
    kind: vector ? 'vector' : 'raster',
    minzoom: range.low,
    maxzoom: range.high,
    tileSize: vector ? 512 : 256,
    bounds: boundsOf(metadata.get('bounds')),
    attribution: metadata.get('attribution') ?? '',
    async tile(z, x, y) {
      const found = find.get(z, x, z, y) as { tile_data: Uint8Array } | undefined;
      if (!found) return null;
      const bytes = found.tile_data;
      if (vector) return { bytes: withoutBoundaries(bytes), type: 'application/vnd.mapbox-vector-tile' };
      const type = pictureType(bytes);
      if (!type) throw new Unanswered('broken', `${path} holds no picture at ${z}/${x}/${y}`);
      return { bytes, type };
    },
    close: () => database.close()
  };
}

function boundsOf(text: string | undefined): [number, number, number, number] | null {
  const [west, south, east, north, ...more] = (text ?? '').split(',').map(Number);
  const isBox =
    more.length === 0 && [west, south, east, north].every(Number.isFinite) && west! < east! && south! < north!;
  return isBox ? [west!, south!, east!, north!] : null;
}
