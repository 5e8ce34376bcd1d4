import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { pino } from 'pino';

declare module 'express-serve-static-core' {
  interface Request {
    id: string;
  }
}

/** The process's log: JSON lines, level set once at start by `config.LOG_LEVEL`. */
export const log = pino({ level: process.env.LOG_LEVEL || 'info', base: undefined });

/** Gives each request an id and writes one line when it ends; never bodies, never personal data, tiles at debug. */
export const logRequests: RequestHandler = (req, res, next) => {
  const began = process.hrtime.bigint();
  req.id = randomUUID();
  res.setHeader('X-Request-Id', req.id);
  res.on('close', () => {
    const ms = Math.round(Number(process.hrtime.bigint() - began) / 1e4) / 100;
    const level = req.path.startsWith('/tiles/') && res.statusCode < 400 ? 'debug' : 'info';
    log[level]({ requestId: req.id, method: req.method, route: req.path.slice(0, 200), status: res.statusCode, ms });
  });
  next();
};
