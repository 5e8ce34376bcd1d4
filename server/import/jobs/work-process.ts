import { writeFile } from 'node:fs/promises';
import { ImportError } from '../import-error.ts';
import { runDelivery } from '../import.service.ts';
import { inspectFile } from '../inspect.service.ts';
import { previewDelivery } from '../preview.service.ts';
import { undoImport } from '../undo.service.ts';
import type { Said, Work } from './work.ts';

// A process of its own for each piece of work: what a file does to memory and time it does here, not to the server.
// It ends with its server: a server that is gone would never know what came of it, so nothing may come of it.

const stop = new AbortController();
/** A statement that is being cancelled ends within this; then the process ends, and with it the transaction. */
const GRACE_MS = 10_000;

process.once('message', (work: Work) => void answer(work));
process.on('message', (message) => message === 'stop' && end());
process.on('disconnect', end);

function end(): void {
  stop.abort(new Error('stopped'));
  setTimeout(() => process.exit(1), GRACE_MS).unref();
}

async function answer(work: Work): Promise<void> {
  const said = await carryOut(work).then(
    (result): Said => ({ result }),
    (error: unknown): Said => (stop.signal.aborted ? { cancelled: true } : { problem: wordsOf(error) })
  );
  if (process.connected) process.send!(said, () => process.disconnect());
}

async function carryOut(work: Work): Promise<unknown> {
  const { signal } = stop;
  if (work.do === 'undo') return undoImport(work.ownerUrl, work.importId, signal);
  const { path, name, maxBytes } = work.upload;
  if (work.do === 'inspect') return inspectFile(path, { name, maxBytes, signal });
  const { ownerUrl, scope, choice } = work;
  const { layer, fileLayer, source, mapping, frame, full } = choice;
  const common = { ownerUrl, name, fileLayer, source, mapping, maxBytes, scope, signal };
  if (work.do === 'run') {
    const { acceptShift, refused } = work;
    const options = { ...common, target: layer, file: path, datum: frame, full, acceptShift, refused };
    return runDelivery({ ...options, onProgress: (progress) => void process.send?.({ progress } satisfies Said) });
  }
  const preview = await previewDelivery({ ...common, path, layer, frame });
  await writeFile(work.out, JSON.stringify(preview));
  return null;
}

const noRoom = {
  zh: '磁盘空间不足，导入没有完成。数据库保持原样，请联系系统管理员清理空间。',
  en: 'The disk is full and the import did not finish. The database is as it was; ask the system administrator for room.'
};
const away = {
  zh: '数据库暂时不可用，导入没有完成。数据库保持原样，请稍后再试。',
  en: 'The database is out of reach and the import did not finish. It is as it was; try again later.'
};
const failed = {
  zh: '导入出错，已记录。数据库保持原样。',
  en: 'The import failed and that was logged. The database is as it was.'
};

function wordsOf(error: unknown) {
  if (error instanceof ImportError) return error.words;
  const { code = '' } = error as { code?: string };
  // PostgreSQL's "disk full", the file system's, and a connection that went or never came.
  if (code === '53100' || code === 'ENOSPC') return noRoom;
  if (/^(ECONN\w+|57P0[1-3]|08\w{3}|53300)$/.test(code)) return away;
  // The server logs what its work processes write here.
  process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  return failed;
}
