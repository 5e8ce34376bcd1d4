import type { Pool } from 'pg';
import { DivisionCode } from '#geodata/schemas/query.ts';
import { divisionDetail, divisionRoots } from '#server/divisions/division.service.ts';
import { route } from '#server/http/route.ts';

/** The tree of administrative divisions; names and codes are public. */
export const divisionRoutes = (pool: Pool) => [
  route({
    method: 'get',
    path: '/api/divisions',
    summary: 'Roots of the tree of divisions',
    access: 'public',
    replies: { 200: 'Divisions' },
    handle: ({ actor }) => divisionRoots(pool, actor)
  }),
  route({
    method: 'get',
    path: '/api/divisions/{code}',
    summary: 'A division, its children and what lies in its subtree',
    access: 'public',
    params: { code: DivisionCode },
    replies: { 200: 'The division', 404: 'No such code' },
    handle: ({ actor, params }) => divisionDetail(pool, actor, params.code)
  })
];
