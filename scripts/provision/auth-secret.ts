import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from './operator-error.ts';
import { root } from './root.ts';

/** The secret this clone signs sessions with: made at its first start, kept where only its owner reads it. */
export function ownAuthSecret(file = join(root, '.data', 'auth-secret')): string {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Fails where there is one already; two starts at once cannot make two.
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' || syscall !== 'open') {
      throw new OperatorError(
        `No secret can be kept in ${dirname(file)}. Set AUTH_SECRET in the environment to the output of:`,
        'openssl rand -base64 32'
      );
    }
  }
  return readFileSync(file, 'utf8').trim();
}
