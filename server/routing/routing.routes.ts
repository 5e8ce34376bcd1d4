import type { Pool } from 'pg';
import { profiles, speedsNote, type ProfileId } from '#geodata/routing/profiles.ts';
import { FeatureId } from '#geodata/schemas/query.ts';
import { ClosureBody, IsochroneQuery, NearestBody, RouteQuery, TimesBody } from '#geodata/schemas/routing.ts';
import { forbidden, projectionOf, type Actor } from '#server/access/actor.ts';
import { route } from '#server/http/route.ts';
import { closures, declareClosure, liftClosure } from './closure.service.ts';
import type { Routing } from './routing.service.ts';

const replies = {
  403: 'Vehicles are for staff',
  404: 'No way, or no roads',
  422: 'No road near, or invalid input',
  503: 'The graph is being built'
};

/** Ways and travel times: on foot for everybody, by vehicle for staff. */
export const routingRoutes = (pool: Pool, routing: Routing) => [
  route({
    method: 'get',
    path: '/api/routing/route',
    summary: 'The fastest way between two points, with steps in words',
    access: 'public',
    query: RouteQuery,
    replies: { 200: 'Line, length, duration, steps, warnings and the graph it rests on', ...replies },
    handle: ({ actor, query: { from, to, ...travel } }) => {
      mayTravel(actor, travel.profile);
      return routing.route(from, to, travel);
    }
  }),
  route({
    method: 'post',
    path: '/api/routing/times',
    summary: 'Travel times from each source to each target',
    access: 'public',
    body: TimesBody,
    replies: { 200: 'Seconds per source and target, null where there is no way', ...replies, 413: 'Too large' },
    handle: ({ actor, body: { sources, targets, ...travel } }) => {
      mayTravel(actor, travel.profile);
      return routing.travelTimes(sources, targets, travel);
    }
  }),
  route({
    method: 'post',
    path: '/api/routing/nearest',
    summary: 'The nearest few of many targets by travel time, going to them or they coming',
    access: 'public',
    body: NearestBody,
    replies: { 200: 'Indices of targets with seconds, nearest first', ...replies, 413: 'Too large' },
    handle: ({ actor, body: { point, targets, ...options } }) => {
      mayTravel(actor, options.profile);
      return routing.nearest(point, targets, options);
    }
  }),
  route({
    method: 'get',
    path: '/api/routing/isochrone',
    summary: 'What is reached from a point within some minutes, or from where it is reached',
    access: 'public',
    query: IsochroneQuery,
    replies: { 200: 'GeoJSON: an area per time, widest last', ...replies },
    handle: ({ actor, query: { from, minutes, ...options } }) => {
      mayTravel(actor, options.profile);
      return routing.isochrone(from, minutes, options);
    }
  }),
  route({
    method: 'get',
    path: '/api/routing/graph',
    summary: 'The road graph: version, size, how it hangs together per profile, and what its speeds are',
    access: 'asset:read',
    replies: { 200: 'Facts', 503: 'The graph is being built' },
    handle: async () => ({ ...(await routing.facts()), speeds: speedsNote })
  }),
  route({
    method: 'get',
    path: '/api/routing/closures',
    summary: 'Closed roads, now and to come',
    access: 'asset:read',
    replies: { 200: 'Closures, the latest first' },
    handle: ({ actor }) => closures(pool, actor)
  }),
  route({
    method: 'post',
    path: '/api/routing/closures',
    summary: 'Close the way at a point, or every way an area touches',
    access: 'routing:close',
    body: ClosureBody,
    replies: { 201: 'Closed', 403: 'Not for this role', 422: 'Invalid geometry or times' },
    handle: async ({ actor, body, res }) => {
      const closed = await declareClosure(pool, actor, body);
      routing.touch();
      res.status(201).json(closed);
    }
  }),
  route({
    method: 'delete',
    path: '/api/routing/closures/{id}',
    summary: 'Open what was closed',
    access: 'routing:close',
    params: { id: FeatureId },
    replies: { 204: 'Opened', 403: 'Not for this role', 404: 'Nothing of that number is closed' },
    handle: async ({ actor, params, res }) => {
      await liftClosure(pool, actor, params.id);
      routing.touch();
      res.status(204).end();
    }
  })
];

/** @throws Problem 403 for residents who ask for a vehicle: response times tell where the city is slow to help */
function mayTravel(actor: Actor, profile: ProfileId): void {
  if (!profiles[profile].public && projectionOf(actor) !== 'staff') throw forbidden();
}
