import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RequestHandler } from 'express';
import { buildApp } from '#server/app.ts';
import type { Config } from '#server/config.ts';
import { openPools } from '#server/db/pool.ts';
import { log } from '#server/http/log.ts';
import { startJobs } from '#server/jobs/jobs.ts';
import { listenToOutbox } from '#server/live/outbox.ts';

export interface RunningServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

const webHandler = fileURLToPath(new URL('../build/handler.js', import.meta.url));

/**
 * Starts serving. `web: false` leaves the pages out (tests of the API). Closing answers what is under way, ends the
 * event streams, stops the jobs and lets go of the database.
 * @throws the listen error (EADDRINUSE …) or the database's, with nothing left running.
 */
export async function startServer(config: Config, { web = true } = {}): Promise<RunningServer> {
  log.level = config.LOG_LEVEL;
  const pools = openPools(config);
  const closers: (() => Promise<unknown>)[] = [() => pools.close()];
  const closeAll = async () => {
    for (const close of closers.toReversed()) await close();
  };
  try {
    const outbox = await listenToOutbox(pools.server);
    closers.push(() => outbox.stop());
    closers.push(await startJobs(pools.server, config.TIME_ZONE));

    const server = createServer();
    const port = await listen(server, config);
    const pages = web && existsSync(webHandler) ? await loadPages(port) : undefined;
    const app = buildApp(config, pools, outbox, pages);
    closers.push(
      () =>
        new Promise((done) => {
          server.close(done);
          server.closeIdleConnections();
        }),
      () => app.close()
    );
    server.on('request', app.express);
    const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST;
    return { url: config.ORIGIN ?? `http://${host}:${port}`, port, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** SvelteKit's pages ask /api over the loopback, whatever Host a caller sends. */
async function loadPages(port: number): Promise<RequestHandler> {
  process.env.GEZHI_LOOPBACK = `http://127.0.0.1:${port}`;
  const { handler } = (await import(pathToFileURL(webHandler).href)) as { handler: RequestHandler };
  return handler;
}

function listen(server: ReturnType<typeof createServer>, config: Config): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(config.PORT, config.HOST, () => {
      server.off('error', fail);
      done((server.address() as AddressInfo).port);
    });
  });
}
