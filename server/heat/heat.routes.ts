import type { Pool } from 'pg';
import { z } from 'zod';
import { HeatQuery, NamesQuery, UnitId } from '#geodata/heat/query.ts';
import { HEAT_TYPE } from '#geodata/heat/reply.ts';
import type { HeatService } from '#server/heat/heat.service.ts';
import { names, unitDetail } from '#server/heat/unit.service.ts';
import { route } from '#server/http/route.ts';

const replies = { 403: 'Not for this role', 422: 'Invalid query' };

/** Events counted by place, within the caller's scope. */
export const heatRoutes = (pool: Pool, heat: HeatService) => [
  route({
    method: 'get',
    path: '/api/heat',
    summary: 'Events by H3 cell, grid, community or street: count, rate, change or anomaly, as compact bytes',
    access: 'event:read',
    query: HeatQuery,
    type: HEAT_TYPE,
    replies: { 200: 'Ids and values (geodata/heat/reply.ts)', 304: 'Unchanged', ...replies },
    async handle({ actor, query, req, res }) {
      const { bytes, tag } = await heat.heat(actor, query);
      res.set({ ETag: tag, 'Content-Type': HEAT_TYPE });
      if (req.get('If-None-Match')?.includes(tag)) res.status(304).end();
      else res.end(bytes);
    }
  }),
  route({
    method: 'get',
    path: '/api/heat/units/{id}',
    summary: 'One unit: its series, kinds and latest events',
    access: 'event:read',
    params: { id: UnitId },
    query: HeatQuery,
    replies: { 200: 'The unit; zeros where nothing was reported', ...replies },
    handle: ({ actor, params, query }) => unitDetail(pool, heat, actor, query, params.id)
  }),
  route({
    method: 'get',
    path: '/api/heat/names',
    summary: 'What people call some units: the compound or road at a cell and the community around it',
    access: 'event:read',
    query: NamesQuery,
    replies: { 200: 'Names', ...replies },
    handle: ({ actor, query }) => names(pool, actor, query.by, query.ids)
  }),
  route({
    method: 'get',
    path: '/api/heat/outlines/{by}',
    summary: 'Names and boundaries of grids, communities or streets within scope',
    access: 'event:read',
    params: { by: z.enum(['grid', 'community', 'street']) },
    replies: { 200: 'Units with their geometry, null where none is published', ...replies },
    handle: ({ actor, params }) => heat.outlines(actor, params.by)
  })
];
