import type { Request, RequestHandler } from 'express';
import { permissionsOf, type Permission, type Role } from '#geodata/access/roles.ts';
import { Problem } from '#server/http/problem.ts';

/**
 * Who asks. `scope` holds code prefixes without their zero padding (`22`, `220102`, `220102001001`), sorted and none
 * inside another; `*` is the whole site, rows without a division included; empty sees no scoped row.
 */
export interface Actor {
  role: Role;
  scope: readonly string[];
}

export const anonymous: Actor = { role: 'resident', scope: [] };

declare module 'express-serve-static-core' {
  interface Request {
    actor?: Actor;
  }
}

/** The request's actor; anonymous when nobody signed in. */
export function actorOf(req: Request): Actor {
  return req.actor ?? anonymous;
}

/** Whether the actor's role carries the permission. */
export function can(actor: Actor, permission: Permission): boolean {
  return permissionsOf[actor.role].includes(permission);
}

/** Staff see a layer's whole projection; residents its public columns. */
export function projectionOf(actor: Actor): 'staff' | 'public' {
  return actor.role === 'resident' ? 'public' : 'staff';
}

/** Door of a route: 403 unless the actor may. */
export function mustBeAble(permission: Permission): RequestHandler {
  return (req, _res, next) => {
    if (!can(actorOf(req), permission)) throw forbidden();
    next();
  };
}

/** Door of a route: 401 unless somebody signed in. */
export const mustBeSignedIn: RequestHandler = (req, _res, next) => {
  if (projectionOf(actorOf(req)) === 'public')
    throw new Problem(401, 'not-signed-in', { zh: '请先登录。', en: 'Please sign in first.' });
  next();
};

/** The one refusal for lack of permission. */
export function forbidden(): Problem {
  return new Problem(403, 'forbidden', { zh: '您没有查看此内容的权限。', en: 'Your role may not see this.' });
}
