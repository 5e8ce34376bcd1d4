import type { Pool } from 'pg';
import { z } from 'zod';
import { AccountId, NewAccount } from '#geodata/schemas/account.ts';
import type { Sessions } from '#server/access/session.ts';
import {
  createAccount,
  disable,
  endSessionsOf,
  people,
  resetPassword,
  resetSecondFactor
} from '#server/accounts/people.service.ts';
import { route } from '#server/http/route.ts';

const PeopleQuery = z.object({ q: z.string().trim().min(1).max(60).optional() });
const Disabled = z.object({ disabled: z.boolean() });
const params = { id: AccountId };

/** Other people's accounts. Who manages accounts grants nothing, and cannot take a second factor away. */
export function peopleRoutes({ pool, who }: { pool: Pool; who: Sessions }) {
  return [
    route({
      method: 'get',
      path: '/api/accounts',
      summary: 'Accounts with what each is granted now',
      access: 'account:read',
      query: PeopleQuery,
      replies: { 200: 'At most 500 accounts, by sign-in name' },
      handle: async ({ actor, query }) => ({ accounts: await people(pool, actor, query.q) })
    }),
    route({
      method: 'post',
      path: '/api/accounts',
      summary: 'Make an account; its one-time password is told this once',
      access: 'account:manage',
      body: NewAccount,
      replies: { 201: 'Made', 409: 'The name is taken', 422: 'Invalid input' },
      handle: async ({ actor, body, res }) => {
        const made = await createAccount(pool, actor, body);
        res.status(201).location(`/api/accounts/${made.id}`).json(made);
      }
    }),
    route({
      method: 'post',
      path: '/api/accounts/{id}/one-time-password',
      summary: 'Give an account a new one-time password; its sessions end',
      access: 'account:manage',
      params,
      replies: { 200: 'The password, told this once', 403: 'One’s own account', 404: 'No such account' },
      handle: async ({ actor, params: { id } }) => {
        const reset = await resetPassword(pool, actor, id);
        who.changed(id);
        return reset;
      }
    }),
    route({
      method: 'put',
      path: '/api/accounts/{id}/disabled',
      summary: 'Disable an account, or enable it again',
      access: 'account:manage',
      params,
      body: Disabled,
      replies: {
        204: 'Done',
        403: 'One’s own account',
        404: 'No such account',
        409: 'The last administrator of a kind'
      },
      handle: async ({ actor, params: { id }, body, res }) => {
        await disable(pool, actor, id, body.disabled);
        who.changed(id);
        res.status(204).end();
      }
    }),
    route({
      method: 'delete',
      path: '/api/accounts/{id}/sessions',
      summary: 'End every session of an account',
      access: 'account:manage',
      params,
      replies: { 200: 'How many ended' },
      handle: async ({ actor, params: { id } }) => {
        const ended = await endSessionsOf(pool, actor, id);
        who.changed(id);
        return ended;
      }
    }),
    route({
      method: 'delete',
      path: '/api/accounts/{id}/second-factor',
      summary: 'Take a lost second factor away; the account’s sessions end',
      access: 'grant:manage',
      params,
      replies: { 204: 'Gone', 403: 'One’s own account', 404: 'No such account' },
      handle: async ({ actor, params: { id }, res }) => {
        await resetSecondFactor(pool, actor, id);
        who.changed(id);
        res.status(204).end();
      }
    })
  ];
}
