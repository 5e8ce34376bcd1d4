import type { Theme } from '#geodata/style/tokens.ts';
import type { Lang } from '$lib/words/index.ts';

export const langCookie = 'gezhi_lang';
export const themeCookie = 'gezhi_theme';
export const yearSeconds = 365 * 24 * 3600;

/** The cookie's language; without one, English only where the browser prefers it to Chinese. */
export function preferredLang(cookie: string | undefined, acceptLanguage: string | null): Lang {
  if (cookie === 'zh' || cookie === 'en') return cookie;
  const ranked = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { lang: tag.slice(0, 2), q: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .filter(({ lang, q }) => (lang === 'zh' || lang === 'en') && q > 0)
    .sort((a, b) => b.q - a.q);
  return ranked[0]?.lang === 'en' ? 'en' : 'zh';
}

/** The remembered theme, null where the system decides. */
export function chosenTheme(cookie: string | undefined): Theme | null {
  return cookie === 'light' || cookie === 'dark' ? cookie : null;
}

/** Remembers a choice in this browser for a year. */
export function remember(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
