import { createHash, randomBytes } from 'node:crypto';
import { cookiePrefix, readCookie, secretOf, signed, unsigned } from '#server/access/cookies.ts';
import type { Config } from '#server/config.ts';

/** A browser remembers that it is known for half a year after the last sign-in. */
export const DEVICE_MAX_AGE_MS = 180 * 24 * 3600_000;
/** Shared machines forget whoever signed in longest ago. */
const MOST_NAMES = 12;

/** A browser somebody has signed in on: a random id and, hashed, the sign-in names it has been right about. */
export interface Device {
  id: string;
  names: string[];
}

type Names = Pick<Config, 'ORIGIN' | 'AUTH_SECRET'>;

export function deviceCookieName(config: Names): string {
  return `${cookiePrefix(config)}.device`;
}

/** The device a request comes from; undefined where nobody has signed in yet, or the cookie is not ours. */
export function readDevice(config: Names, header: string): Device | undefined {
  const cookie = readCookie(header, deviceCookieName(config));
  const text = cookie && unsigned(cookie, keyOf(config));
  const [id, ...names] = text?.split('!') ?? [];
  return id ? { id, names } : undefined;
}

/** Whether an account of this name has signed in on the device before. */
export function knows(device: Device | undefined, username: string): device is Device {
  return device?.names.includes(hashOf(username)) ?? false;
}

/** The cookie's value for a device that an account of this name has just signed in on. */
export function deviceValue(config: Names, device: Device | undefined, username: string): string {
  const id = device?.id ?? randomBytes(12).toString('base64url');
  const names = [hashOf(username), ...(device?.names ?? []).filter((name) => name !== hashOf(username))];
  return signed([id, ...names.slice(0, MOST_NAMES)].join('!'), keyOf(config));
}

/** A device is no session: what signs the one must not do for the other. */
function keyOf(config: Names): string {
  return `device ${secretOf(config)}`;
}

function hashOf(username: string): string {
  return createHash('sha256').update(username).digest('base64url').slice(0, 16);
}
