import { Router } from 'express';
import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { RequestHandler } from 'express';

export interface Readiness {
  database: 'up' | 'down';
  live: 'fresh' | 'stale';
  tiles: { source: string; martin?: string };
}

/** /healthz: the process answers. /readyz: what it needs answers too (503 when not). */
export function healthRoutes(pool: Pool, facts: () => Omit<Readiness, 'database'>): Router {
  const routes = Router();
  routes.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  routes.get('/readyz', async (_req, res) => {
    const database = await pool.query('SELECT 1').then(
      () => 'up' as const,
      () => 'down' as const
    );
    res
      .status(database === 'up' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ database, ...facts() } satisfies Readiness);
  });
  return routes;
}

/** Prometheus text at /metrics, and the middleware that feeds it. Labels are route kinds, never addresses with ids. */
export function metrics(): { observe: RequestHandler; routes: Router } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'gezhi_request_seconds',
    help: 'Time to answer, by kind of route',
    labelNames: ['kind', 'method'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry]
  });
  const answers = new Counter({
    name: 'gezhi_answers_total',
    help: 'Answers, by kind of route and status class',
    labelNames: ['kind', 'status'],
    registers: [registry]
  });
  const routes = Router();
  routes.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  return {
    observe: (req, res, next) => {
      const stop = seconds.startTimer();
      res.on('close', () => {
        const kind = /^\/(api|tiles|_app|healthz|readyz|metrics)\b/.exec(req.originalUrl)?.[1] ?? 'page';
        stop({ kind, method: req.method });
        answers.inc({ kind, status: `${Math.floor(res.statusCode / 100)}xx` });
      });
      next();
    },
    routes
  };
}
