import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** OWASP's second choice for scrypt: 32 MiB, about as dear as 128 MiB with p = 1, and twenty of them may wait. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const BYTES = 32;
const MAX_MEMORY = 64 * 1024 * 1024;

/** A password as it is kept: `scrypt$N$r$p$salt$hash`, so that the cost can be raised later. */
export async function hashPassword(password: string, { N, r, p } = COST): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(normal(password), salt, BYTES, { N, r, p, maxmem: MAX_MEMORY });
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Whether a password is the one kept. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [kind, N, r, p, salt, kept] = hash.split('$');
  if (kind !== 'scrypt' || !salt || !kept) return false;
  const right = Buffer.from(kept, 'base64');
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: MAX_MEMORY };
  const given = await derive(normal(password), Buffer.from(salt, 'base64'), right.length, options);
  return timingSafeEqual(given, right);
}

/** Takes as long as verifying does, where there is nothing to verify against. */
export async function pretendToVerify(password: string): Promise<void> {
  await hashPassword(password);
}

/** The same letters typed on another system are the same password. */
function normal(password: string): string {
  return password.normalize('NFKC');
}

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be read aloud or from paper once: four groups of four without look-alikes, 79 bits. */
export function oneTimePassword(): string {
  const letters = Array.from({ length: 16 }, () => ALPHABET[pick(ALPHABET.length)]!).join('');
  return letters.match(/.{4}/g)!.join('-');
}

/** A number below `count`, each as likely as the next. */
function pick(count: number): number {
  for (;;) {
    const byte = randomBytes(1)[0]!;
    if (byte < 256 - (256 % count)) return byte % count;
  }
}
