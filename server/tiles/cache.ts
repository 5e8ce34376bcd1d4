import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';

/** A tile as it leaves: compressed once, however often it is asked for. */
export interface StoredTile {
  /** gzip of the tile; null for a tile that draws nothing. */
  readonly body: Buffer | null;
  /** Strong entity tag of the compressed form, quotes included; '' for an empty tile. */
  readonly etag: string;
}

/** Makes a tile; `wanted()` turns false once nobody waits for it any more. */
export type Load = (wanted: () => boolean) => Promise<Uint8Array>;

interface Flight {
  tile: Promise<StoredTile>;
  waiting: number;
}

const EMPTY: StoredTile = { body: null, etag: '' };
const OVERHEAD_BYTES = 300;
/** Small tiles are compressed at once; handing them to another thread and back would take longer. */
const AT_ONCE_BYTES = 48 * 1024;
/** Tiles are coordinates, which hardly compress: level 6 takes twice as long as this for 2 % less. */
const ZIP = { level: 2, memLevel: 9 };
const gzipElsewhere = promisify(gzip);

/** Finished tiles by key, least recently used thrown out by bytes; tiles being made are made once for all who wait. */
export class TileCache {
  #stored: LRUCache<string, StoredTile>;
  #flights = new Map<string, Flight>();

  constructor(maxBytes: number) {
    this.#stored = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (tile, key) => OVERHEAD_BYTES + 2 * key.length + (tile.body?.length ?? 0)
    });
  }

  /** A finished tile. */
  get(key: string): StoredTile | undefined {
    return this.#stored.get(key);
  }

  /**
   * The tile being made under a key, begun with `load` if nobody began it yet. Call `leave` when the caller is gone.
   * @throws what `load` throws; nothing is kept of it
   */
  make(key: string, load: Load): { tile: Promise<StoredTile>; leave: () => void } {
    const flight = this.#flights.get(key) ?? this.#begin(key, load);
    flight.waiting++;
    return { tile: flight.tile, leave: () => void flight.waiting-- };
  }

  #begin(key: string, load: Load): Flight {
    const flight: Flight = { waiting: 0, tile: Promise.resolve(EMPTY) };
    flight.tile = load(() => flight.waiting > 0)
      .then(pack)
      .then((tile) => {
        this.#stored.set(key, tile);
        return tile;
      })
      .finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}

async function pack(tile: Uint8Array): Promise<StoredTile> {
  if (tile.length === 0) return EMPTY;
  const body = tile.length <= AT_ONCE_BYTES ? gzipSync(tile, ZIP) : await gzipElsewhere(tile, ZIP);
  return { body, etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"` };
}
