import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

/** A vector tile that has nothing but layers of these names, each with one point. */
export function vectorTile(...layers: string[]): Buffer {
  const pbf = new PbfWriter();
  for (const name of layers) {
    pbf.writeMessage(
      3,
      (_: unknown, layer: PbfWriter) => {
        layer.writeVarintField(15, 2);
        layer.writeStringField(1, name);
        layer.writeMessage(
          2,
          (_: unknown, feature: PbfWriter) => {
            feature.writeVarintField(3, 1);
            feature.writePackedVarint(4, [9, 50, 34]);
          },
          null
        );
        layer.writeVarintField(5, 4096);
      },
      null
    );
  }
  return Buffer.from(pbf.finish());
}

/** Writes an MBTiles file with tiles by `z/x/y`, y counted from the north. */
export function writeMbTiles(path: string, metadata: Record<string, string>, tiles: Record<string, Buffer>): void {
  const database = new DatabaseSync(path);
  database.exec(
    'CREATE TABLE metadata (name text, value text); CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)'
  );
  for (const row of Object.entries(metadata)) database.prepare('INSERT INTO metadata VALUES (?, ?)').run(...row);
  for (const [place, bytes] of Object.entries(tiles)) {
    const [z, x, y] = place.split('/').map(Number) as [number, number, number];
    database.prepare('INSERT INTO tiles VALUES (?, ?, ?, ?)').run(z, x, 2 ** z - 1 - y, bytes);
  }
  database.close();
}

/** Writes a PMTiles archive (version 3) that holds one tile, that of zoom 0. */
export function writePmTiles(path: string, { tile, type }: { tile: Buffer; type: 'mvt' | 'png' }): void {
  const metadata = gzipSync(JSON.stringify({ attribution: '归档' }));
  // A directory of one entry: count, id, run length, length, offset + 1.
  const directory = new PbfWriter();
  for (const number of [1, 0, 1, tile.length, 1]) directory.writeVarint(number);
  const root = gzipSync(Buffer.from(directory.finish()));
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header.writeUInt8(3, 7);
  const sections = [root.length, metadata.length, 0, tile.length];
  sections.forEach((length, index) => {
    const begin = 127 + sections.slice(0, index).reduce((sum, other) => sum + other, 0);
    header.writeBigUInt64LE(BigInt(begin), 8 + index * 16);
    header.writeBigUInt64LE(BigInt(length), 16 + index * 16);
  });
  [72, 80, 88].forEach((at) => header.writeBigUInt64LE(1n, at));
  // Clustered; directories gzipped, tiles not; the kind of tile; zooms 0 to 0.
  [1, 2, 1, type === 'mvt' ? 1 : 2, 0, 0].forEach((byte, index) => header.writeUInt8(byte, 96 + index));
  [-180e7, -85e7, 180e7, 85e7].forEach((degree, index) => header.writeInt32LE(degree, 102 + index * 4));
  writeFileSync(path, Buffer.concat([header, root, metadata, tile]));
}
