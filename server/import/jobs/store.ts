import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Problem } from '#server/http/problem.ts';

/** Room that is left free for everything else on the disk. */
const SPARE_BYTES = 256 * 2 ** 20;
/** Uploads that nobody went on with are kept this long, what was refused of an import longer. */
const UPLOAD_MS = 24 * 3_600_000;
const REST_MS = 30 * UPLOAD_MS;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the files of the wizard lie: a folder per job, named by its id, outside of everything that is served. */
export class JobStore {
  readonly #folder: string;
  readonly maxBytes: number;

  /** @param folder absolute, or from the top of the clone */
  constructor(folder: string, maxMb: number) {
    this.#folder = resolve(root, folder);
    this.maxBytes = maxMb * 2 ** 20;
  }

  path(job: string, file: 'upload' | 'preview.json' | 'refused.csv'): string {
    return join(this.#folder, job, file);
  }

  /**
   * Takes down an upload as it comes. @returns its size in bytes
   * @throws Problem when it is too large or there is no room; nothing is left of it then
   */
  async receive(job: string, body: Readable, announced: number | null): Promise<number> {
    if (announced !== null && announced > this.maxBytes) throw tooLarge(this.maxBytes);
    await mkdir(join(this.#folder, job), { recursive: true, mode: 0o700 });
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      if (bavail * bsize < (announced ?? 0) + SPARE_BYTES) throw noRoom();
      const part = `${this.path(job, 'upload')}.part`;
      const size = await this.#write(part, body);
      if (size === 0) throw new Problem(422, 'empty-file', { zh: '文件是空的。', en: 'The file is empty.' });
      await rename(part, this.path(job, 'upload'));
      return size;
    } catch (error) {
      await this.remove(job);
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? noRoom() : error;
    }
  }

  async #write(path: string, body: Readable): Promise<number> {
    const { maxBytes } = this;
    let size = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        if (size > maxBytes) done(tooLarge(maxBytes));
        else done(null, chunk);
      }
    });
    await pipeline(body, counted, createWriteStream(path, { mode: 0o600 }));
    return size;
  }

  async has(job: string, file: 'upload' | 'preview.json' | 'refused.csv'): Promise<boolean> {
    return stat(this.path(job, file)).then(
      () => true,
      () => false
    );
  }

  async removeFile(job: string, file: 'upload' | 'preview.json'): Promise<void> {
    await rm(this.path(job, file), { force: true });
  }

  async remove(job: string): Promise<void> {
    await rm(join(this.#folder, job), { recursive: true, force: true });
  }

  /** Removes what nobody will ask for any more. */
  async sweep(now: number): Promise<void> {
    for (const job of await readdir(this.#folder).catch(() => [])) {
      const folder = await stat(join(this.#folder, job)).catch(() => null);
      if (folder && now - folder.mtimeMs > REST_MS) await this.remove(job);
      const upload = await stat(this.path(job, 'upload')).catch(() => null);
      if (upload && now - upload.mtimeMs > UPLOAD_MS) await this.removeFile(job, 'upload');
    }
  }
}

function tooLarge(maxBytes: number): Problem {
  const most = `${Math.round(maxBytes / 2 ** 20)} MB`;
  return new Problem(413, 'too-large', {
    zh: `文件超过 ${most} 的上限（设置项 IMPORT_MAX_MB）。请分批导入，或用命令 npm run import 导入。`,
    en: `The file is larger than ${most}, the most that is taken here (setting IMPORT_MAX_MB). Bring it in parts, or use npm run import.`
  });
}

function noRoom(): Problem {
  return new Problem(507, 'no-room', {
    zh: '服务器磁盘空间不足，文件没有保存。请联系系统管理员清理空间。',
    en: 'The server’s disk has no room for the file, and nothing of it was kept. Ask the system administrator for room.'
  });
}
