import type { Pool } from 'pg';
import { z } from 'zod';
import { AsOfQuery, ViewAsOfQuery } from '#geodata/schemas/as_of.ts';
import { FeatureId } from '#geodata/schemas/query.ts';
import { route } from '#server/http/route.ts';
import { featureVersions } from '#server/layers/history.service.ts';
import * as service from '#server/layers/layer.service.ts';

const layer = z.string().meta({ description: 'registry id, for example buildings' });

/** Layers the caller may see, their lists and their features; permission is the layer's own. */
export const layerRoutes = (pool: Pool) => [
  route({
    method: 'get',
    path: '/api/layers',
    summary: 'Layers the caller may see, with counts within scope; now or as of a time',
    access: 'layer',
    query: AsOfQuery,
    replies: { 200: 'Layers', 422: 'Invalid time' },
    handle: async ({ actor, query }) => ({ layers: await service.layerCounts(pool, actor, query.as_of) })
  }),
  route({
    method: 'get',
    path: '/api/layers/{layer}/features',
    summary: 'Features in a box, nearest first: the list twin of the map; now or as of a time',
    access: 'layer',
    params: { layer },
    query: ViewAsOfQuery,
    replies: {
      200: 'A page of features and the total',
      403: 'Not for this role',
      404: 'No such layer',
      422: 'Invalid query'
    },
    handle: ({ actor, params, query }) => service.featuresInView(pool, actor, params.layer, query)
  }),
  route({
    method: 'get',
    path: '/api/layers/{layer}/features/{id}',
    summary: 'One feature with its place, source and age; now or as of a time',
    access: 'layer',
    params: { layer, id: FeatureId },
    query: AsOfQuery,
    replies: { 200: 'The feature', 403: 'Not for this role', 404: 'None within scope', 422: 'Invalid time' },
    handle: ({ actor, params, query }) => service.featureDetail(pool, actor, params.layer, params.id, query.as_of)
  }),
  route({
    method: 'get',
    path: '/api/layers/{layer}/features/{id}/versions',
    summary: 'What became of a feature: its versions, newest first, and the columns that changed',
    access: 'layer',
    params: { layer, id: FeatureId },
    replies: { 200: 'Versions within scope', 403: 'Not for this role', 404: 'None within scope' },
    handle: ({ actor, params }) => featureVersions(pool, actor, params.layer, params.id)
  })
];
