import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '../provision/operator-error.ts';

/**
 * Writes a file under another name and gives it its own once it is whole and on the disk; what stood there before is
 * kept until then. Whatever goes wrong, nothing is left of the unfinished one. Readable by its owner alone.
 * @throws OperatorError in words where the disk, the folder or its permissions are the reason
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const partial = `${path}.partial`;
  try {
    // A killed backup may have left one.
    await rm(partial, { force: true });
    const file = await open(partial, 'wx', 0o600);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw explained(error, path);
  }
}

function explained(error: unknown, path: string): unknown {
  const elsewhere = 'npm run backup -- /another/disk/gezhi.tar';
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new OperatorError(
        `There is no room for the backup in ${dirname(path)}; nothing is left of it. Make room, or write it elsewhere:`,
        elsewhere
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return new OperatorError(`The folder ${dirname(path)} is not there:`, `mkdir -p '${dirname(path)}'`);
    case 'EISDIR':
      return new OperatorError(`${path} is a folder. Name a file:`, `npm run backup -- '${path}/gezhi.tar'`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new OperatorError(`${dirname(path)} may not be written to. Write the backup elsewhere:`, elsewhere);
    default:
      return error;
  }
}
