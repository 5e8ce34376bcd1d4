import { spawn } from 'node:child_process';

/** Who a child process runs as; absent: as this process. */
export type User = { name: string; uid: number; gid: number };

export type Output = { code: number; stdout: string; stderr: string };

/** `env` replaces the environment altogether. */
type Options = { user?: User | undefined; cwd?: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined };

/** Runs a program to its end and keeps what it says. A program that cannot be started gives code 127. */
export function run(program: string, args: string[], { user, cwd, env, signal }: Options = {}): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: env ?? process.env,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C ends what we end, in the order we choose, and nothing by itself.
      detached: true,
      ...(user && { uid: user.uid, gid: user.gid })
    });
    const output: Output = { code: 127, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on('error', (error) => resolve({ ...output, stderr: error.message }));
    child.on('close', (code) => resolve({ ...output, code: code ?? 1 }));
  });
}

/** The last lines of what a program said, for a sentence about its failure. */
export function lastWords(output: Output, lines = 8): string {
  const text = output.stderr.trim() || output.stdout.trim();
  return text.split('\n').slice(-lines).join('\n');
}
