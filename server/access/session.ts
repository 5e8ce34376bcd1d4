import type { RequestHandler } from 'express';
import type { Config } from '#server/config.ts';
import { DemoSession } from '#geodata/schemas/session.ts';
import { anonymous, type Actor } from '#server/access/actor.ts';

const COOKIE = 'gezhi_demo_role';

/**
 * Sets the request's actor. Until accounts exist, demo mode takes the role a visitor switched to from a cookie; any
 * other mode knows only anonymous callers.
 */
export function sessions(config: Config): RequestHandler {
  if (config.DEMO !== 'on') return (_req, _res, next) => next();
  return (req, _res, next) => {
    req.actor = readDemoCookie(req.headers.cookie) ?? anonymous;
    next();
  };
}

/** The value of the demo role cookie for an actor; scope is made canonical. */
export function demoCookie(session: DemoSession): { name: string; value: string } {
  return { name: COOKIE, value: `${session.role}:${canonicalScope(session.scope).join('.')}` };
}

export const demoCookieName = COOKIE;

function readDemoCookie(header: string | undefined): Actor | undefined {
  const value = header && new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`).exec(header)?.[1];
  if (!value) return undefined;
  const [role, scope] = decodeURIComponentSafely(value).split(':');
  const parsed = DemoSession.safeParse({ role, scope: scope ? scope.split('.') : [] });
  return parsed.success ? { role: parsed.data.role, scope: canonicalScope(parsed.data.scope) } : undefined;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Sorted, and without codes that lie inside another, so that equal scopes are equal keys. */
export function canonicalScope(scope: readonly string[]): string[] {
  if (scope.includes('*')) return ['*'];
  const sorted = [...new Set(scope)].sort();
  return sorted.filter((code) => !sorted.some((other) => other !== code && code.startsWith(other)));
}
