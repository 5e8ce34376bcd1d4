import type { Request, Response } from 'express';
import type { Config } from '#server/config.ts';
import { cookiePrefix, cookieRules, readCookie, secretOf, unsigned } from '#server/access/cookies.ts';
import { sessionCookieName } from '#server/access/session.ts';
import { DEVICE_MAX_AGE_MS, deviceCookieName, readDevice, type Device } from '#server/accounts/device.ts';

/** Who signs in, as far as one can know before they have: cookies, address, browser. */
export interface Caller {
  cookies: string;
  address: string;
  userAgent: string;
  device: Device | undefined;
  /** What the sign-in library reads. */
  headers: Headers;
}

export function callerOf(req: Request, config: Config): Caller {
  const cookies = req.headers.cookie ?? '';
  const address = req.ip ?? '';
  const userAgent = (req.headers['user-agent'] ?? '').slice(0, 300);
  const headers = new Headers({ cookie: cookies, 'user-agent': userAgent, 'x-caller': address });
  return { cookies, address, userAgent, device: readDevice(config, cookies), headers };
}

/** The same headers with one cookie less. */
export function withoutCookie(headers: Headers, name: string): Headers {
  const left = (headers.get('cookie') ?? '').split(/;\s*/).filter((cookie) => !cookie.startsWith(`${name}=`));
  const copy = new Headers(headers);
  copy.set('cookie', left.join('; '));
  return copy;
}

/** Hands the library's cookies on to the browser. */
export function passCookies(res: Response, from: Headers): void {
  for (const cookie of from.getSetCookie()) res.append('Set-Cookie', cookie);
}

/** The token of the session that the library's cookies begin or go on with; undefined where they do neither. */
export function tokenIn(headers: Headers, config: Config): string | undefined {
  const name = sessionCookieName(config);
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]!);
  const value = readCookie(cookies.find((cookie) => cookie.startsWith(`${name}=`)) ?? '', name);
  return value ? unsigned(value, secretOf(config)) : undefined;
}

export function setSessionCookie(res: Response, config: Config, value: string): void {
  const maxAge = config.SESSION_HOURS * 3600_000;
  res.cookie(sessionCookieName(config), value, { ...cookieRules(config), maxAge });
}

export function setDeviceCookie(res: Response, config: Config, value: string): void {
  res.cookie(deviceCookieName(config), value, { ...cookieRules(config), maxAge: DEVICE_MAX_AGE_MS });
}

/** Forgets whoever was signed in, on this browser: cookies of the session and what pages kept for it. */
export function forget(res: Response, config: Config): void {
  for (const name of ['session', 'two_factor']) {
    res.clearCookie(`${cookiePrefix(config)}.${name}`, cookieRules(config));
  }
  // Not cookies: language, theme and the known device stay.
  res.set('Clear-Site-Data', '"cache", "storage"');
}
