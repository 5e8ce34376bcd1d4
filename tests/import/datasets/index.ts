import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { crc32 } from 'node:zlib';

let made = 0;

/**
 * Makes a dataset of another format out of a GeoJSON file, as ogr2ogr would with these options.
 * @returns the folder it lies in
 */
export async function makeDataset(dir: string, input: string, name: string, ...options: string[]): Promise<string> {
  const folder = join(dir, `made-${++made}`);
  mkdirSync(folder);
  const script = join(import.meta.dirname, 'make.ts');
  await promisify(execFile)(process.execPath, [script, input, folder, name, ...options]);
  return folder;
}

export interface Member {
  name: string | Buffer;
  bytes: Buffer;
  /** Unix mode, for links. */
  mode?: number;
  /** Size it claims to have. */
  claims?: number;
}

/** All files of a folder as members of an archive. */
export function membersOf(folder: string, under = ''): Member[] {
  return readdirSync(folder).map((name) => ({ name: under + name, bytes: readFileSync(join(folder, name)) }));
}

/** A ZIP archive, written by hand so that it can be as wrong as a test wants it. */
export function zipOf(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, mode, claims } of members) {
    const path = Buffer.from(name);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claims ?? bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, packed]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(((mode ?? 0o100644) << 16) >>> 0, 6);
    more.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, more, path);
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
