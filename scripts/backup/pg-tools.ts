import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { binDirectories } from '../provision/binaries.ts';
import { OperatorError } from '../provision/operator-error.ts';
import { run } from '../provision/run.ts';
import type { Note } from '../provision/steps.ts';

type Tool = 'pg_dump' | 'pg_restore';
type Running = { url?: string; signal: AbortSignal; note: Note };

/**
 * Path of a tool of the same PostgreSQL as the database: a newer one writes what an older server does not read.
 * @throws OperatorError with the line that installs it
 */
export async function findTool(tool: Tool, major: number): Promise<string> {
  for (const path of [...(await binDirectories()).map((bin) => join(bin, tool)), tool]) {
    const { code, stdout } = await run(path, ['--version']);
    if (code === 0 && Number(/\d+/.exec(stdout)?.[0]) === major) return path;
  }
  throw new OperatorError(
    `The database is PostgreSQL ${major}, and its ${tool} is not on this machine. On Debian or Ubuntu run:`,
    `sudo apt-get install -y postgresql-client-${major}`
  );
}

/** What a tool prints on its standard output, as it comes. Stopping to read ends the tool. */
export async function* outputOf(path: string, args: string[], running: Running): AsyncGenerator<Buffer> {
  const { child, ended } = start(path, args, running);
  try {
    child.stdin.end();
    yield* child.stdout as AsyncIterable<Buffer>;
    await ended;
  } finally {
    child.kill();
  }
}

/**
 * Runs a tool that reads from its standard input, and gives what it prints. A tool that has read enough, or fails,
 * leaves the rest unread.
 */
export async function feed(
  path: string,
  args: string[],
  input: AsyncIterable<Buffer>,
  running: Running
): Promise<string> {
  const { child, ended } = start(path, args, running);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const fed = pipeline(input, child.stdin).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error
  );
  await ended;
  const broken = await fed;
  if (broken && broken.code !== 'EPIPE' && broken.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw broken;
  return output;
}

/** Starts a tool; `ended` settles once it is gone, and tells in its own words why it failed. */
function start(path: string, args: string[], { url, signal, note }: Running) {
  signal.throwIfAborted();
  const target = url === undefined ? { args: [], env: {} } : connection(url);
  // Its own process group, so that Ctrl-C reaches it through us and it can take back what it did.
  const child: ChildProcessWithoutNullStreams = spawn(path, [...args, ...target.args], {
    env: { ...process.env, ...target.env, LC_ALL: 'C' },
    detached: true
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop, { once: true });
  const complaints: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    const words = line.replace(/^pg_\w+: /, '');
    if (/^(error|detail|hint|fatal):|ERROR|FATAL|DETAIL|HINT/.test(words)) complaints.push(words.slice(0, 400));
    else note(words);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else if (signal.aborted) reject(signal.reason as Error);
      else reject(new OperatorError(`${/\w+$/.exec(path)?.[0]} failed:\n${complaints.slice(0, 6).join('\n')}`));
    });
  });
  // Whoever waits for it hears of it; until then it must not count as unheard of.
  ended.catch(() => {});
  return { child, ended };
}

/** Arguments and environment that lead to a database; a password among the arguments could be read by anyone. */
function connection(url: string): { args: string[]; env: Record<string, string> } {
  const shown = new URL(url);
  const password = decodeURIComponent(shown.password);
  shown.password = '';
  return { args: ['--no-password', `--dbname=${shown.href}`], env: password ? { PGPASSWORD: password } : {} };
}
