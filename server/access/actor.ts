import type { Request, RequestHandler } from 'express';
import type { Reach } from '#geodata/access/acting.ts';
import { permissionsOf, type Permission } from '#geodata/access/roles.ts';
import { Problem } from '#server/http/problem.ts';

/**
 * Who asks. `scope` holds code prefixes without their zero padding (`22`, `220102`, `220102001001`), sorted and none
 * inside another; `*` is the whole site, rows without a division included; empty sees no scoped row.
 * `account` is null for anonymous callers and for visitors of a demo who only switched their role. An account that has
 * yet to change its password or give its second factor reaches what residents do.
 */
export interface Actor extends Reach {
  account: { id: string; name: string } | null;
  sessionId: string | null;
  /** The request it asks in, where there is one. */
  requestId?: string;
}

export const anonymous: Actor = { role: 'resident', scope: [], account: null, sessionId: null };

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
export function can(actor: Pick<Reach, 'role'>, permission: Permission): boolean {
  return permissionsOf[actor.role].includes(permission);
}

/** Staff see a layer's whole projection; residents its public columns. */
export function projectionOf(actor: Pick<Reach, 'role'>): 'staff' | 'public' {
  return actor.role === 'resident' ? 'public' : 'staff';
}

/** Door of a route: 403 unless the actor may. */
export function mustBeAble(permission: Permission): RequestHandler {
  return (req, _res, next) => {
    if (!can(actorOf(req), permission)) throw forbidden();
    next();
  };
}

/** Door of a route: 401 unless somebody signed in and may act. */
export const mustBeSignedIn: RequestHandler = (req, _res, next) => {
  if (projectionOf(actorOf(req)) === 'public') throw notSignedIn();
  next();
};

/** Door of a route: 401 unless it is an account that asks, be it one that may do nothing else yet. */
export const mustBeAccount: RequestHandler = (req, _res, next) => {
  if (!actorOf(req).account) throw notSignedIn();
  next();
};

function notSignedIn(): Problem {
  return new Problem(401, 'not-signed-in', { zh: '请先登录。', en: 'Please sign in first.' });
}

/** The one refusal for lack of permission. */
export function forbidden(): Problem {
  return new Problem(403, 'forbidden', { zh: '您没有查看此内容的权限。', en: 'Your role may not see this.' });
}
