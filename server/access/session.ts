import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { administrators, reachOf } from '#geodata/access/acting.ts';
import { anonymous, type Actor } from '#server/access/actor.ts';
import { cookiePrefix, readCookie, secretOf, unsigned } from '#server/access/cookies.ts';
import { readDemoRole } from '#server/access/demo-role.ts';
import { endedAmong, findSession, touchSession, type SessionRow } from '#server/access/session.queries.ts';
import type { Config } from '#server/config.ts';
import { log } from '#server/http/log.ts';

/** How long what a session may do is taken from memory. Whatever changes it is told at once, to other processes too. */
const KEPT_MS = 5_000;
const MOST_KEPT = 10_000;

export interface Sessions {
  /** Sets the request's actor; works on what node's own request has. */
  handler: RequestHandler;
  /** What an account may do has changed, or one of its sessions ended; null: any account's may have. */
  changed(account: string | null): void;
  /** Called with each account of which something changed, or null. */
  onChanged(listener: (account: string | null) => void): void;
  /** Those of some sessions that no longer hold, by now. */
  endedAmong(ids: string[]): Promise<string[]>;
}

/** Name of the cookie a session is in. */
export function sessionCookieName(config: Pick<Config, 'ORIGIN'>): string {
  return `${cookiePrefix(config)}.session`;
}

/**
 * Who each request is from. A session's cookie comes first, then, in a demo, the role the visitor switched to. A cookie
 * that is forged, ended, revoked or replaced is as good as none.
 */
export function sessions(config: Config, pool: Pool): Sessions {
  const name = sessionCookieName(config);
  const marker = `${name}=`;
  const secret = secretOf(config);
  const kept = new LRUCache<string, Actor>({ max: MOST_KEPT, ttl: KEPT_MS });
  const asked = new Map<string, Promise<Actor>>();
  const listeners: ((account: string | null) => void)[] = [];
  let changes = 0;

  const withoutSession = (header: string): Actor =>
    (config.DEMO === 'on' ? readDemoRole(header) : undefined) ?? anonymous;

  async function look(token: string, req: Request): Promise<Actor> {
    const before = changes;
    const row = await findSession(pool, token, config.SESSION_IDLE_MINUTES);
    const actor = row ? actorFrom(row, config) : anonymous;
    if (row?.isQuiet && countsAsUse(req.originalUrl)) {
      touchSession(pool, row.id).catch((error: unknown) =>
        log.warn({ err: error }, 'a session was not marked as used')
      );
    }
    // What changed while the database was asked may be missing from its answer.
    if (before === changes) kept.set(token, actor);
    return actor;
  }

  function actorOfToken(token: string, req: Request): Actor | Promise<Actor> {
    const known = kept.get(token);
    if (known) return known;
    const under = asked.get(token) ?? look(token, req).finally(() => asked.delete(token));
    asked.set(token, under);
    return under;
  }

  return {
    handler(req, _res, next) {
      const header = req.headers.cookie;
      if (!header) return next();
      const cookie = header.includes(marker) ? readCookie(header, name) : undefined;
      const token = cookie && unsigned(cookie, secret);
      if (!token) {
        req.actor = withoutSession(header);
        return next();
      }
      const settle = (actor: Actor) => {
        req.actor = actor.account ? actor : withoutSession(header);
        next();
      };
      const actor = actorOfToken(token, req);
      if (actor instanceof Promise) actor.then(settle, next);
      else settle(actor);
    },
    changed(account) {
      changes++;
      // A lookup that began before knows the old state; who asks from now on must not wait for that one.
      asked.clear();
      for (const [token, actor] of kept.entries()) {
        if (account === null || actor.account?.id === account) kept.delete(token);
      }
      listeners.forEach((tell) => tell(account));
    },
    onChanged: (listener) => void listeners.push(listener),
    endedAmong: (ids) => endedAmong(pool, ids, config.SESSION_IDLE_MINUTES)
  };
}

/** A page that is only left open asks for tiles and listens; somebody who uses it does more. */
function countsAsUse(url: string): boolean {
  return !url.startsWith('/tiles/') && !url.startsWith('/api/live');
}

function actorFrom(row: SessionRow, config: Config): Actor {
  const account = { id: row.accountId, name: row.name };
  const reach = waitsFor(row, config) ? reachOf([], null, null) : reachOf(row.granted, row.actingRole, row.actingCode);
  return { ...reach, account, sessionId: row.id };
}

type Waiting = Pick<SessionRow, 'mustChangePassword' | 'secondFactor' | 'granted' | 'isDemo'>;

/** What an account has to do before it may do anything else; null when nothing. */
export function waitsFor(
  { mustChangePassword, secondFactor, granted, isDemo }: Waiting,
  { DEMO }: Pick<Config, 'DEMO'>
): 'password' | 'second_factor' | null {
  if (mustChangePassword) return 'password';
  const isAdministrator = granted.some(({ role }) => administrators.includes(role));
  return isAdministrator && !secondFactor && !(isDemo && DEMO === 'on') ? 'second_factor' : null;
}
