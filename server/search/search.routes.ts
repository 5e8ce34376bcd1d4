import { Router } from 'express';
import type { Pool } from 'pg';
import { SearchQuery } from '#geodata/schemas/query.ts';
import { actorOf, mustBeAble } from '#server/access/actor.ts';
import { parse } from '#server/http/parse.ts';
import { search } from '#server/search/search.service.ts';

/** Search by name over the layers the caller may see. */
export function searchRoutes(pool: Pool): Router {
  const routes = Router();
  routes.get('/', mustBeAble('map:read'), async (req, res) => {
    const { q, near } = parse(SearchQuery, req.query);
    res.json({ results: await search(pool, actorOf(req), q, near) });
  });
  return routes;
}
