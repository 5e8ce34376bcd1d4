import type { Pool } from 'pg';
import { DemoSession } from '#geodata/schemas/session.ts';
import { sessionCookieName } from '#server/access/session.ts';
import { cookieRules } from '#server/access/cookies.ts';
import { demoCookie, demoCookieName } from '#server/access/demo-role.ts';
import type { Config } from '#server/config.ts';
import { Problem } from '#server/http/problem.ts';
import { route } from '#server/http/route.ts';
import { siteFacts } from '#server/site/site.service.ts';

/** Facts of the site, and in demo mode the switch of role. */
export function siteRoutes(pool: Pool, config: Config) {
  const cookie = cookieRules(config);
  const demoOnly = () => {
    if (config.DEMO === 'on') return;
    throw new Problem(404, 'no-demo', {
      zh: '仅演示模式可以切换角色。',
      en: 'Roles can be switched in demo mode only.'
    });
  };

  return [
    route({
      method: 'get',
      path: '/api/site',
      summary: 'Facts of the site and who the caller is',
      access: 'open',
      replies: { 200: 'Facts' },
      handle: ({ actor }) => siteFacts(pool, config, actor)
    }),
    route({
      method: 'put',
      path: '/api/session',
      summary: 'Demo mode: take a role',
      access: 'open',
      body: DemoSession,
      replies: { 204: 'Taken', 404: 'Not a demo' },
      handle: ({ body, res }) => {
        demoOnly();
        // A session would go before the role; who switches leaves it.
        res.clearCookie(sessionCookieName(config), cookie);
        const { name, value } = demoCookie(body);
        res.cookie(name, value, cookie).status(204).end();
      }
    }),
    route({
      method: 'delete',
      path: '/api/session',
      summary: 'Demo mode: be anonymous again',
      access: 'open',
      replies: { 204: 'Done', 404: 'Not a demo' },
      handle: ({ res }) => {
        demoOnly();
        res.clearCookie(demoCookieName, cookie).status(204).end();
      }
    })
  ];
}
