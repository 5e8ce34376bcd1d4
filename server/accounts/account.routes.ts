import type { Pool } from 'pg';
import { z } from 'zod';
import { Acting, Code, Password, PasswordChange } from '#geodata/schemas/account.ts';
import type { SignInLibrary } from '#server/accounts/auth.ts';
import { callerOf, forget, passCookies, setSessionCookie } from '#server/accounts/caller.ts';
import { changePassword } from '#server/accounts/own-password.service.ts';
import { act, endOtherSessions, endSession, overview, ownerOf, sessionsOf } from '#server/accounts/own.service.ts';
import { secondFactors } from '#server/accounts/second-factor.service.ts';
import type { SignIns } from '#server/accounts/sign-in.service.ts';
import type { Sessions } from '#server/access/session.ts';
import type { Config } from '#server/config.ts';
import { route } from '#server/http/route.ts';

interface Parts {
  config: Config;
  pool: Pool;
  library: SignInLibrary;
  signIns: SignIns;
  who: Sessions;
}

/** An account's own affairs, which it may see to before it may do anything else. */
export function accountRoutes({ config, pool, library, signIns, who }: Parts) {
  const factors = secondFactors({ config, pool, library }, signIns);

  return [
    route({
      method: 'get',
      path: '/api/account',
      summary: 'Who is signed in, what they may do and where, and what they have to do first',
      access: 'account',
      replies: { 200: 'The account', 401: 'Nobody is signed in' },
      handle: ({ actor }) => overview(pool, config, ownerOf(actor))
    }),
    route({
      method: 'put',
      path: '/api/account/acting',
      summary: 'Act in another of one’s roles, or narrow the role to one division',
      access: 'account',
      body: Acting,
      replies: { 204: 'Done', 403: 'Not one’s role', 422: 'Outside the places of the role' },
      handle: async ({ actor, body, res }) => {
        const owner = ownerOf(actor);
        await act(pool, owner, body);
        who.changed(owner.account.id);
        // What pages kept was within the former role's reach.
        res.set('Clear-Site-Data', '"cache"').status(204).end();
      }
    }),
    route({
      method: 'put',
      path: '/api/account/password',
      summary: 'Change one’s password; other sessions end',
      access: 'account',
      body: PasswordChange,
      replies: { 204: 'Changed', 422: 'Wrong, or too easily guessed', 429: 'Too many tries' },
      handle: async ({ actor, body, res }) => {
        const owner = ownerOf(actor);
        setSessionCookie(res, config, await changePassword(pool, config, signIns, owner, body));
        who.changed(owner.account.id);
        res.status(204).end();
      }
    }),
    route({
      method: 'get',
      path: '/api/account/sessions',
      summary: 'Where one is signed in',
      access: 'account',
      replies: { 200: 'Sessions, the one used last first' },
      handle: async ({ actor }) => ({ sessions: await sessionsOf(pool, config, ownerOf(actor)) })
    }),
    route({
      method: 'delete',
      path: '/api/account/sessions',
      summary: 'End every session but this one',
      access: 'account',
      replies: { 200: 'How many ended' },
      handle: async ({ actor }) => {
        const owner = ownerOf(actor);
        const ended = await endOtherSessions(pool, owner);
        who.changed(owner.account.id);
        return ended;
      }
    }),
    route({
      method: 'delete',
      path: '/api/account/sessions/{id}',
      summary: 'End one of one’s sessions',
      access: 'account',
      params: { id: z.uuid() },
      replies: { 204: 'Ended', 404: 'None such' },
      handle: async ({ actor, params, res }) => {
        const owner = ownerOf(actor);
        await endSession(pool, owner, params.id);
        who.changed(owner.account.id);
        if (params.id === owner.sessionId) forget(res, config);
        res.status(204).end();
      }
    }),
    route({
      method: 'post',
      path: '/api/account/second-factor',
      summary: 'Begin to enrol an app for one-time codes; recovery codes are told this once',
      access: 'account',
      body: Password,
      replies: { 200: 'What the app is shown', 409: 'There is one already', 422: 'Wrong password' },
      handle: ({ actor, body, req }) => factors.enrol(ownerOf(actor), callerOf(req, config), body.password)
    }),
    route({
      method: 'put',
      path: '/api/account/second-factor',
      summary: 'Give a code of the app: ends the enrolment, or lets an administrator act',
      access: 'account',
      body: Code,
      replies: { 204: 'Right', 401: 'Wrong', 409: 'Nothing enrolled', 429: 'Too many tries' },
      handle: async ({ actor, body, req, res }) => {
        const owner = ownerOf(actor);
        passCookies(res, await factors.confirm(owner, callerOf(req, config), body.code));
        who.changed(owner.account.id);
        res.status(204).end();
      }
    }),
    route({
      method: 'delete',
      path: '/api/account/second-factor',
      summary: 'Take the second factor away, against one of its codes',
      access: 'account',
      body: Code,
      replies: { 204: 'Gone', 401: 'Wrong', 409: 'Nothing enrolled', 429: 'Too many tries' },
      handle: async ({ actor, body, req, res }) => {
        const owner = ownerOf(actor);
        await factors.remove(owner, callerOf(req, config), body.code);
        who.changed(owner.account.id);
        res.status(204).end();
      }
    })
  ];
}
