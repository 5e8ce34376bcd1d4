import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { tryLock, withLock } from './lock.ts';

test('a lock has one holder, and says who', async () => {
  const lock = await tryLock('test-one');
  expect(await tryLock('test-one')).toEqual({ heldBy: `process ${process.pid}` });
  if ('release' in lock) await lock.release();
  const again = await tryLock('test-one');
  expect(again).toHaveProperty('release');
  if ('release' in again) await again.release();
});

test('the lock of a killed process is free', async () => {
  const code = `const { tryLock } = await import(${JSON.stringify(`${import.meta.dirname}/lock.ts`)});
    await tryLock('test-killed'); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', code]);
  await once(holder.stdout, 'data');
  expect(await tryLock('test-killed')).toEqual({ heldBy: `process ${holder.pid}` });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await tryLock('test-killed');
  expect(lock).toHaveProperty('release');
  if ('release' in lock) await lock.release();
});

test('work under one lock runs one after the other', async () => {
  const order: string[] = [];
  const work = (name: string) => () => {
    order.push(`${name} begins`);
    return new Promise<void>((done) => setTimeout(() => done(void order.push(`${name} ends`)), 20));
  };
  await Promise.all([withLock('test-turns', work('a')), withLock('test-turns', work('b'))]);
  expect(order.map((line) => line.slice(2))).toEqual(['begins', 'ends', 'begins', 'ends']);
});
