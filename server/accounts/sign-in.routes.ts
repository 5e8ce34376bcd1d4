import type { Response } from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import { ownPath } from '#geodata/access/own-path.ts';
import { Code, SignIn } from '#geodata/schemas/account.ts';
import type { Actor } from '#server/access/actor.ts';
import { cookieRules } from '#server/access/cookies.ts';
import { demoCookieName } from '#server/access/demo-role.ts';
import type { Sessions } from '#server/access/session.ts';
import { callerOf, forget, passCookies, setDeviceCookie, setSessionCookie } from '#server/accounts/caller.ts';
import { demoAccounts } from '#server/accounts/demo.service.ts';
import { orBack } from '#server/accounts/form.ts';
import { landing } from '#server/accounts/landing.ts';
import type { SignIns, Step } from '#server/accounts/sign-in.service.ts';
import type { Config } from '#server/config.ts';
import { readForm } from '#server/http/form.ts';
import { route } from '#server/http/route.ts';

const FORM = 'application/x-www-form-urlencoded';
const DemoName = z.object({ username: z.string().max(40) });

interface Parts {
  config: Config;
  pool: Pool;
  signIns: SignIns;
  who: Sessions;
}

/** Signing in and out, each for script (JSON) and for a browser's own form, which a password manager knows best. */
export function signInRoutes({ config, pool, signIns, who }: Parts) {
  /** Hands the cookies of a step to the browser. Who had only switched role in a demo has an account from here on. */
  function settle(res: Response, { headers, begun }: Step): void {
    passCookies(res, headers);
    res.clearCookie(demoCookieName, cookieRules(config));
    if (begun) setDeviceCookie(res, config, begun.device);
  }
  async function leave(actor: Actor, res: Response): Promise<void> {
    await signIns.end(actor);
    if (actor.account) who.changed(actor.account.id);
    forget(res, config);
    res.clearCookie(demoCookieName, cookieRules(config));
  }

  return [
    route({
      method: 'get',
      path: '/api/account/sign-in',
      summary: 'The ways to sign in here; in a demo its accounts',
      access: 'open',
      replies: { 200: 'Ways' },
      handle: async () => ({
        provider: config.OIDC_ISSUER ? config.OIDC_NAME : null,
        demoAccounts: config.DEMO === 'on' ? await demoAccounts(pool) : []
      })
    }),
    route({
      method: 'post',
      path: '/api/account/sign-in',
      summary: 'Sign in with name and password',
      access: 'open',
      body: SignIn,
      replies: {
        200: 'Signed in, or a code is asked for',
        401: 'Wrong name or password',
        429: 'Too often, or too many'
      },
      handle: async ({ body, req, res }) => {
        const step = await signIns.withPassword(body, callerOf(req, config));
        settle(res, step);
        return { signedIn: step.begun !== null, waitsFor: step.begun ? step.begun.waits : 'code' };
      }
    }),
    route({
      method: 'post',
      path: '/api/account/sign-in/form',
      summary: 'The same from a form: name, password, next',
      access: 'open',
      takes: FORM,
      replies: { 303: 'On, or back to the form' },
      handle: async ({ req, res }) => {
        const { name = '', password = '', next: wanted } = await readForm(req, res);
        const next = ownPath(wanted);
        await orBack(config, res, { page: '/sign-in', next, name: name.slice(0, 40) }, async () => {
          const step = await signIns.withPassword({ name, password: password.slice(0, 200) }, callerOf(req, config));
          settle(res, step);
          if (step.begun) return landing(step.begun, next);
          return next ? `/sign-in/code?${new URLSearchParams({ next })}` : '/sign-in/code';
        });
      }
    }),
    route({
      method: 'post',
      path: '/api/account/sign-in/code',
      summary: 'Give the code that a sign-in asked for',
      access: 'open',
      body: Code,
      replies: { 200: 'Signed in', 401: 'Wrong, or too late', 429: 'Too many tries' },
      handle: async ({ body, req, res }) => {
        const step = await signIns.withCode(body.code, callerOf(req, config));
        settle(res, step);
        return { signedIn: true, waitsFor: step.begun?.waits ?? null };
      }
    }),
    route({
      method: 'post',
      path: '/api/account/sign-in/code/form',
      summary: 'The same from a form: code, next',
      access: 'open',
      takes: FORM,
      replies: { 303: 'On, or back to the form' },
      handle: async ({ req, res }) => {
        const { code = '', next: wanted } = await readForm(req, res);
        const next = ownPath(wanted);
        await orBack(config, res, { page: '/sign-in/code', next }, async () => {
          const step = await signIns.withCode(Code.safeParse({ code }).data?.code ?? '', callerOf(req, config));
          settle(res, step);
          return landing(step.begun!, next);
        });
      }
    }),
    route({
      method: 'post',
      path: '/api/account/sign-in/demo/form',
      summary: 'In a demo: sign in as one of its accounts, from a form: username, next',
      access: 'open',
      takes: FORM,
      replies: { 303: 'On', 404: 'Not a demo, or no such account' },
      handle: async ({ req, res }) => {
        const { username = '', next } = await readForm(req, res);
        const { cookie, role } = await signIns.asDemo(DemoName.parse({ username }).username, callerOf(req, config));
        res.clearCookie(demoCookieName, cookieRules(config));
        setSessionCookie(res, config, cookie);
        res.redirect(303, landing({ waits: null, role }, next));
      }
    }),
    route({
      method: 'post',
      path: '/api/account/sign-out',
      summary: 'End one’s session; what this browser kept for it goes',
      access: 'open',
      replies: { 204: 'Signed out, or nobody was signed in' },
      handle: async ({ actor, res }) => {
        await leave(actor, res);
        res.status(204).end();
      }
    }),
    route({
      method: 'post',
      path: '/api/account/sign-out/form',
      summary: 'The same from a form',
      access: 'open',
      takes: FORM,
      replies: { 303: 'To the sign-in page' },
      handle: async ({ actor, res }) => {
        await leave(actor, res);
        res.redirect(303, '/sign-in');
      }
    })
  ];
}
