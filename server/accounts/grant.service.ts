import type { Pool } from 'pg';
import type { Role } from '#geodata/access/roles.ts';
import type { Actor } from '#server/access/actor.ts';
import { explained } from '#server/accounts/constraints.ts';
import { endGrant, findGrant, insertGrant, listGrants, type Grant } from '#server/accounts/grant.queries.ts';
import { audit, type Deed } from '#server/audit/audit.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';

interface GrantOrder {
  accountId: string;
  role: Role;
  /** 12 digits, or `*` for the whole site. */
  code: string;
  validFrom?: Date | undefined;
  validUntil?: Date | undefined;
}

/** Grants in force or to come, newest first: of one account or of all; with `ended` the past ones too. */
export function grantsOf(
  pool: Pool,
  actor: Actor,
  { accountId, ended = false }: { accountId?: string | undefined; ended?: boolean } = {}
): Promise<Grant[]> {
  return asActor(pool, actor, (tx) => listGrants(tx, { accountId, ended }));
}

/**
 * Gives an account a role at a place. It is in force at once, in sessions that are open too.
 * @throws Problem 403 for one's own account, 404 for no such account, 409 where the rules of the three administrators or
 * an equal grant stand against it, 422 for a place that does not exist or has ended
 */
export function grant(pool: Pool, actor: Actor, order: GrantOrder): Promise<Grant> {
  refuseOwn(actor, order.accountId);
  return explained(() =>
    asActor(pool, actor, async (tx) => {
      const id = await insertGrant(tx, { ...order, grantedBy: actor.account?.id ?? null });
      await audit(tx, deedOf('grant.give', order.accountId, order.role, order.code));
      return (await findGrant(tx, id))!;
    })
  );
}

/**
 * Ends a grant now.
 * @throws Problem 404 for none that is in force or to come, 403 for one's own, 409 for the last administrator of a kind
 */
export function revoke(pool: Pool, actor: Actor, id: number): Promise<Grant> {
  return explained(() =>
    asActor(pool, actor, async (tx) => {
      const found = await findGrant(tx, id);
      if (found) refuseOwn(actor, found.accountId);
      if (!found || !(await endGrant(tx, id, actor.account?.id ?? null))) {
        throw new Problem(404, 'no-such-grant', {
          zh: '没有这项授权，或已失效。',
          en: 'There is no such grant, or it has ended.'
        });
      }
      await audit(tx, deedOf('grant.revoke', found.accountId, found.role, found.code));
      return (await findGrant(tx, id))!;
    })
  );
}

function deedOf(action: 'grant.give' | 'grant.revoke', accountId: string, role: Role, code: string): Deed {
  const divisionCode = code === '*' ? undefined : code;
  return { action, object: `accounts/${accountId}`, divisionCode, detail: { role, code } };
}

/** Nobody gives to themselves or takes from themselves, whatever their role. */
function refuseOwn(actor: Actor, accountId: string): void {
  if (actor.account?.id !== accountId) return;
  throw new Problem(403, 'own-account', { zh: '不能更改本人的授权。', en: 'Nobody changes their own grants.' });
}
