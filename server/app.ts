import type { RequestListener } from 'node:http';
import express, { type RequestHandler } from 'express';
import type { Config } from '#server/config.ts';
import { basemapRoutes } from '#server/basemaps/basemap.routes.ts';
import { noBasemaps, type Basemaps } from '#server/basemaps/basemap.service.ts';
import { compoundRoutes } from '#server/compounds/compound.routes.ts';
import type { Pools } from '#server/db/pool.ts';
import { sessions } from '#server/access/session.ts';
import { importRoutes } from '#server/import/jobs/job.routes.ts';
import { accounts } from '#server/accounts/index.ts';
import { signInGate } from '#server/accounts/sign-in-gate.ts';
import { divisionRoutes } from '#server/divisions/division.routes.ts';
import { docsRoutes } from '#server/docs/docs.routes.ts';
import { createHeat } from '#server/heat/index.ts';
import { healthRoutes, metrics } from '#server/http/health.ts';
import { logRequests } from '#server/http/log.ts';
import { notFound, writeProblem } from '#server/http/problem.ts';
import { mount, type Route } from '#server/http/route.ts';
import { apiLimit, dataPolicy, publicGate, sameOriginWrites, securityHeaders } from '#server/http/security.ts';
import { layerRoutes } from '#server/layers/layer.routes.ts';
import { liveRoutes } from '#server/live/live.routes.ts';
import type { Outbox } from '#server/live/outbox.ts';
import { exportRoutes } from '#server/exports/export.routes.ts';
import { ogcRoutes } from '#server/ogc/ogc.routes.ts';
import { routingRoutes } from '#server/routing/routing.routes.ts';
import { createRouting } from '#server/routing/routing.service.ts';
import { forecastRoutes } from '#server/risk/forecast.routes.ts';
import { inspectionRoutes } from '#server/risk/inspection.routes.ts';
import { roadWalk, straightWalk } from '#server/risk/walk.ts';
import { searchRoutes } from '#server/search/search.routes.ts';
import { siteRoutes } from '#server/site/site.routes.ts';
import { catalogueRoutes } from '#server/catalogue/catalogue.routes.ts';
import { systemRoutes } from '#server/systems/system.routes.ts';
import { front } from '#server/tiles/front.ts';
import { createTiles } from '#server/tiles/index.ts';
import { tileOperations } from '#server/tiles/tile.operations.ts';

export interface App {
  /** What the HTTP server calls for each request. */
  listener: RequestListener;
  close(): Promise<void>;
}

/**
 * Builds the application from its parts; tests call it with their own database. `web` is SvelteKit's handler, mounted
 * last, absent where only the API is wanted.
 */
export function buildApp(
  config: Config,
  pools: Pools,
  outbox: Outbox,
  web?: RequestHandler,
  basemaps: Basemaps = noBasemaps
): App {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY);
  app.set('query parser', 'simple');

  const tiles = createTiles({ config, pool: pools.tiles });
  outbox.onChanges((changes) => changes.forEach(({ layer, bbox }) => tiles.versions.bump(layer, bbox)));
  outbox.onGap(() => tiles.versions.bumpAll());
  const routing = createRouting(pools.server, config);
  outbox.onGap(() => routing.forget());
  const who = sessions(config, pools.accounts);
  outbox.onAccess(who.changed);
  const live = liveRoutes(outbox, who);
  const heat = createHeat(pools.server, outbox, { timeZone: config.TIME_ZONE, least: config.SENSITIVE_MIN_COUNT });
  const measured = metrics();
  const gate = publicGate(config);
  const imports = importRoutes(pools.server, config);
  const described: Route[] = [
    ...siteRoutes(pools.server, config),
    ...accounts(config, pools.accounts, who),
    ...layerRoutes(pools.server),
    ...divisionRoutes(pools.server),
    ...searchRoutes(pools.server),
    ...compoundRoutes(pools.server),
    ...basemapRoutes(basemaps),
    ...ogcRoutes(pools.server, config),
    ...exportRoutes(pools.server, config),
    ...systemRoutes(pools.server),
    ...catalogueRoutes(pools.server, config),
    ...routingRoutes(pools.server, routing),
    ...imports.routes,
    ...forecastRoutes(pools.server, config),
    ...inspectionRoutes(pools.server, [roadWalk(routing), straightWalk]),
    ...heat.routes,
    ...live.routes
  ];
  const docs = docsRoutes([...described.map(({ operation }) => operation), ...tileOperations]);

  app.use('/tiles', dataPolicy, gate, tiles.routes, notFound);
  app.use(securityHeaders(config));
  app.use(
    healthRoutes(pools.server, () => ({ live: outbox.fresh ? 'fresh' : 'stale', tiles: tiles.status() })),
    measured.routes
  );
  app.use(['/api', '/ogc'], dataPolicy, apiLimit(), sameOriginWrites);
  app.use('/basemaps', dataPolicy);
  app.use(mount([...described, ...docs], gate));
  app.use(['/api', '/ogc'], notFound);
  if (web) app.use(web);
  app.use(writeProblem);

  return {
    listener: front([signInGate(config), logRequests, measured.observe, who.handler], tiles, app),
    async close() {
      live.close();
      heat.close();
      await Promise.all([imports.close(), tiles.close(), routing.stop()]);
    }
  };
}
