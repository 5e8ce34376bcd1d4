import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/provision/root.ts';

/** A copy of this checkout with its own `.data`, for tests that start the real thing. */
export type Clone = {
  dir: string;
  write(file: string, text: string): void;
  /** `npm start` without a demo city, and without npm unless the command says so. */
  start(env?: Record<string, string>, command?: string[]): Run;
  remove(): void;
};

export type Run = {
  child: ChildProcess;
  /** Resolves with everything said so far once a line says this; rejects if the process ends first. */
  says(text: string): Promise<string>;
  /** Exit code and everything said. */
  ended: Promise<{ code: number | null; output: string }>;
};

/**
 * Copies what `npm start` needs. The packages are linked, the pages left out: a start takes a clone without `web/` for
 * an image that was built before, and is then ready within a second or two.
 */
export function copyClone(): Clone {
  const dir = mkdtempSync(join(tmpdir(), 'gezhi-clone-'));
  // The unprivileged user whom PostgreSQL runs as must reach it, as in an ordinary folder.
  chmodSync(dir, 0o755);
  for (const part of ['package.json', 'package-lock.json', 'scripts', 'server', 'geodata', 'migrations', 'tiles']) {
    cpSync(join(root, part), join(dir, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  return {
    dir,
    write: (file, text) => writeFileSync(join(dir, file), text),
    start: (env = {}, command = [process.execPath, 'scripts/start.mjs']) => start(dir, env, command),
    remove: () => rmSync(dir, { recursive: true, force: true })
  };
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function start(dir: string, env: Record<string, string>, [program = '', ...args]: string[]): Run {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, {
    cwd: dir,
    env: { PATH, HOME, DEMO: 'off', LOG_LEVEL: 'silent', ...env }
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output }))
  );
  const says = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => output.includes(text) && resolve(output);
      listeners.add(look);
      look();
      void ended.then(({ code }) => reject(new Error(`ended with ${code} before saying "${text}":\n${output}`)));
    });
  return { child, says, ended };
}
