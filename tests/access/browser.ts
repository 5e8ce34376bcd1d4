import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { hashPassword } from '#server/accounts/password.ts';
import type { TestSite } from '../support/site.ts';

/** What a browser does with cookies: keeps them by name, sends them all, drops the expired ones. */
export function browser(site: Pick<TestSite, 'server'>, { address }: { address?: string } = {}) {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    if (address) headers.set('X-Forwarded-For', address);
    const reply = await fetch(site.server.url + path, { redirect: 'manual', ...init, headers });
    for (const line of reply.headers.getSetCookie()) {
      const [pair = '', ...rules] = line.split('; ');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const isGone = rules.some((rule) => rule === 'Max-Age=0' || rule.startsWith('Expires=Thu, 01 Jan 1970'));
      if (isGone) jar.delete(name);
      else jar.set(name, value);
    }
    return reply;
  };
  const send = (method: string, path: string, body?: unknown) =>
    ask(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    });
  return {
    jar,
    ask,
    send,
    post: (path: string, body?: unknown) => send('POST', path, body),
    form: (path: string, fields: Record<string, string>) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields) }),
    signIn: (name: string, password: string) => send('POST', '/api/account/sign-in', { name, password }),
    read: async <T>(path: string) => (await (await ask(path)).json()) as T
  };
}
export type Browser = ReturnType<typeof browser>;

/** Costs next to nothing to verify; what it costs in earnest is for the test of that. */
const CHEAP = { memory: 8, passes: 1 };

/** Gives an account a password of its own, as if it had chosen it. */
export async function givePassword(
  pool: pg.Pool,
  account: string,
  password: string,
  { cheap = true } = {}
): Promise<void> {
  await pool.query(
    `INSERT INTO access.credentials (account_id, provider, subject, password) VALUES ($1::uuid, 'credential', $1::uuid, $2)`,
    [account, await hashPassword(password, cheap ? CHEAP : undefined)]
  );
}

/** The code an app shows for a secret in an otpauth address (RFC 6238), now or some periods away. */
export function codeOf(uri: string, periods = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + periods));
  const hmac = createHmac('sha1', base32(new URL(uri).searchParams.get('secret')!))
    .update(counter)
    .digest();
  const at = hmac[19]! & 15;
  return String((hmac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
}
