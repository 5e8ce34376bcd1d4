import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '#server/config.ts';

/** Cookies of accounts: their names begin with this, and where there is TLS with a prefix that binds them to the host. */
export function cookiePrefix(config: Pick<Config, 'ORIGIN'>): string {
  return isSecure(config) ? '__Host-gezhi' : 'gezhi';
}

/** Whether cookies travel over TLS only: a site that declares https has it everywhere. */
function isSecure(config: Pick<Config, 'ORIGIN'>): boolean {
  return config.ORIGIN?.startsWith('https:') ?? false;
}

/** What every cookie of ours that script has no business with is given. */
export function cookieRules(config: Pick<Config, 'ORIGIN'>) {
  return { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isSecure(config) };
}

const ofThisProcess = randomBytes(32).toString('base64url');

/** What cookies are signed with. A demo that was given no secret has sessions that end with its process. */
export function secretOf(config: Pick<Config, 'AUTH_SECRET'>): string {
  return config.AUTH_SECRET ?? ofThisProcess;
}

/** Signs as the sign-in library does: `value.base64(HMAC-SHA256)`. Not yet percent-encoded. */
export function signed(value: string, secret: string): string {
  return `${value}.${createHmac('sha256', secret).update(value).digest('base64')}`;
}

/** The value a signed text carries; undefined when it was not signed with the secret. */
export function unsigned(text: string, secret: string): string | undefined {
  const dot = text.lastIndexOf('.');
  if (dot < 1) return undefined;
  const value = text.slice(0, dot);
  const [given, right] = [Buffer.from(text), Buffer.from(signed(value, secret))];
  return given.length === right.length && timingSafeEqual(given, right) ? value : undefined;
}

/** Reads one cookie out of a header, decoded; undefined when it is not there or cannot be decoded. */
export function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (part.slice(0, equals).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}
