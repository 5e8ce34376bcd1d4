import { redirect, type Handle, type HandleFetch, type HandleServerError } from '@sveltejs/kit';
import { themeCss } from '$lib/ui/theme-css.ts';
import { chosenTheme, langCookie, preferredLang, themeCookie, yearSeconds } from '$lib/ui/preferences.ts';

/** Language and theme of the visitor, known before the first byte so that nothing flashes. */
export const handle: Handle = async ({ event, resolve }) => {
  const asked = event.url.searchParams.get('lang');
  if (asked === 'zh' || asked === 'en') {
    // The language link works without script: it leaves a cookie and a clean address.
    // Not bound to https: on a plain-http intranet the browser would drop it, and it holds two letters.
    const cookie = { path: '/', maxAge: yearSeconds, httpOnly: false, sameSite: 'lax', secure: false } as const;
    event.cookies.set(langCookie, asked, cookie);
    // A path that begins with two slashes would name another site.
    redirect(303, event.url.pathname.replace(/^[/\\]+/, '/'));
  }
  event.locals.lang = preferredLang(event.cookies.get(langCookie), event.request.headers.get('accept-language'));
  event.locals.theme = chosenTheme(event.cookies.get(themeCookie));
  const { lang, theme } = event.locals;
  const response = await resolve(event, {
    transformPageChunk: ({ html }) =>
      html
        .replace('%gezhi.lang%', lang === 'zh' ? 'zh-CN' : 'en')
        .replace('%gezhi.theme%', theme ?? 'system')
        .replace('%gezhi.colours%', themeCss)
  });
  // A page depends on who asks and in which language.
  response.headers.set('Cache-Control', 'private, no-cache');
  response.headers.set('Vary', 'Cookie, Accept-Language');
  return response;
};

/** What nobody can find is no fault of ours and fills no log; what breaks is written once, without its visitor. */
export const handleError: HandleServerError = ({ error, status, message }) => {
  if (status >= 500) console.error(error);
  return { message };
};

/** This server's own address, set by the process that listens; the Host header never steers where we ask. */
const loopback = () => process.env.GEZHI_LOOPBACK ?? 'http://127.0.0.1:3000';

/** A page's request to our own API goes to loopback, as the visitor: with their cookies, language and address. */
export const handleFetch: HandleFetch = ({ event, request, fetch }) => {
  const url = new URL(request.url);
  if (url.origin !== event.url.origin || !url.pathname.startsWith('/api/')) return fetch(request);
  const headers = new Headers(request.headers);
  const cookie = event.request.headers.get('cookie');
  if (cookie) headers.set('cookie', cookie);
  headers.set('accept-language', event.locals.lang === 'zh' ? 'zh-CN' : 'en');
  const forwarded = [event.request.headers.get('x-forwarded-for'), event.getClientAddress()];
  headers.set('x-forwarded-for', forwarded.filter(Boolean).join(', '));
  return globalThis.fetch(loopback() + url.pathname + url.search, { method: request.method, headers });
};
