import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice of Argon2id: 19 MiB, two passes. `memory` in KiB. */
const COST = { memory: 19_456, passes: 2 };
const BYTES = 32;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/;

/** A password as it is kept, with what it cost, so that the cost can be raised later: `$argon2id$v=19$m=…,t=…,p=1$salt$hash`. */
export async function hashPassword(password: string, { memory, passes } = COST): Promise<string> {
  const nonce = randomBytes(16);
  const hash = await derive('argon2id', { ...parameters(password), nonce, memory, passes });
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${unpadded(nonce)}$${unpadded(hash)}`;
}

/** Whether a password is the one kept. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [, memory, passes, salt, kept] = PHC.exec(hash) ?? [];
  if (!salt || !kept) return false;
  const right = Buffer.from(kept, 'base64');
  const cost = { memory: Number(memory), passes: Number(passes) };
  const given = await derive('argon2id', { ...parameters(password), nonce: Buffer.from(salt, 'base64'), ...cost });
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Takes as long as verifying does, where there is nothing to verify against. */
export async function pretendToVerify(password: string): Promise<void> {
  await hashPassword(password);
}

/** The same letters typed on another system are the same password. */
function parameters(password: string) {
  return { message: password.normalize('NFKC'), parallelism: 1, tagLength: BYTES };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
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
