import { gunzipSync } from 'node:zlib';
import { PbfReader } from 'pbf';

/** Field numbers of the vector tile format: a tile's layers, a layer's name. */
const LAYERS = 3;
const NAME = 1;

/** Layers no basemap may show: boundaries that are not the national standard map's. */
const FORBIDDEN = new Set(['boundary', 'boundaries', 'admin']);

/**
 * A vector tile without the layers nobody may be shown. What is left is copied as it is.
 * @param bytes gzipped or not
 * @throws what the reader throws for bytes that are no vector tile
 */
export function withoutBoundaries(bytes: Uint8Array): Uint8Array {
  const tile = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const kept: Uint8Array[] = [];
  const reader = new PbfReader(tile);
  while (reader.pos < tile.length) {
    const begin = reader.pos;
    const tag = reader.readVarint();
    const isForbidden = tag >> 3 === LAYERS && FORBIDDEN.has(nameOf(reader, tile));
    reader.skip(tag);
    if (!isForbidden) kept.push(tile.subarray(begin, reader.pos));
  }
  return Buffer.concat(kept);
}

/** Name of the layer that begins here; the reader stays where it is. */
function nameOf(reader: PbfReader, tile: Uint8Array): string {
  const inner = new PbfReader(tile);
  inner.pos = reader.pos;
  const end = inner.readVarint() + inner.pos;
  while (inner.pos < end) {
    const tag = inner.readVarint();
    if (tag >> 3 === NAME) return inner.readString();
    inner.skip(tag);
  }
  return '';
}
