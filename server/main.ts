import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RequestHandler } from 'express';
import { refuseUnsafe } from '#server/accounts/refuse-unsafe.ts';
import { buildApp } from '#server/app.ts';
import { openBasemaps } from '#server/basemaps/basemap.service.ts';
import { readBasemaps } from '#server/basemaps/settings.ts';
import { anchoring } from '#server/audit/anchor.ts';
import { startSequencer } from '#server/audit/sequencer.ts';
import type { Config } from '#server/config.ts';
import { openPools } from '#server/db/pool.ts';
import { log } from '#server/http/log.ts';
import { startJobs } from '#server/jobs/jobs.ts';
import { forecastJobs } from '#server/risk/forecast-job.ts';
import { listenToOutbox } from '#server/live/outbox.ts';
import { followRoads } from '#server/routing/follow-roads.ts';

export interface RunningServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** How long answers that are under way may take when the server stops. */
const CLOSE_GRACE_MS = 5_000;

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
    await refuseUnsafe(config, pools.accounts);
    const outbox = await listenToOutbox(pools.server);
    closers.push(() => outbox.stop());
    closers.push(await startJobs(pools.server, config.TIME_ZONE, forecastJobs(config)));
    const anchors = anchoring(config.AUDIT_DIR, config.AUDIT_SYSLOG);
    closers.push(anchors.close, startSequencer(pools.server, config.AUDIT_HASH, anchors.onHead));
    closers.push(followRoads(pools.server, outbox));

    const basemaps = await openBasemaps(readBasemaps(config.BASEMAPS));
    closers.push(async () => basemaps.close());

    const server = createServer();
    const port = await listen(server, config);
    const pages = web && existsSync(webHandler) ? await loadPages(addressOf(config.HOST, port)) : undefined;
    const app = buildApp(config, pools, outbox, pages, basemaps);
    closers.push(
      () => closeServer(server),
      () => app.close()
    );
    server.on('request', app.listener);
    return { url: config.ORIGIN ?? addressOf(config.HOST, port), port, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Where this process can be reached from its own machine. */
function addressOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** SvelteKit's pages ask /api at the address we listen on, whatever Host a caller sends. */
async function loadPages(ownAddress: string): Promise<RequestHandler> {
  process.env.GEZHI_LOOPBACK = ownAddress;
  const { handler } = (await import(pathToFileURL(webHandler).href)) as { handler: RequestHandler };
  return handler;
}

/** Lets what is under way finish; then cuts what is left: spare connections of browsers, bodies that only trickle. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(grace);
      done();
    });
    server.closeIdleConnections();
  });
}

function listen(server: Server, config: Config): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(config.PORT, config.HOST, () => {
      server.off('error', fail);
      done((server.address() as AddressInfo).port);
    });
  });
}
