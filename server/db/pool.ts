import pg from 'pg';
import type { Config } from '#server/config.ts';
import { log } from '#server/http/log.ts';
import '#server/db/types.ts';

export interface Pools {
  /** As `gezhi_server`: what the application may read and write. */
  server: pg.Pool;
  /** As `tile_reader`: may execute tile functions and nothing else. */
  tiles: pg.Pool;
  /**
   * As `gezhi_server` again, acting as the system where no actor is set: for signing in and reading sessions, which
   * happen before anybody is somebody (policies of migration 0085).
   */
  accounts: pg.Pool;
  close(): Promise<void>;
}

/** Opens the pools. Without URLs of their own they connect as the owner and drop to their role. */
export function openPools(config: Config): Pools {
  const server = openPool(config.SERVER_DATABASE_URL, config.DATABASE_URL, 'gezhi_server', config.POOL_SIZE);
  const tiles = openPool(config.TILE_DATABASE_URL, config.DATABASE_URL, 'tile_reader', config.POOL_SIZE);
  const accounts = openPool(config.SERVER_DATABASE_URL, config.DATABASE_URL, 'gezhi_server', config.POOL_SIZE, {
    settings: '-c gezhi.role=system'
  });
  const close = async () => void (await Promise.all([server, tiles, accounts].map((pool) => pool.end())));
  return { server, tiles, accounts, close };
}

/** A single connection as `gezhi_server` for work in a process of its own; it may ask for longer. */
export function openWorkPool(config: Config): pg.Pool {
  return openPool(config.SERVER_DATABASE_URL, config.DATABASE_URL, 'gezhi_server', 1, { longestMs: 300_000 });
}

function openPool(
  own: string | undefined,
  owner: string,
  role: string,
  max: number,
  { settings = '', longestMs = 30_000 }: { settings?: string; longestMs?: number } = {}
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: own ?? owner,
    options: `${own ? '' : `-c role=${role} `}${settings}`.trim(),
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: longestMs,
    application_name: `gezhi ${role}`
  });
  // One that breaks while somebody holds it, between two statements, tells the next statement; unheard it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  // A connection that breaks while idle is replaced on the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error, pool: role }, 'idle database connection lost'));
  return pool;
}
