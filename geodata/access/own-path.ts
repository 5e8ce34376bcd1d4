const HERE = 'http://here.invalid';

/** A path of this site to go on to; undefined for anything that could lead elsewhere, or round in circles. */
export function ownPath(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted) || wanted.length > 2000)
    return undefined;
  if (!URL.canParse(wanted, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(wanted, HERE);
  const isOurs = origin === HERE && !pathname.startsWith('//') && !/^\/(api|tiles|sign-in)(\/|$)/.test(pathname);
  return isOurs ? pathname + search + hash : undefined;
}
