import type { Pool } from 'pg';
import { AsOfQuery } from '#geodata/schemas/as_of.ts';
import { FeatureId } from '#geodata/schemas/query.ts';
import { compoundParts } from '#server/compounds/compound.service.ts';
import { route } from '#server/http/route.ts';

export const compoundRoutes = (pool: Pool) => [
  route({
    method: 'get',
    path: '/api/compounds/{id}/parts',
    summary: 'Buildings and gates of a compound, with its units and households; now or as of a time',
    access: 'layer',
    params: { id: FeatureId },
    query: AsOfQuery,
    replies: { 200: 'What belongs to it', 403: 'Not for this role', 404: 'None within scope', 422: 'Invalid time' },
    handle: ({ actor, params, query }) => compoundParts(pool, actor, params.id, query.as_of)
  })
];
