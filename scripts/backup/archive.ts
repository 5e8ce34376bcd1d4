import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { OperatorError } from '../provision/operator-error.ts';
import type { Note } from '../provision/steps.ts';
import { Manifest } from './manifest.ts';
import { readEntries, readEntry, TarError, tarWriter, type Entry } from './tar.ts';
import { writeWhole } from './whole-file.ts';

const DUMP = 'database.dump';
const MANIFEST = 'manifest.json';
/** In the form that `sha256sum --check` reads. */
const SUMS = 'SHA256SUMS';

/** A backup whose every byte was checked. */
export type Backup = {
  manifest: Manifest;
  /** The dump of the database in pg_dump's custom format. */
  dump(): AsyncIterable<Buffer>;
  close(): Promise<void>;
};

/** Writes a backup: a tar file of the dump, the manifest and the checksums of both. */
export async function writeBackup(path: string, manifest: Manifest, dump: AsyncIterable<Buffer>): Promise<void> {
  await writeWhole(path, async (file) => {
    const tar = tarWriter(file);
    const sums: string[] = [];
    const add = async (name: string, content: Iterable<Buffer> | AsyncIterable<Buffer>) =>
      sums.push(`${await tar.add(name, content)}  ${name}\n`);
    await add(DUMP, dump);
    await add(MANIFEST, [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
    await tar.add(SUMS, [Buffer.from(sums.join(''))]);
    await tar.finish();
  });
}

/**
 * Opens a backup and checks all of it.
 * @throws OperatorError when it is not there, not whole, changed, or from a version that writes another format
 */
export async function openBackup(path: string, note: Note): Promise<Backup> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${path} cannot be read (${error.code}).`);
  });
  try {
    const entries = await readEntries(file);
    const entry = (name: string): Entry => {
      const found = entries.get(name);
      if (!found) throw new TarError(`it has no ${name}`);
      return found;
    };
    const text = async (name: string) => Buffer.concat(await Array.fromAsync(readEntry(file, entry(name)))).toString();
    const sums = (await text(SUMS)).split('\n');
    for (const name of [DUMP, MANIFEST]) {
      note(`checking ${name}`);
      const hash = createHash('sha256');
      for await (const piece of readEntry(file, entry(name))) hash.update(piece);
      if (!sums.includes(`${hash.digest('hex')}  ${name}`)) throw new TarError(`the checksum of its ${name} is wrong`);
    }
    return {
      manifest: manifestOf(path, await text(MANIFEST)),
      dump: () => readEntry(file, entry(DUMP)),
      close: () => file.close()
    };
  } catch (error) {
    await file.close();
    if (!(error instanceof TarError)) throw error;
    throw new OperatorError(`${path} is not a whole backup of Gezhi: ${error.message}. Nothing was restored.`);
  }
}

function manifestOf(path: string, text: string): Manifest {
  const read = Manifest.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  throw new OperatorError(
    `${path} was made by a version of Gezhi that writes backups in another way. Use that version.`
  );
}
