import { Router } from 'express';
import type { Pool } from 'pg';
import { AsOfQuery, ViewAsOfQuery } from '#geodata/schemas/as_of.ts';
import { FeatureId } from '#geodata/schemas/query.ts';
import { actorOf } from '#server/access/actor.ts';
import { parse } from '#server/http/parse.ts';
import { featureVersions } from '#server/layers/history.service.ts';
import * as service from '#server/layers/layer.service.ts';

/** Layers the caller may see, their lists and their features; permission is the layer's own. */
export function layerRoutes(pool: Pool): Router {
  const routes = Router();

  routes.get('/', async (req, res) => {
    res.json({ layers: await service.layerCounts(pool, actorOf(req)) });
  });

  routes.get('/:layer/features', async (req, res) => {
    res.json(await service.featuresInView(pool, actorOf(req), req.params.layer, parse(ViewAsOfQuery, req.query)));
  });

  routes.get('/:layer/features/:id', async (req, res) => {
    const { as_of } = parse(AsOfQuery, req.query);
    res.json(await service.featureDetail(pool, actorOf(req), req.params.layer, parse(FeatureId, req.params.id), as_of));
  });

  routes.get('/:layer/features/:id/versions', async (req, res) => {
    res.json(await featureVersions(pool, actorOf(req), req.params.layer, parse(FeatureId, req.params.id)));
  });

  return routes;
}
