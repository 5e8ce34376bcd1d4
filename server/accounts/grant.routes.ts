import type { Pool } from 'pg';
import { z } from 'zod';
import { AccountId, NewGrant } from '#geodata/schemas/account.ts';
import type { Sessions } from '#server/access/session.ts';
import { grant, grantsOf, revoke } from '#server/accounts/grant.service.ts';
import { route } from '#server/http/route.ts';

const GrantsQuery = z.object({ account: AccountId.optional(), ended: z.enum(['true', 'false']).optional() });

/** Who may do what, where: given and taken by the security administrator. */
export function grantRoutes({ pool, who }: { pool: Pool; who: Sessions }) {
  return [
    route({
      method: 'get',
      path: '/api/grants',
      summary: 'Grants in force or to come, of one account or of all; past ones where asked',
      access: 'account:read',
      query: GrantsQuery,
      replies: { 200: 'At most 1000 grants, newest first' },
      handle: async ({ actor, query: { account, ended } }) => ({
        grants: await grantsOf(pool, actor, { accountId: account, ended: ended === 'true' })
      })
    }),
    route({
      method: 'post',
      path: '/api/grants',
      summary: 'Give an account a role at a place',
      access: 'grant:manage',
      body: NewGrant,
      replies: {
        201: 'In force, in open sessions too',
        403: 'One’s own account',
        404: 'No such account',
        409: 'Against the rules of the three administrators, or granted already',
        422: 'No such place, or it has ended'
      },
      handle: async ({ actor, body: { validUntil, ...order }, res }) => {
        const until = validUntil === null ? undefined : new Date(validUntil);
        const made = await grant(pool, actor, { ...order, validUntil: until });
        who.changed(made.accountId);
        res.status(201).json(made);
      }
    }),
    route({
      method: 'delete',
      path: '/api/grants/{id}',
      summary: 'Revoke a grant',
      access: 'grant:manage',
      params: { id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) },
      replies: {
        200: 'Revoked',
        403: 'One’s own account',
        404: 'None in force',
        409: 'The last administrator of a kind'
      },
      handle: async ({ actor, params: { id } }) => {
        const ended = await revoke(pool, actor, id);
        who.changed(ended.accountId);
        return ended;
      }
    })
  ];
}
