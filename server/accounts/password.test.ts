import { expect, test } from 'vitest';
import { hashPassword, oneTimePassword, verifyPassword } from './password.ts';

const cheap = { memory: 8, passes: 1 };

test('a password is verified against what is kept of it, which tells what it cost and nothing of the password', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword({ hash, password: 'correct horse battery' })).toBe(true);
  expect(await verifyPassword({ hash, password: 'correct horse batterz' })).toBe(false);
  expect(await hashPassword('correct horse battery', cheap)).not.toBe(
    await hashPassword('correct horse battery', cheap)
  );
});

test('the same letters in another form are the same password', async () => {
  const hash = await hashPassword('cafe\u0301 ８８', cheap);
  expect(await verifyPassword({ hash, password: 'caf\u00e9 88' })).toBe(true);
});

test('what is no hash verifies nothing', async () => {
  for (const hash of ['', 'plain', '$argon2id$v=19$m=8,t=1,p=1$$', '$2b$10$abcdefghijklmnopqrstuv']) {
    expect(await verifyPassword({ hash, password: 'plain' })).toBe(false);
  }
});

test('one-time passwords have no letters that look alike, and are never the same', () => {
  const some = Array.from({ length: 200 }, oneTimePassword);
  expect(new Set(some).size).toBe(200);
  for (const password of some) expect(password).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
});
