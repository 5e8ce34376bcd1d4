import { Router } from 'express';
import type { Pool } from 'pg';
import { DivisionCode } from '#geodata/schemas/query.ts';
import { actorOf, mustBeAble } from '#server/access/actor.ts';
import { divisionDetail, divisionRoots } from '#server/divisions/division.service.ts';
import { parse } from '#server/http/parse.ts';

/** The tree of administrative divisions; names and codes are public. */
export function divisionRoutes(pool: Pool): Router {
  const routes = Router();
  routes.use(mustBeAble('map:read'));

  routes.get('/', async (req, res) => {
    res.json(await divisionRoots(pool, actorOf(req)));
  });

  routes.get('/:code', async (req, res) => {
    res.json(await divisionDetail(pool, actorOf(req), parse(DivisionCode, req.params.code)));
  });

  return routes;
}
