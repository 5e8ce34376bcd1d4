import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchDatabase } from './hongkong.ts';
import type { Order, Reply, TileName } from './serve.ts';

/** What a commander's browser sends. */
export const asked = { 'Accept-Encoding': 'gzip', Cookie: 'gezhi_demo_role=commander%3A*' };

export interface ServerProcess {
  port: number;
  /** Makes every tile new, as if all layers had changed. */
  forget(): Promise<void>;
  /** Milliseconds the bare tile functions take over the server's own pool, one after the other. */
  timeFunctions(tiles: TileName[]): Promise<number[]>;
  stop(): Promise<void>;
}

/** Starts the server in a process of its own, with what production has on. */
export async function startServer(db: BenchDatabase, settings: Record<string, string> = {}): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, 'serve.ts'), {
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: 'production', DEMO: 'on', LOG_LEVEL: 'info', TILE_SOURCE: 'postgis' },
      ...{ DATABASE_URL: db.ownerUrl, SERVER_DATABASE_URL: db.serverUrl, TILE_DATABASE_URL: db.tileUrl },
      ...settings
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  });
  const order = async (what: Order): Promise<Reply> => {
    child.send(what);
    return nextReply(child);
  };
  const { port } = (await nextReply(child)) as { port: number };
  return {
    port,
    forget: async () => void (await order('forget')),
    timeFunctions: async (tiles) => ((await order({ time: tiles })) as { ms: number[] }).ms,
    stop: () => stop(child)
  };
}

/** Starts the bare server that every gateway is measured against. */
export async function startBare(bytes: Buffer): Promise<{ port: number; stop(): Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'bare.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send(bytes.toString('base64'));
  const { port } = (await nextReply(child)) as { port: number };
  return { port, stop: () => stop(child) };
}

async function nextReply(child: ChildProcess): Promise<Reply> {
  const gone = new AbortController();
  const [reply] = (await Promise.race([
    once(child, 'message', { signal: gone.signal }),
    once(child, 'exit', { signal: gone.signal }).then(([code]) =>
      Promise.reject(new Error(`a process ended with ${code}`))
    )
  ]).finally(() => gone.abort())) as [Reply];
  return reply;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.disconnect();
  await once(child, 'exit');
}
