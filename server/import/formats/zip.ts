import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { ImportError, tooLarge } from '../import-error.ts';
import type { SourceFile } from '../open-file.ts';

/** More than this in one archive is no delivery. */
const MOST_ENTRIES = 10_000;
/** What unpacks to more than this many times its size, and to more than `BOMB_BYTES`, is made to fill a disk. */
const BOMB_RATIO = 200;
const BOMB_BYTES = 256 * 2 ** 20;

/** A file inside an archive that was looked at and found harmless. */
export interface Packed {
  /** Path inside the archive, in whatever encoding it was written. */
  name: string;
  size: number;
  entry: Entry;
}

/** An archive whose entries were checked before any was unpacked. */
export class Archive {
  readonly files: Packed[];
  readonly #zip: ZipFile;
  readonly #name: string;

  constructor(zip: ZipFile, name: string, files: Packed[]) {
    this.#zip = zip;
    this.#name = name;
    this.files = files;
  }

  /** The bytes of a file inside. */
  async stream({ entry }: Packed): Promise<Readable> {
    try {
      return await this.#zip.openReadStreamPromise(entry);
    } catch (error) {
      throw damaged(this.#name, error as Error);
    }
  }

  /** Unpacks a file into a folder under its own name without folders, and gives the path. */
  async unpack(packed: Packed, dir: string, as = basename(packed.name)): Promise<string> {
    const path = join(dir, as);
    try {
      await pipeline(await this.stream(packed), createWriteStream(path));
    } catch (error) {
      throw error instanceof ImportError || (error as NodeJS.ErrnoException).code === 'ENOSPC'
        ? error
        : damaged(this.#name, error as Error);
    }
    return path;
  }

  close(): void {
    this.#zip.close();
  }
}

/**
 * Opens an archive and looks at every entry first.
 * @throws ImportError for a damaged or locked archive, one that would fill the disk, and one with links or with paths that
 * lead out of it
 */
export async function openArchive(
  path: string,
  { name, maxBytes }: Pick<SourceFile, 'name' | 'maxBytes'>
): Promise<Archive> {
  const zip = await yauzl
    .openPromise(path, { lazyEntries: true, decodeStrings: false, autoClose: false })
    .catch((error: Error) => {
      throw damaged(name, error);
    });
  try {
    return new Archive(zip, name, await checkedEntries(zip, name, maxBytes));
  } catch (error) {
    zip.close();
    throw error instanceof ImportError ? error : damaged(name, error as Error);
  }
}

async function checkedEntries(zip: ZipFile, name: string, maxBytes: number): Promise<Packed[]> {
  if (zip.entryCount > MOST_ENTRIES) throw tooMany(name);
  const files: Packed[] = [];
  let [packed, unpacked] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    const path = entryName(entry);
    refuseUnsafe(name, path, entry);
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    if (unpacked > maxBytes) throw tooLarge(name, maxBytes);
    if (unpacked > BOMB_BYTES && unpacked > packed * BOMB_RATIO) throw bomb(name, unpacked, packed);
    const hidden = path.endsWith('/') || /(^|\/)(__MACOSX\/|\.)/.test(path);
    if (!hidden) files.push({ name: path, size: entry.uncompressedSize, entry });
  }
  return files;
}

const UTF8_FLAG = 0x800;
const LINK = 0o120000;

/** The path of an entry with slashes. Windows in Chinese writes it in GBK without saying so, old tools with backslashes. */
function entryName({ fileName, generalPurposeBitFlag }: Entry): string {
  const raw = fileName as unknown as Buffer;
  return decoded(raw, (generalPurposeBitFlag & UTF8_FLAG) !== 0).replaceAll('\\', '/');
}

function decoded(raw: Buffer, isUtf8: boolean): string {
  if (isUtf8) return raw.toString('utf8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder('gb18030').decode(raw);
  }
}

function refuseUnsafe(name: string, path: string, entry: Entry): void {
  const climbs = path.includes('\0') || /^[a-z]:|^\//i.test(path) || path.split('/').includes('..');
  if (climbs) {
    throw new ImportError(
      `${name} holds a file whose path leads out of the archive (${short(path)}). Nothing was imported.`,
      `${name} 中有文件路径指向压缩包之外（${short(path)}）。未导入任何内容。`
    );
  }
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === LINK) {
    throw new ImportError(
      `${name} holds a symbolic link (${short(path)}), which is not followed. Nothing was imported.`,
      `${name} 中含有符号链接（${short(path)}），不予读取。未导入任何内容。`
    );
  }
  if (!entry.isEncrypted()) return;
  throw new ImportError(
    `${name} is locked with a password: unpack it and pack it without one. Nothing was imported.`,
    `${name} 已加密：请解压后重新打包（不设密码）。未导入任何内容。`
  );
}

function bomb(name: string, unpacked: number, packed: number): ImportError {
  const times = Math.round(unpacked / Math.max(packed, 1)).toLocaleString('en');
  return new ImportError(
    `${name} would unpack to ${times} times its size: it looks made to fill a disk. Nothing was imported.`,
    `${name} 解压后将膨胀至 ${times} 倍，疑似压缩炸弹。未导入任何内容。`
  );
}

function tooMany(name: string): ImportError {
  return new ImportError(
    `${name} holds more than ${MOST_ENTRIES.toLocaleString('en')} files. Nothing was imported.`,
    `${name} 中的文件超过 ${MOST_ENTRIES.toLocaleString('en')} 个。未导入任何内容。`
  );
}

function damaged(name: string, error: Error): ImportError {
  const words = error.message.replace(/[.\n]+$/, '');
  return new ImportError(
    `${name} is a damaged ZIP archive (${words}). Nothing was imported.`,
    `${name} 的 ZIP 压缩包已损坏（${words}）。未导入任何内容。`
  );
}

function short(path: string): string {
  const text = path.replace(/[^\x20-\x7e\u4e00-\u9fff]/g, '?');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
