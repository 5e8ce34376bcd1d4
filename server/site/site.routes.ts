import { Router } from 'express';
import type { Pool } from 'pg';
import { DemoSession } from '#geodata/schemas/session.ts';
import { actorOf } from '#server/access/actor.ts';
import { demoCookie, demoCookieName } from '#server/access/session.ts';
import type { Config } from '#server/config.ts';
import { parse } from '#server/http/parse.ts';
import { Problem } from '#server/http/problem.ts';
import { siteFacts } from '#server/site/site.service.ts';

/** Facts of the site, and in demo mode the switch of role. */
export function siteRoutes(pool: Pool, config: Config): Router {
  const routes = Router();
  const cookie = {
    httpOnly: true,
    sameSite: 'lax' as const,
    path: '/',
    secure: config.ORIGIN?.startsWith('https:') ?? false
  };

  routes.get('/site', async (req, res) => {
    res.json(await siteFacts(pool, config, actorOf(req)));
  });

  routes.use('/session', (_req, _res, next) => {
    if (config.DEMO === 'on') return next();
    throw new Problem(404, 'no-demo', {
      zh: '仅演示模式可以切换角色。',
      en: 'Roles can be switched in demo mode only.'
    });
  });
  routes.put('/session', (req, res) => {
    const { name, value } = demoCookie(parse(DemoSession, req.body));
    res.cookie(name, value, cookie).status(204).end();
  });
  routes.delete('/session', (_req, res) => {
    res.clearCookie(demoCookieName, cookie).status(204).end();
  });

  return routes;
}
