import { administrators } from '#geodata/access/acting.ts';
import type { Role } from '#geodata/access/roles.ts';

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

/** Where a sign-in leads: first to what the account has to do, then to where it was going, else to its work. */
export function landing(after: { waits: string | null; role: Role | null }, wanted: unknown): string {
  const next = ownPath(wanted);
  if (after.waits) return next ? `/account?${new URLSearchParams({ next })}` : '/account';
  if (next) return next;
  if (!after.role) return '/account';
  return administrators.includes(after.role) ? '/admin' : '/command';
}
