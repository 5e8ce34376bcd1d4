import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { cutOff, ImportError, tooLarge } from './import-error.ts';
import { sniff, type Sniffed } from './sniff.ts';

const CHUNK = 1 << 18;
/** Largest delivery that is read where nothing else is set, packed or unpacked. */
const MAX_BYTES = 4 * 2 ** 30;

/** A delivery on disk: what it is inside its gzip, how large, and its bytes as a stream. */
export class SourceFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly gzipped: boolean;
  readonly content: Sniffed;
  readonly maxBytes: number;
  /** Bytes of the file read so far by the latest `stream`. */
  position = 0;
  #sha256: string | undefined;

  constructor(path: string, name: string, size: number, gzipped: boolean, content: Sniffed, maxBytes: number) {
    this.path = path;
    this.name = name;
    this.size = size;
    this.gzipped = gzipped;
    this.content = content;
    this.maxBytes = maxBytes;
  }

  /** Name without folders and endings. */
  get title(): string {
    return this.name.replace(/(\.[a-z]+)?(\.gz)?$/i, '');
  }

  /**
   * The content, unzipped. A reading that comes to its end takes the checksum on the way.
   * @throws ImportError for a gzip that stops in the middle, is damaged or holds more than is allowed
   */
  async *stream(): AsyncGenerator<Buffer> {
    let bytes = 0;
    try {
      for await (const chunk of this.#open() as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > this.maxBytes) throw tooLarge(this.name, this.maxBytes);
        yield chunk;
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'Z_BUF_ERROR') throw cutOff(this.name);
      if (!code.startsWith('Z_')) throw error;
      throw new ImportError(
        `${this.name} is a damaged gzip file (${(error as Error).message}). Nothing was imported.`,
        `${this.name} 的 gzip 压缩已损坏。未导入任何内容。`
      );
    }
  }

  #open(): Readable {
    const hash = createHash('sha256');
    this.position = 0;
    const count = async function* (this: SourceFile, chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        this.position += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
      this.#sha256 ??= hash.digest('hex');
    }.bind(this);
    const file = createReadStream(this.path, { highWaterMark: CHUNK });
    // Errors reach whoever reads the last stream; a reader that stops early is no error.
    return this.gzipped
      ? pipeline(file, count, createGunzip({ chunkSize: CHUNK }), () => {})
      : (pipeline(
          file,
          count,
          (chunks: AsyncIterable<Buffer>) => chunks,
          () => {}
        ) as unknown as Readable);
  }

  /** Checksum of the file: taken while it was streamed, or by reading it now where something else read it. */
  async sha256(): Promise<string> {
    if (this.#sha256 === undefined) {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(this.path, { highWaterMark: CHUNK })) hash.update(chunk as Buffer);
      this.#sha256 = hash.digest('hex');
    }
    return this.#sha256;
  }
}

/**
 * Looks at a file before anything else happens.
 * @param name what whoever brings it calls it, where that is not its name on disk
 * @param maxBytes largest size allowed, packed or unpacked
 * @throws ImportError when it is missing, not a file, empty, too large or not readable
 */
export async function openFile(path: string, name = basename(path), maxBytes = MAX_BYTES): Promise<SourceFile> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? new ImportError(`There is no file ${path}.`, `找不到文件 ${path}。`)
      : unreadable(path, error);
  });
  if (!info.isFile()) throw new ImportError(`${path} is not a file.`, `${path} 不是文件。`);
  if (info.size === 0) throw new ImportError(`${name} is empty.`, `${name} 是空文件。`);
  if (info.size > maxBytes) throw tooLarge(name, maxBytes);
  const outer = sniff(await readHead(path));
  if (outer.format !== 'gzip') return new SourceFile(path, name, info.size, false, outer, maxBytes);
  return new SourceFile(path, name, info.size, true, sniff(await unzipHead(path, name, maxBytes)), maxBytes);
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path).catch((error: Error) => {
    throw unreadable(path, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function unzipHead(path: string, name: string, maxBytes: number): Promise<Buffer> {
  const file = new SourceFile(path, name, 0, true, { format: 'gzip', name: { zh: name, en: name } }, maxBytes);
  for await (const chunk of file.stream()) return chunk.subarray(0, 4096);
  throw new ImportError(`${name} is empty inside its gzip.`, `${name} 解压后为空。`);
}

function unreadable(path: string, error: Error): ImportError {
  return new ImportError(`${path} cannot be read: ${error.message}.`, `无法读取 ${path}：${error.message}。`);
}
