import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { pino } from 'pino';

declare module 'express-serve-static-core' {
  interface Request {
    id: string;
  }
}

/**
 * The process's log: JSON lines; the start sets the level. Of an error it keeps what helps and nothing else: drivers
 * hang whole connections on theirs.
 */
export const log = pino({
  base: undefined,
  serializers: {
    err: ({ name, message, code, stack }: Error & { code?: string }) => ({ name, message, code, stack })
  }
});

/** Gives each request an id and writes one line when it ends; never bodies, never personal data, tiles at debug. */
export const logRequests: RequestHandler = (req, res, next) => {
  const began = process.hrtime.bigint();
  req.id = randomUUID();
  res.setHeader('X-Request-Id', req.id);
  res.on('close', () => {
    const ms = Math.round(Number(process.hrtime.bigint() - began) / 1e4) / 100;
    // Not req.path: a router that is mounted deeper has cut its prefix off by now. No query: it may hold what people typed.
    const route = req.originalUrl.split('?', 1)[0]!.slice(0, 200);
    const level = route.startsWith('/tiles/') && res.statusCode < 400 ? 'debug' : 'info';
    log[level]({ requestId: req.id, method: req.method, route, status: res.statusCode, ms });
  });
  next();
};
