import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { cutOff, ImportError } from './import-error.ts';
import { sniff, type Sniffed } from './sniff.ts';

const CHUNK = 1 << 18;

/** A delivery on disk: what it is inside its gzip, how large, and its bytes as a stream. */
export class SourceFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly gzipped: boolean;
  readonly content: Sniffed;
  /** Bytes of the file read so far by `stream`. */
  position = 0;
  readonly #hash = createHash('sha256');

  constructor(path: string, size: number, gzipped: boolean, content: Sniffed) {
    this.path = path;
    this.name = basename(path);
    this.size = size;
    this.gzipped = gzipped;
    this.content = content;
  }

  /**
   * The content, unzipped. Read it once and to its end: the checksum is taken on the way.
   * A gzip that stops in the middle throws ImportError.
   */
  async *stream(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of this.#open()) yield chunk as Buffer;
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
    const count = async function* (this: SourceFile, chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        this.position += chunk.length;
        this.#hash.update(chunk);
        yield chunk;
      }
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

  /** Checksum of the file, once `stream` has ended. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }
}

/**
 * Looks at a file before anything else happens.
 * @throws ImportError when it is missing, not a file, empty or not readable
 */
export async function openFile(path: string): Promise<SourceFile> {
  const name = basename(path);
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? new ImportError(`There is no file ${path}.`, `找不到文件 ${path}。`)
      : new ImportError(`${path} cannot be read: ${error.message}.`, `无法读取 ${path}：${error.message}。`);
  });
  if (!info.isFile()) throw new ImportError(`${path} is not a file.`, `${path} 不是文件。`);
  if (info.size === 0) throw new ImportError(`${name} is empty.`, `${name} 是空文件。`);
  const head = await readHead(path);
  const outer = sniff(head);
  const gzipped = outer.format === 'gzip';
  return new SourceFile(path, info.size, gzipped, gzipped ? sniff(await unzipHead(path, name)) : outer);
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path).catch((error: Error) => {
    throw new ImportError(`${path} cannot be read: ${error.message}.`, `无法读取 ${path}：${error.message}。`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function unzipHead(path: string, name: string): Promise<Buffer> {
  const file = new SourceFile(path, 0, true, { format: 'gzip', name: { zh: name, en: name } });
  for await (const chunk of file.stream()) return chunk.subarray(0, 4096);
  throw new ImportError(`${name} is empty inside its gzip.`, `${name} 解压后为空。`);
}
