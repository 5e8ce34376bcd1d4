import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownAuthSecret } from './auth-secret.ts';
import { OperatorError } from './operator-error.ts';

test('a secret is made once and read by nobody else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gezhi-secret-'));
  try {
    const file = join(folder, 'data', 'auth-secret');
    const secret = ownAuthSecret(file);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(ownAuthSecret(file)).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('where none can be kept, whoever starts it is told to set one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gezhi-secret-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    expect(() => ownAuthSecret(join(folder, 'file', 'auth-secret'))).toThrow(OperatorError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
