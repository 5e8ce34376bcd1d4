import type { Pool } from 'pg';
import { PlanBody, PublicId, Seq, VisitBody } from '#geodata/schemas/forecast.ts';
import { route } from '#server/http/route.ts';
import * as service from '#server/risk/inspection.service.ts';
import type { Walk } from '#server/risk/walk.ts';

const missing = { 403: 'Not for this role', 404: 'None within scope' };

/** Rounds of visits to cells where more is expected and to some drawn at random, and what they found. */
export const inspectionRoutes = (pool: Pool, walks: readonly Walk[]) => [
  route({
    method: 'get',
    path: '/api/inspections',
    summary: 'Plans within scope, and how often visits found something where it was expected and at random',
    access: 'risk:inspect',
    replies: { 200: 'Plans and rates', 403: 'Not for this role' },
    handle: ({ actor }) => service.plans(pool, actor)
  }),
  route({
    method: 'post',
    path: '/api/inspections',
    summary: 'Plan a round of visits within scope; a repeated id is the same plan',
    access: 'risk:inspect',
    body: PlanBody,
    replies: { 200: 'The plan', ...missing, 422: 'Invalid limits, or nothing fits them' },
    handle: ({ actor, body }) => service.makePlan(pool, actor, walks, body)
  }),
  route({
    method: 'get',
    path: '/api/inspections/{plan}',
    summary: 'A plan: its visits in order and the way between them',
    access: 'risk:inspect',
    params: { plan: PublicId },
    replies: { 200: 'The plan', ...missing },
    handle: ({ actor, params }) => service.plan(pool, actor, params.plan)
  }),
  route({
    method: 'patch',
    path: '/api/inspections/{plan}/visits/{seq}',
    summary: 'Tick a visit off with what it brought; what was found becomes an event that forecasts never learn from',
    access: 'risk:inspect',
    params: { plan: PublicId, seq: Seq },
    body: VisitBody,
    replies: { 200: 'The plan', ...missing, 409: 'Done already', 422: 'It is not said what was found' },
    handle: ({ actor, params, body }) => service.tick(pool, actor, params.plan, params.seq, body)
  })
];
