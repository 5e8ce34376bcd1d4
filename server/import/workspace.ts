import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportError } from './import-error.ts';

const FOLDER = 'gezhi-import-';

/** A folder for what an import unpacks, made when it is first asked for. */
export class Workspace {
  #dir: Promise<string> | undefined;
  #made = 0;
  readonly #closers: (() => void)[] = [];

  /** A new, empty folder inside. */
  async folder(): Promise<string> {
    this.#dir ??= sweep().then(() => mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`)));
    return mkdtemp(join(await this.#dir, `${++this.#made}-`));
  }

  /** Has something closed once the import has ended, however it ends. */
  atEnd(close: () => void): void {
    this.#closers.push(close);
  }

  async remove(): Promise<void> {
    for (const close of this.#closers.splice(0)) close();
    if (this.#dir) await rm(await this.#dir, { recursive: true, force: true });
  }
}

/** Gives some work a workspace and removes it afterwards, whatever happens. */
export async function withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = new Workspace();
  try {
    return await work(workspace);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? noRoom() : error;
  } finally {
    await workspace.remove();
  }
}

function noRoom(): ImportError {
  return new ImportError(
    `There is no room left in ${tmpdir()} to unpack the file: free some, or point TMPDIR at another disk. Nothing was imported.`,
    `临时目录 ${tmpdir()} 空间不足，无法展开文件：请清理空间，或用 TMPDIR 指定其他磁盘。未导入任何内容。`
  );
}

/** Removes what killed imports left behind: a city's extract, unzipped, is large. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(FOLDER) ? Number.parseInt(name.slice(FOLDER.length)) : NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
