import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './root.ts';

export type Lock = { release(): Promise<void> };

/**
 * Takes a named lock of this clone, or tells who has it.
 * A lock is a listening local socket: the system frees it when its holder dies, however that happens, so there is no
 * stale lock to recover from.
 */
export async function tryLock(name: string): Promise<Lock | { heldBy: string }> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = await listen(address(name));
    if (server) return { release: () => new Promise((done) => server.close(() => done())) };
    const holder = await ask(address(name));
    if (holder !== undefined) return { heldBy: holder };
    // Only a socket in the file system can outlive its holder.
    if (address(name).startsWith('/')) rmSync(address(name), { force: true });
  }
  return { heldBy: 'another process' };
}

/** Runs work while nobody else of this clone runs work under the same name; waits for its turn. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  let lock = await tryLock(name);
  while ('heldBy' in lock) {
    await sleep(100);
    lock = await tryLock(name);
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** A short name for this clone, the same for everyone who works in it. */
export function cloneHash(): string {
  return createHash('sha256').update(root).digest('hex').slice(0, 12);
}

function address(name: string): string {
  const id = `gezhi-${cloneHash()}-${name}`;
  if (process.platform === 'linux') return `\0${id}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${id}`;
  return join(tmpdir(), `${id}.sock`);
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(`process ${process.pid}`));
    server.once('error', () => resolve(undefined));
    server.listen(path, () => resolve(server.unref()));
  });
}

function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path);
    // A holder busy with something long still holds: a connection that is taken but not answered counts.
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(answer || 'another process'));
  });
}
