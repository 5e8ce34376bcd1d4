import type { Response } from 'express';
import { z } from 'zod';
import { ownPath } from '#geodata/access/own-path.ts';
import { cookiePrefix, cookieRules, readCookie } from '#server/access/cookies.ts';
import type { SignInLibrary } from '#server/accounts/auth.ts';
import { callerOf, forget, passCookies, setDeviceCookie, tokenIn, type Caller } from '#server/accounts/caller.ts';
import type { Said } from '#server/accounts/form.ts';
import { landing } from '#server/accounts/landing.ts';
import type { SignIns } from '#server/accounts/sign-in.service.ts';
import type { Config } from '#server/config.ts';
import { Problem } from '#server/http/problem.ts';
import { route } from '#server/http/route.ts';

const Next = z.object({ next: z.string().max(2000).optional() });
/** What a provider sends back; the library checks it against the state it gave out. */
const Callback = z.object({
  code: z.string().max(4000).optional(),
  state: z.string().max(4000).optional(),
  iss: z.string().max(2000).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2000).optional()
});
/** Where the library thinks it leads; we lead on ourselves, knowing who signed in. */
const DONE = '/sign-in?provider=done';
const FAILED = '/sign-in?provider=failed';

interface Parts {
  config: Config;
  library: SignInLibrary;
  signIns: SignIns;
}

/** Sign-in through the provider of OpenID Connect that the settings name. */
export function oidcRoutes({ config, library, signIns }: Parts) {
  const nextCookie = `${cookiePrefix(config)}.next`;

  function back(res: Response, type: string): void {
    const said: Said = { type };
    res.cookie(`${cookiePrefix(config)}.said`, JSON.stringify(said), { ...cookieRules(config), maxAge: 60_000 });
    res.redirect(303, '/sign-in');
  }

  return [
    route({
      method: 'get',
      path: '/api/account/sign-in/oidc',
      summary: 'Go to the provider to sign in there',
      access: 'open',
      query: Next,
      replies: { 303: 'To the provider', 404: 'No provider is set' },
      handle: async ({ query, req, res }) => {
        if (!config.OIDC_ISSUER) {
          throw new Problem(404, 'no-provider', {
            zh: '本站未配置统一身份认证。',
            en: 'No provider of sign-in is set here.'
          });
        }
        const body = { provider: 'oidc', callbackURL: DONE, errorCallbackURL: FAILED, disableRedirect: true };
        const { headers } = callerOf(req, config);
        const reply = await library.api.signInSocial({ body, headers, returnHeaders: true }).catch(() => undefined);
        if (!reply?.response.url) return back(res, 'provider-away');
        passCookies(res, reply.headers);
        const next = ownPath(query.next);
        if (next) res.cookie(nextCookie, next, { ...cookieRules(config), maxAge: 600_000 });
        res.redirect(303, reply.response.url);
      }
    }),
    route({
      method: 'get',
      path: '/api/account/callback/oidc',
      summary: 'Where the provider sends people back to',
      access: 'open',
      query: Callback,
      replies: { 303: 'On, or back to the sign-in page' },
      handle: async ({ query, req, res }) => {
        const caller: Caller = callerOf(req, config);
        const order = { params: { id: 'oidc' }, query, headers: caller.headers, method: 'GET' as const };
        const reply = await library.api.callbackOAuth({ ...order, asResponse: true });
        const token = tokenIn(reply.headers, config);
        if (!token) return back(res, 'provider-unknown');
        passCookies(res, reply.headers);
        const begun = await signIns.begin(token, caller, false).catch(() => undefined);
        // The account was disabled, or has none of its own any more.
        if (!begun) {
          forget(res, config);
          return back(res, 'provider-unknown');
        }
        setDeviceCookie(res, config, begun.device);
        res.clearCookie(nextCookie, cookieRules(config));
        res.redirect(303, landing(begun, readCookie(caller.cookies, nextCookie)));
      }
    })
  ];
}
