import type { Site } from '$lib/api.ts';

/** Pages for everybody. Every other page is for those who signed in, whoever adds it. */
const publicPages: readonly string[] = ['/(map)', '/(plain)/sign-in', '/(plain)/sign-in/code'];

/**
 * Where a visitor is led before the page: to sign in, or to what their account has to do first; null when they may go in.
 * A demo is open to look at in any role. (What a page shows is the server's to decide; this saves them an empty one.)
 */
export function doorFor({ demo, actor }: Pick<Site, 'demo' | 'actor'>, route: string | null, url: URL): string | null {
  if (route === null || publicPages.includes(route)) return null;
  const next = new URLSearchParams({ next: url.pathname + url.search });
  if (!actor.account) return demo ? null : `/sign-in?${next}`;
  return actor.role === 'resident' && route !== '/(plain)/account' ? `/account?${next}` : null;
}
