import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/provision/root.ts';

/** Where `scripts/martin` puts it; undefined where nobody has built it. */
export function findMartin(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const path = join(cache, 'gezhi', 'martin', 'bin', 'martin');
  return existsSync(path) ? path : undefined;
}

export interface RunningMartin {
  url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Starts Martin with the project's settings over a database, as `tile_reader`, and waits until it answers. */
export async function startMartin(tileUrl: string, port: number): Promise<RunningMartin> {
  const child = spawn(findMartin()!, ['--config', join(root, 'tiles', 'martin.yaml')], {
    env: { ...process.env, DATABASE_URL: forMartin(tileUrl), MARTIN_LISTEN: `127.0.0.1:${port}`, RUST_LOG: 'warn' },
    stdio: ['ignore', 'ignore', 'pipe']
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  for (let n = 0; n < 100; n++) {
    if (child.exitCode !== null) throw new Error(`Martin ended: ${complaint}`);
    if (
      await fetch(`${url}/health`).then(
        (reply) => reply.ok,
        () => false
      )
    )
      return { url, kill: () => kill(child) };
    await new Promise((done) => setTimeout(done, 100));
  }
  await kill(child);
  throw new Error(`Martin did not start: ${complaint}`);
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** libpq lets `?host=` stand for the host of the address; Martin's driver takes it for one more host to try. */
function forMartin(tileUrl: string): string {
  const url = new URL(tileUrl);
  const socket = url.searchParams.get('host');
  return socket ? `postgresql://${url.username}@${encodeURIComponent(socket)}${url.pathname}` : tileUrl;
}
