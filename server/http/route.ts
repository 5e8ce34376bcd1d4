import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Permission } from '#geodata/access/roles.ts';
import { actorOf, mustBeAble, mustBeAccount, mustBeSignedIn, type Actor } from '#server/access/actor.ts';
import { parse } from '#server/http/parse.ts';
import { Problem } from '#server/http/problem.ts';

/**
 * Who may come through a route's door. `open`: anybody, and it tells nothing of the map (sign-in, documentation).
 * `public`: anybody, behind the public gate. `layer`: behind the public gate, then the layer's own permission, which
 * the service asks for. `signed-in`: whoever acts in a role. `account`: any account, its own affairs only. Else the
 * permission one must hold.
 */
export type Access = 'open' | 'public' | 'layer' | 'signed-in' | 'account' | Permission;

type Params = Record<string, z.ZodType>;
type Parsed<P extends Params> = { [Name in keyof P]: z.output<P[Name]> };

/** What the API's description says of a route. Shapes are the very zod objects the route parses with. */
export interface Operation {
  method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** In the manner of OpenAPI: `/api/layers/{layer}/features`. */
  path: string;
  summary: string;
  access: Access;
  params?: Params;
  query?: z.ZodObject;
  /** A JSON body. Routes that take other bodies name their type in `takes` and read the stream themselves. */
  body?: z.ZodType;
  takes?: string;
  /** Largest JSON body, in the words of body-parser. Default 1mb. */
  limit?: string;
  replies: Record<number, string>;
  /** Media type of the reply. Default application/json. */
  type?: string;
}

export interface Asked<P extends Params, Q extends z.ZodObject, B extends z.ZodType> {
  actor: Actor;
  params: Parsed<P>;
  query: z.output<Q>;
  body: z.output<B>;
  req: Request;
  res: Response;
}

export interface Route {
  operation: Operation;
  handle: RequestHandler;
}

/**
 * One route: its door, what it takes, what it answers, in one place, so that none can be mounted without saying who
 * may use it. What `handle` returns is sent as JSON; where it returns nothing it has answered itself.
 */
export function route<
  P extends Params = Record<never, never>,
  Q extends z.ZodObject = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined
>(
  declared: Omit<Operation, 'params' | 'query' | 'body'> & {
    params?: P;
    query?: Q;
    body?: B;
    handle: (asked: Asked<P, Q, B>) => unknown;
  }
): Route {
  const { handle, ...operation } = declared;
  const { params, query, body } = operation;
  return {
    operation,
    async handle(req, res) {
      const given = Object.entries(params ?? {}).map(([name, type]) => [
        name,
        parseNamed(name, type, req.params[name])
      ]);
      const reply = await handle({
        actor: { ...actorOf(req), requestId: req.id },
        params: Object.fromEntries(given) as Parsed<P>,
        query: (query ? parse(query, req.query) : {}) as z.output<Q>,
        body: (body ? parse(body, req.body) : undefined) as z.output<B>,
        req,
        res
      });
      if (reply !== undefined) res.json(reply);
    }
  };
}

/**
 * Routes at their full paths, each behind its door.
 * @param gate what callers without an account meet where the map is shown
 */
export function mount(routes: readonly Route[], gate: RequestHandler): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const { operation, handle } of routes) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    router[operation.method](path, ...doors(operation.access, gate), ...bodyOf(operation), handle);
  }
  return router;
}

function doors(access: Access, gate: RequestHandler): RequestHandler[] {
  if (access === 'open') return [];
  if (access === 'public' || access === 'layer') return [gate];
  if (access === 'signed-in') return [mustBeSignedIn];
  return [access === 'account' ? mustBeAccount : mustBeAble(access)];
}

/** The body is read behind the door: who may not come in is not listened to. */
function bodyOf({ body, limit = '1mb' }: Operation): RequestHandler[] {
  return body ? [mustBeJson, express.json({ limit })] : [];
}

const mustBeJson: RequestHandler = (req, _res, next) => {
  const isEmpty = req.get('Transfer-Encoding') === undefined && (req.get('Content-Length') ?? '0') === '0';
  if (isEmpty || req.is('application/json')) return next();
  throw new Problem(415, 'not-json', { zh: '请求内容须为 JSON。', en: 'The request body must be JSON.' });
};

/** A part of the path as its type; what is wrong with it is told under its name. */
function parseNamed(name: string, type: z.ZodType, value: unknown): unknown {
  const parsed = type.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) issue.path.unshift(name);
  throw parsed.error;
}
