import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Express, Request, RequestHandler, Response } from 'express';
import { actorOf } from '#server/access/actor.ts';
import { log } from '#server/http/log.ts';
import { toProblem } from '#server/http/problem.ts';
import { dataPolicy } from '#server/http/security.ts';
import type { Tiles } from '#server/tiles/index.ts';

const PREFIX = '/tiles';

/**
 * The server's way in: what every request gets (its log line, its timing, its actor), then tiles, then Express for all
 * else. Express alone costs as much as everything else a cached tile needs.
 * @param always handlers that use what node's own request and response have, and `originalUrl`
 */
export function front(always: RequestHandler[], tiles: Pick<Tiles, 'answer'>, app: Express): RequestListener {
  const express: (req: Request, res: Response) => void = app;
  const last = (req: Request, res: Response) => {
    if (req.method !== 'GET' || !req.url.startsWith(`${PREFIX}/`)) return express(req, res);
    dataPolicy(req, res, () => {});
    tiles.answer(req.url.slice(PREFIX.length), actorOf(req), req, res, () => express(req, res));
  };
  const chain = always.reduceRight<(req: Request, res: Response) => void>(
    (next, handler) => (req, res) =>
      void handler(req, res, (error?: unknown) => (error ? fail(error, res) : next(req, res))),
    last
  );
  return (raw: IncomingMessage, res: ServerResponse) => {
    const req = raw as Request;
    req.originalUrl = req.url;
    chain(req, res as Response);
  };
}

/** Before Express there is nobody yet who writes problems in words: the database was away when the caller was looked up. */
function fail(error: unknown, res: ServerResponse): void {
  const { status, type, headers } = toProblem(error);
  if (status === 500) log.error({ err: error });
  res.writeHead(status, { ...headers, 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json' });
  res.end(JSON.stringify({ type: `/problems/${type}`, status }));
}
