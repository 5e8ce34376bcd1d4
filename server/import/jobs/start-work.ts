import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Words } from '#geodata/layers/define.ts';
import type { JobProgress } from '#geodata/schemas/import_job.ts';
import { log } from '#server/http/log.ts';
import type { Said, Work } from './work.ts';

const program = fileURLToPath(new URL('./work-process.ts', import.meta.url));
/** Heap of a work process, MB. The engine streams; what needs more than this is not a delivery. */
const HEAP_MB = 400;
/** A process that was told to stop is ended after this; its transaction ends with its connection. */
const KILL_MS = 15_000;
const LOGGED = 4_000;

/** What went wrong, in the operator's words. */
export class WorkProblem extends Error {
  readonly words: Words;

  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

/** It stopped because it was told to. */
export class WorkStopped extends Error {}

export interface Running {
  /** @throws WorkProblem, WorkStopped */
  done: Promise<unknown>;
  stop(): void;
}

/** Starts a process for one piece of work. */
export function startWork(work: Work, onProgress: (progress: JobProgress) => void = () => {}): Running {
  const child = fork(program, [], {
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  });
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-LOGGED)));
  let last: Said | undefined;
  child.on('message', (said: Said) => {
    if ('progress' in said) onProgress(said.progress);
    else last = said;
  });
  child.send(work);
  const done = new Promise<unknown>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (!last || 'problem' in last)
        log.warn({ work: work.do, code, signal, complaint }, 'an import did not end well');
      if (last && 'result' in last) resolve(last.result);
      else if (last && 'problem' in last) reject(new WorkProblem(last.problem));
      else reject(stopped ? new WorkStopped() : new WorkProblem(broken));
    });
  });
  let stopped = false;
  return {
    done,
    stop() {
      stopped = true;
      if (child.connected) child.send('stop');
      setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref();
    }
  };
}

const broken = {
  zh: '导入程序意外结束（可能内存不足）。数据库保持原样。',
  en: 'The import ended unexpectedly, perhaps for want of memory. The database is as it was.'
};
