import { z } from 'zod';
import { AsOfQuery, ViewAsOfQuery } from '#geodata/schemas/as_of.ts';
import { DivisionCode, FeatureId, SearchQuery } from '#geodata/schemas/query.ts';
import { DemoSession } from '#geodata/schemas/session.ts';

/** One documented route. Shapes are the very zod objects the route parses with. */
export interface Operation {
  method: 'get' | 'put' | 'post' | 'delete';
  path: string;
  summary: string;
  params?: Record<string, z.ZodType>;
  query?: z.ZodObject;
  body?: z.ZodType;
  replies: Record<number, string>;
  type?: string;
}

const layer = z.string().meta({ description: 'registry id, for example buildings' });
const tile = z.int().min(0);

/** Every route of the API, in reading order. A test compares it with what the application answers to. */
export const operations: Operation[] = [
  { method: 'get', path: '/api/site', summary: 'Facts of the site and who the caller is', replies: { 200: 'Facts' } },
  {
    method: 'put',
    path: '/api/session',
    summary: 'Demo mode: take a role',
    body: DemoSession,
    replies: { 204: 'Taken', 404: 'Not a demo' }
  },
  {
    method: 'delete',
    path: '/api/session',
    summary: 'Demo mode: be anonymous again',
    replies: { 204: 'Done', 404: 'Not a demo' }
  },
  {
    method: 'get',
    path: '/api/layers',
    summary: 'Layers the caller may see, with counts within scope',
    replies: { 200: 'Layers' }
  },
  {
    method: 'get',
    path: '/api/layers/{layer}/features',
    summary: 'Features in a box, nearest first: the list twin of the map; now or as of a time',
    params: { layer },
    query: ViewAsOfQuery,
    replies: {
      200: 'A page of features and the total',
      403: 'Not for this role',
      404: 'No such layer',
      422: 'Invalid query'
    }
  },
  {
    method: 'get',
    path: '/api/layers/{layer}/features/{id}',
    summary: 'One feature with its place, source and age; now or as of a time',
    params: { layer, id: FeatureId },
    query: AsOfQuery,
    replies: { 200: 'The feature', 403: 'Not for this role', 404: 'None within scope', 422: 'Invalid time' }
  },
  {
    method: 'get',
    path: '/api/layers/{layer}/features/{id}/versions',
    summary: 'What became of a feature: its versions, newest first, and the columns that changed',
    params: { layer, id: FeatureId },
    replies: { 200: 'Versions within scope', 403: 'Not for this role', 404: 'None within scope' }
  },
  { method: 'get', path: '/api/divisions', summary: 'Roots of the tree of divisions', replies: { 200: 'Divisions' } },
  {
    method: 'get',
    path: '/api/divisions/{code}',
    summary: 'A division, its children and what lies in its subtree',
    params: { code: DivisionCode },
    replies: { 200: 'The division', 404: 'No such code' }
  },
  {
    method: 'get',
    path: '/api/search',
    summary: 'Find features by part of their name',
    query: SearchQuery,
    replies: { 200: 'At most 20 results' }
  },
  {
    method: 'get',
    path: '/api/live',
    summary: 'Changes as they are committed; resumes by Last-Event-ID',
    replies: {
      200: 'Events hello, layer {layer, bbox}, reload, beat {fresh}',
      429: 'Too many streams from this address'
    },
    type: 'text/event-stream'
  },
  { method: 'get', path: '/api/openapi.json', summary: 'This description', replies: { 200: 'OpenAPI 3.1' } },
  {
    method: 'get',
    path: '/api/docs',
    summary: 'This description, to read',
    replies: { 200: 'A page' },
    type: 'text/html'
  },
  {
    method: 'get',
    path: '/tiles/{layer}.json',
    summary: 'TileJSON of a layer',
    params: { layer },
    replies: { 200: 'TileJSON 3.0', 403: 'Not for this role', 404: 'No such layer' }
  },
  {
    method: 'get',
    path: '/tiles/{layer}/{z}/{x}/{y}',
    summary: 'A vector tile of a layer within the caller’s scope',
    params: { layer, z: tile, x: tile, y: tile },
    replies: {
      200: 'Mapbox Vector Tile',
      204: 'Empty',
      304: 'Unchanged',
      400: 'Not a tile',
      403: 'Not for this role',
      404: 'No such layer or zoom'
    },
    type: 'application/vnd.mapbox-vector-tile'
  }
];
