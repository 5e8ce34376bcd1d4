import { Agent, get } from 'node:http';
import { log } from '#server/http/log.ts';
import { functionOf, NobodyWaits, type TileSource } from '#server/tiles/sources/source.ts';

/** Martin answered, but with no tile: another tile may be well, so it is not given up. */
class Refused extends Error {}

const TIMEOUT_MS = 5_000;
const ASK_AGAIN_MS = 3_000;

export interface MartinSource extends TileSource {
  /** Whether Martin answered last time it was asked. */
  readonly up: boolean;
  close(): void;
}

/**
 * Asks Martin over kept connections. A tile it refuses comes from `otherwise`. When it is gone, all do; its health is
 * asked every few seconds until it answers again, so no map waits for a server that is down.
 * @param url address of Martin, http only: it stands beside the server
 * @param connections how many requests it gets at once
 */
export function martinSource(url: string, connections: number, otherwise: TileSource): MartinSource {
  const base = url.replace(/\/+$/, '');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let up = true;
  let asking: NodeJS.Timeout | undefined;

  function lost(error: unknown): void {
    if (!up) return;
    up = false;
    log.warn({ err: error, url: base }, 'Martin does not answer; tiles come from PostGIS');
    asking = setInterval(() => void askHealth(), ASK_AGAIN_MS);
    asking.unref();
  }

  async function askHealth(): Promise<void> {
    if (!(await fetchBytes(agent, `${base}/health`, () => true).catch(() => undefined)) || up) return;
    clearInterval(asking);
    up = true;
    log.info({ url: base }, 'Martin answers again');
  }

  return {
    get up() {
      return up;
    },
    async tile(layer, tile, query, wanted) {
      if (up) {
        const address = `${base}/${functionOf(layer, query)}/${tile.z}/${tile.x}/${tile.y}?${new URLSearchParams({ ...query })}`;
        try {
          return await fetchBytes(agent, address, wanted);
        } catch (error) {
          if (error instanceof NobodyWaits) throw error;
          if (!(error instanceof Refused)) lost(error);
        }
      }
      return otherwise.tile(layer, tile, query, wanted);
    },
    close() {
      clearInterval(asking);
      agent.destroy();
    }
  };
}

/** @throws NobodyWaits; Refused naming the status when it is not 200 or 204; else the socket's error */
function fetchBytes(agent: Agent, url: string, wanted: () => boolean): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const request = get(url, { agent, timeout: TIMEOUT_MS, headers: { 'Accept-Encoding': 'identity' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
        if (response.statusCode === 200 || response.statusCode === 204) done(bytes);
        else fail(new Refused(`Martin answered ${response.statusCode}: ${bytes.toString().slice(0, 200)}`));
      });
    });
    // A request that waited for its turn and is no longer wanted is not sent.
    request.on('socket', () => wanted() || request.destroy(new NobodyWaits()));
    request.on('timeout', () =>
      request.destroy(Object.assign(new Error('Martin took too long'), { code: 'ETIMEDOUT' }))
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection may be closed just as it is used; that says nothing about Martin.
      if (request.reusedSocket && error.code === 'ECONNRESET') done(fetchBytes(agent, url, wanted));
      else fail(error);
    });
  });
}
