/** A tile as it is on disk or came over the wire. */
export interface BasemapTile {
  bytes: Uint8Array;
  type: 'image/png' | 'image/jpeg' | 'image/webp' | 'application/vnd.mapbox-vector-tile';
}

/** Where the tiles of one basemap come from, and what is known of them. */
export interface BasemapSource {
  kind: 'raster' | 'vector';
  minzoom: number;
  maxzoom: number;
  tileSize: 256 | 512;
  bounds: [number, number, number, number] | null;
  attribution: string;
  /**
   * A tile in Web Mercator, null where there is none.
   * @throws Unanswered
   */
  tile(z: number, x: number, y: number): Promise<BasemapTile | null>;
  close(): void;
}

/** Why a source gave no tile: it took too long, it is not asked while it rests, or what came is none. */
export class Unanswered extends Error {
  readonly why: 'slow' | 'resting' | 'broken';
  constructor(why: 'slow' | 'resting' | 'broken', message: string) {
    super(message);
    this.why = why;
  }
}

/** What bytes are, by how they begin; undefined for anything that is no picture. */
export function pictureType(bytes: Uint8Array): Exclude<BasemapTile['type'], `application/${string}`> | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}
