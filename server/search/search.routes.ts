import type { Pool } from 'pg';
import { SearchQuery } from '#geodata/schemas/query.ts';
import { route } from '#server/http/route.ts';
import { search } from '#server/search/search.service.ts';

/** Search by name over the layers the caller may see. */
export const searchRoutes = (pool: Pool) => [
  route({
    method: 'get',
    path: '/api/search',
    summary: 'Find features by part of their name',
    access: 'public',
    query: SearchQuery,
    replies: { 200: 'At most 20 results' },
    handle: async ({ actor, query }) => ({ results: await search(pool, actor, query.q, query.near) })
  })
];
