import type { Cookies } from '@sveltejs/kit';

/** What a form that was sent without script came back with. */
export interface Said {
  type: string;
  seconds?: number;
  name?: string;
}

/** Takes it out of its cookie, so that a reload does not say it again. The server signs nothing here: it is only said. */
export function takeSaid(cookies: Cookies): Said | null {
  for (const name of ['__Host-gezhi.said', 'gezhi.said']) {
    const text = cookies.get(name);
    if (!text) continue;
    cookies.delete(name, { path: '/', secure: name.startsWith('__Host-') });
    try {
      const { type, seconds, name: typed } = JSON.parse(text) as Record<string, unknown>;
      return {
        type: String(type),
        ...(typeof seconds === 'number' ? { seconds } : {}),
        ...(typeof typed === 'string' ? { name: typed } : {})
      };
    } catch {
      return null;
    }
  }
  return null;
}
