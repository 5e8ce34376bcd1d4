import { open, type FileHandle } from 'node:fs/promises';
import { PMTiles, TileType, type RangeResponse, type Source } from 'pmtiles';
import { withoutBoundaries } from '#server/basemaps/sources/strip.ts';
import { pictureType, Unanswered, type BasemapSource } from '#server/basemaps/sources/source.ts';
import { ConfigError } from '#server/config.ts';

/** A file on disk, a range at a time. */
class DiskFile implements Source {
  #path: string;
  #file: FileHandle;
  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }
  getKey(): string {
    return this.#path;
  }
  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    const { bytesRead, buffer } = await this.#file.read(new Uint8Array(length), 0, length, offset);
    return { data: buffer.buffer.slice(0, bytesRead) };
  }
}

/**
 * A PMTiles archive (version 3) on disk.
 * @throws ConfigError naming the file, for one that is missing or no PMTiles
 */
export async function pmTilesSource(path: string): Promise<BasemapSource> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const archive = new PMTiles(new DiskFile(path, file));
    const header = await archive.getHeader();
    const metadata = (await archive.getMetadata()) as { attribution?: unknown };
    const vector = header.tileType === TileType.Mvt;
    return {
      kind: vector ? 'vector' : 'raster',
      minzoom: header.minZoom,
      maxzoom: header.maxZoom,
      tileSize: vector ? 512 : 256,
      bounds: header.minLon < header.maxLon ? [header.minLon, header.minLat, header.maxLon, header.maxLat] : null,
      attribution: typeof metadata?.attribution === 'string' ? metadata.attribution : '',
      async tile(z, x, y) {
        const found = await archive.getZxy(z, x, y);
        if (!found) return null;
        const bytes = new Uint8Array(found.data);
        if (vector) return { bytes: withoutBoundaries(bytes), type: 'application/vnd.mapbox-vector-tile' };
        const type = pictureType(bytes);
        if (!type) throw new Unanswered('broken', `${path} holds no picture at ${z}/${x}/${y}`);
        return { bytes, type };
      },
      close: () => void file!.close()
    };
  } catch (error) {
    await file?.close();
    throw new ConfigError(`${path} is no PMTiles that can be read: ${(error as Error).message}`);
  }
}
