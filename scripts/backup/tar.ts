import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const BLOCK = 512;
/** What eleven octal digits hold; larger sizes are written in binary, as GNU tar does. */
const OCTAL_LIMIT = 8 ** 11;

/** Where the bytes of one file lie within a tar file. */
export type Entry = { offset: number; bytes: number };

/** A tar file that is cut off, or that was changed after it was written. */
export class TarError extends Error {}

/**
 * Writes a tar file entry by entry. An entry's size need not be known beforehand: its header is written last, so a dump
 * is never on the disk twice.
 */
export function tarWriter(file: FileHandle) {
  let end = 0;
  return {
    /** Adds a file and gives the SHA-256 of its bytes in hexadecimal. */
    async add(name: string, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of content) {
        hash.update(chunk);
        await writeAll(file, chunk, end + BLOCK + bytes);
        bytes += chunk.length;
      }
      await writeAll(file, headerOf(name, bytes), end);
      end += BLOCK + padded(bytes);
      return hash.digest('hex');
    },
    /** Ends the file with its two empty blocks. */
    finish: () => file.truncate(end + 2 * BLOCK)
  };
}

/**
 * The entries of a tar file by name.
 * @throws TarError unless every header, every filling byte and the end are as `tarWriter` leaves them
 */
export async function readEntries(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  const entries = new Map<string, Entry>();
  let at = 0;
  for (;;) {
    const header = await readExactly(file, at, BLOCK);
    if (isZero(header)) break;
    const { name, bytes } = parseHeader(header);
    entries.set(name, { offset: at + BLOCK, bytes });
    const filling = padded(bytes) - bytes;
    at += BLOCK + padded(bytes);
    if (!isZero(await readExactly(file, at - filling, filling))) throw new TarError('it was changed between its parts');
  }
  if (size !== at + 2 * BLOCK || !isZero(await readExactly(file, at, 2 * BLOCK))) {
    throw new TarError('it does not end where it should');
  }
  return entries;
}

/** The bytes of an entry, in pieces. */
export async function* readEntry(file: FileHandle, { offset, bytes }: Entry): AsyncGenerator<Buffer> {
  const piece = 1024 * 1024;
  for (let at = 0; at < bytes; at += piece) yield readExactly(file, offset + at, Math.min(piece, bytes - at));
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw new TarError('it ends too early');
    done += bytesRead;
  }
  return buffer;
}

/** A header of the ustar format, readable by every tar. */
function headerOf(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  header.write(name, 0, 100, 'utf8');
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  if (bytes < OCTAL_LIMIT) octal(bytes, 124, 11);
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(bytes), 128);
  }
  octal(Math.floor(Date.now() / 1000), 136, 11);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  header.write(checksum(header), 148);
  return header;
}

function parseHeader(header: Buffer): { name: string; bytes: number } {
  const isSound = header.toString('latin1', 148, 156) === checksum(header);
  if (!isSound || header.toString('latin1', 257, 262) !== 'ustar') {
    throw new TarError('it was changed, or is no backup');
  }
  const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
  const bytes =
    header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : parseInt(header.toString('latin1', 124, 135), 8);
  return { name, bytes };
}

/** Sum of a header's bytes, the sum's own field read as spaces, as it is written there. */
function checksum(header: Buffer): string {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return `${sum.toString(8).padStart(6, '0')}\0 `;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

function isZero(buffer: Buffer): boolean {
  return buffer.every((byte) => byte === 0);
}
