import type { Pool } from 'pg';
import { FeatureId } from '#geodata/schemas/query.ts';
import { SystemEntry, SystemRun } from '#geodata/schemas/systems.ts';
import { route } from '#server/http/route.ts';
import * as service from '#server/systems/system.service.ts';

const refusals = { 403: 'Not for this role', 404: 'No such system', 422: 'Invalid entry' };

/** Connected systems: who answers for them, how often they run, and how it went. */
export const systemRoutes = (pool: Pool) => [
  route({
    method: 'get',
    path: '/api/systems',
    summary: 'Connected systems with their latest runs, and sources of imports that belong to none',
    access: 'system:read',
    replies: { 200: 'Systems', 403: 'Not for this role' },
    handle: ({ actor }) => service.systemsOverview(pool, actor)
  }),
  route({
    method: 'post',
    path: '/api/systems',
    summary: 'Write down a connected system',
    access: 'system:write',
    body: SystemEntry,
    replies: { 201: 'Written down', 403: 'Not for this role', 409: 'Name or source taken', 422: 'Invalid entry' },
    handle: async ({ actor, body, res }) => {
      const id = await service.addSystem(pool, actor, body);
      res.status(201).location(`/api/systems/${id}`).json({ id });
    }
  }),
  route({
    method: 'put',
    path: '/api/systems/{id}',
    summary: 'Change what is written down of a system',
    access: 'system:write',
    params: { id: FeatureId },
    body: SystemEntry,
    replies: { 204: 'Changed', 409: 'Name or source taken', ...refusals },
    handle: async ({ actor, params, body, res }) => {
      await service.changeSystem(pool, actor, params.id, body);
      res.status(204).end();
    }
  }),
  route({
    method: 'delete',
    path: '/api/systems/{id}',
    summary: 'Take a system off the list; what was imported from it stays',
    access: 'system:write',
    params: { id: FeatureId },
    replies: { 204: 'Removed', ...refusals },
    handle: async ({ actor, params, res }) => {
      await service.removeSystem(pool, actor, params.id);
      res.status(204).end();
    }
  }),
  route({
    method: 'post',
    path: '/api/systems/{id}/runs',
    summary: 'Note what a run came to that is no import',
    access: 'system:write',
    params: { id: FeatureId },
    body: SystemRun,
    replies: { 204: 'Noted', ...refusals },
    handle: async ({ actor, params, body, res }) => {
      await service.noteRun(pool, actor, params.id, body);
      res.status(204).end();
    }
  })
];
