import type { Pool } from 'pg';
import { administrators, isInside, reachOf } from '#geodata/access/acting.ts';
import { permissionsOf, roles, type Role } from '#geodata/access/roles.ts';
import { scopePrefix } from '#geodata/codes/division_code.ts';
import type { Actor } from '#server/access/actor.ts';
import { waitsFor } from '#server/access/session.ts';
import { findAccount, type OwnAccount } from '#server/accounts/account.queries.ts';
import {
  deleteSession,
  deleteSessions,
  findSession,
  listSessions,
  setActing
} from '#server/accounts/session.queries.ts';
import { audit } from '#server/audit/audit.ts';
import type { Config } from '#server/config.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';

/** An actor that is an account, in a session. */
export interface Owner extends Actor {
  account: { id: string; name: string };
  sessionId: string;
}

/** Routes of `account` access let only accounts in; this tells the types so. */
export function ownerOf(actor: Actor): Owner {
  const { account, sessionId } = actor;
  if (!account || !sessionId) throw ended();
  return { ...actor, account, sessionId };
}

/**
 * Who the account is, what it may do and where, what it has to do first. `roles` holds each of its roles with places and
 * permissions: it acts in one of them at a time.
 */
export function overview(pool: Pool, config: Config, actor: Owner) {
  return asActor(pool, actor, async (tx) => {
    const account = await own(tx, actor);
    const session = await findSession(tx, actor.sessionId);
    if (!session) throw ended();
    const { id, username, name, organisation, hasPassword, twoFactorEnabled, granted } = account;
    return {
      account: { id, username, name, organisation, hasPassword },
      waitsFor: waitsFor({ ...account, secondFactor: session.secondFactorAt !== null }, config),
      secondFactor: {
        enrolled: twoFactorEnabled,
        given: session.secondFactorAt !== null,
        required: granted.some(({ role }) => administrators.includes(role))
      },
      acting: { role: actor.role, scope: actor.scope, code: session.actingCode },
      roles: rolesOf(account),
      expiresAt: session.expiresAt
    };
  });
}

function rolesOf({ granted }: OwnAccount) {
  return roles
    .filter((role) => granted.some((grant) => grant.role === role))
    .map((role) => ({
      role,
      places: granted.filter((grant) => grant.role === role).map(({ code, place }) => ({ code, place })),
      permissions: permissionsOf[role]
    }));
}

/**
 * Takes up another of the account's roles, or narrows the one it acts in to one division inside its places.
 * @throws Problem 403 for a role that is not granted, 422 for a code outside that role's places
 */
export function act(pool: Pool, actor: Owner, { role, code }: { role: Role; code: string | null }): Promise<void> {
  return asActor(pool, actor, async (tx) => {
    const { granted } = await own(tx, actor);
    const reach = reachOf(granted, role, null);
    if (reach.role === 'resident') {
      throw new Problem(403, 'role-not-granted', { zh: '您没有这个角色。', en: 'You do not have this role.' });
    }
    if (code !== null && !isInside(code, reach.scope)) {
      throw new Problem(422, 'outside-the-role', {
        zh: '该区划不在此角色的范围内。',
        en: 'This division lies outside the places of the role.'
      });
    }
    const narrowed = code !== null && !reach.scope.includes(code === '*' ? code : scopePrefix(code)) ? code : null;
    await setActing(tx, actor.sessionId, role, narrowed);
    await audit(tx, { action: 'account.act', object: `accounts/${actor.account.id}`, detail: { role, code } });
  });
}

/** Sessions of the account that hold, the one used last first; `own` is the one that asks. */
export function sessionsOf(pool: Pool, config: Config, actor: Owner) {
  return asActor(pool, actor, async (tx) => {
    const sessions = await listSessions(tx, actor.account.id, config.SESSION_IDLE_MINUTES);
    return sessions.map((session) => ({ ...session, own: session.id === actor.sessionId }));
  });
}

/** Ends one of the account's sessions. @throws Problem 404 when it has none such */
export function endSession(pool: Pool, actor: Owner, id: string): Promise<void> {
  return asActor(pool, actor, async (tx) => {
    if (!(await deleteSession(tx, actor.account.id, id))) {
      throw new Problem(404, 'no-such-session', { zh: '没有这个登录会话。', en: 'There is no such session.' });
    }
    await audit(tx, { action: 'account.end_session', object: `accounts/${actor.account.id}` });
  });
}

/** Ends every session of the account but the one that asks. */
export function endOtherSessions(pool: Pool, actor: Owner): Promise<{ ended: number }> {
  return asActor(pool, actor, async (tx) => {
    const ended = await deleteSessions(tx, actor.account.id, actor.sessionId);
    await audit(tx, { action: 'account.end_session', object: `accounts/${actor.account.id}`, detail: { ended } });
    return { ended };
  });
}

/** The account that asks. @throws Problem 401 when it was disabled meanwhile */
export async function own(tx: Tx, actor: Owner): Promise<OwnAccount> {
  const account = await findAccount(tx, actor.account.id);
  if (!account) throw ended();
  return account;
}

function ended(): Problem {
  return new Problem(401, 'not-signed-in', { zh: '请先登录。', en: 'Please sign in first.' });
}
