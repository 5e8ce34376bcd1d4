import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ImportError } from '../import-error.ts';

/** Lines to run where GDAL's programs are missing, by the system's package manager. */
export const gdalPackages = { apt: 'gdal-bin', dnf: 'gdal', apk: 'gdal-tools', brew: 'gdal' } as const;

/** A file that wants GDAL's own programs, which are not installed. */
export class GdalMissing extends ImportError {}

/** One of GDAL's programs at work. */
export interface Program {
  output: AsyncGenerator<Buffer>;
  /** Highest memory it has taken so far, megabytes; 0 where the system does not say. */
  memoryMb(): number;
}

const ENV = {
  GDAL_CACHEMAX: '32',
  CPL_LOG_ERRORS: 'ON',
  SHAPE_RESTORE_SHX: 'YES',
  OGR_ENABLE_PARTIAL_REPROJECTION: 'NO'
};

/**
 * Runs `ogr2ogr` or `ogrinfo` and gives what it prints, as it prints it. Stopped early, or by the signal, the program is
 * ended too.
 * @param refuse makes the sentence out of what the program complains of
 */
export function runProgram(
  program: 'ogr2ogr' | 'ogrinfo',
  args: string[],
  refuse: (words: string) => ImportError,
  signal?: AbortSignal
): Program {
  let memory = 0;
  async function* output(): AsyncGenerator<Buffer> {
    signal?.throwIfAborted();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...ENV } });
    // Whatever holds the other end of the pipe, nobody waits for it any more.
    const stop = () => (child.kill('SIGKILL'), child.stdout.destroy(signal!.reason as Error));
    signal?.addEventListener('abort', stop);
    const watch = setInterval(() => (memory = Math.max(memory, peakOf(child.pid))), 100).unref();
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint = (complaint + text.toString()).slice(0, 4000)));
    const ended = new Promise<string | null>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      child.on('close', (code, by) => resolve(code === 0 ? null : (by ?? `code ${code}`)));
    });
    try {
      yield* child.stdout as AsyncIterable<Buffer>;
      const failure = await ended;
      signal?.throwIfAborted();
      if (failure === 'ENOENT') throw missing(program);
      // GDAL hands over what it understood of a broken file and calls it a success.
      const error = /^ERROR \d+: (.*)$/m.exec(complaint)?.[1];
      if (error ?? failure) throw refuse(error ?? `${program} ended by ${failure}`);
    } finally {
      signal?.removeEventListener('abort', stop);
      clearInterval(watch);
      child.kill('SIGKILL');
    }
  }
  return { output: output(), memoryMb: () => memory };
}

/** Highest resident memory of a process, megabytes, where /proc tells. */
function peakOf(pid: number | undefined): number {
  try {
    return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function missing(program: string): GdalMissing {
  return new GdalMissing(
    `This file is large enough to want GDAL's own ${program}, which is not installed: on Debian run sudo apt-get install -y --no-install-recommends gdal-bin, then the same again.`,
    `该文件较大，需要系统中的 GDAL（${program}），但尚未安装：在 Debian 上运行 sudo apt-get install -y --no-install-recommends gdal-bin 后重试。`
  );
}
