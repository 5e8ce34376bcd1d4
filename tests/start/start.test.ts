import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { copyClone, freePort, type Clone, type Run } from './clone.ts';

let clone: Clone;
let port: string;

beforeAll(async () => {
  clone = copyClone();
  port = String(await freePort());
});
afterAll(() => clone.remove());

const pidFile = () => join(clone.dir, '.data/db/data/postmaster.pid');
const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
const isUp = () =>
  fetch(`http://127.0.0.1:${port}/healthz`)
    .then((reply) => reply.ok)
    .catch(() => false);
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}/cwd`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

async function ready(run: Run): Promise<string> {
  const output = await run.says('is ready after');
  expect(await isUp()).toBe(true);
  return output;
}

async function stop(run: Run, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  const pid = postmaster();
  run.child.kill(signal);
  expect((await run.ended).code).toBe(0);
  expect(await isUp()).toBe(false);
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(pidFile())).toBe(false);
}

test('a first start makes a database and serves; Ctrl-C leaves nothing behind', async () => {
  const run = clone.start({ PORT: port });
  const output = await ready(run);
  expect(output).toContain(`http://127.0.0.1:${port}/`);
  await stop(run);
});

test('a signal that comes twice, as npm passes it on, stops once', async () => {
  const run = clone.start({ PORT: port });
  await ready(run);
  run.child.kill('SIGINT');
  await stop(run, 'SIGTERM');
});

test.each(['SIGTERM', 'SIGKILL'] as const)('when npm alone gets %s, everything behind it stops too', async (signal) => {
  const run = clone.start({ PORT: port }, ['npm', 'start']);
  await ready(run);
  run.child.kill(signal);
  await vi.waitFor(() => expect(existsSync(pidFile())).toBe(false), 10_000);
  expect(await isUp()).toBe(false);
});

test('when the launcher is killed, what it launched stops', async () => {
  const run = clone.start({ PORT: port });
  await ready(run);
  run.child.kill('SIGKILL');
  await vi.waitFor(() => expect(existsSync(pidFile())).toBe(false), 10_000);
});

test('a start that is stopped half-way leaves nothing behind', async () => {
  const run = clone.start({ PORT: port });
  await run.says('Migrations');
  run.child.kill('SIGINT');
  await run.ended;
  expect(existsSync(pidFile())).toBe(false);
});

test('a second start says that the first one runs', async () => {
  const first = clone.start({ PORT: port });
  await ready(first);
  const { code, output } = await clone.start({ PORT: String(await freePort()) }).ended;
  expect(code).toBe(1);
  expect(output).toMatch(/^Gezhi already runs from this folder \(process \d+\); stop that one first[^\n]*\n$/);
  await stop(first);
});

test('after a kill the database it left is taken over', async () => {
  const killed = clone.start({ PORT: port });
  await ready(killed);
  await kill(killed);
  const pid = postmaster();
  expect(isAlive(pid)).toBe(true);
  const run = clone.start({ PORT: port });
  await ready(run);
  expect(postmaster()).toBe(pid);
  await stop(run);
});

test('after a kill of the database too, its files are recovered', async () => {
  const killed = clone.start({ PORT: port });
  await ready(killed);
  process.kill(postmaster(), 'SIGKILL');
  await kill(killed);
  const run = clone.start({ PORT: port });
  await ready(run);
  await stop(run);
});

test('a pid file whose number now belongs to another program is seen through', async () => {
  writeFileSync(pidFile(), `${process.pid}\n${join(clone.dir, '.data/db/data')}\n0\n5432\n\n\n0 0\nready\n`);
  const run = clone.start({ PORT: port });
  await ready(run);
  await stop(run);
});

test('a port in use: one sentence and the line to run', async () => {
  const other = createServer().listen(Number(port), '127.0.0.1');
  const { code, output } = await clone.start({ PORT: port }).ended;
  other.close();
  expect(code).toBe(1);
  expect(output).toBe(
    `Port ${port} is in use by another program. Take another:\n\n  PORT=${Number(port) + 1} npm start\n\n`
  );
});

test('a broken .env names each broken value', async () => {
  clone.write('.env', 'PORT=eighty\nTILE_SOURCE=thin_air\nTILE_CACHE_MB=64\n');
  const { code, output } = await clone.start().ended;
  clone.write('.env', '');
  expect(code).toBe(1);
  expect(output).toContain('PORT=eighty is not accepted');
  expect(output).toContain('TILE_SOURCE=thin_air is not accepted');
  expect(output).not.toContain('TILE_CACHE_MB');
});

test('an address without a database behind it: one sentence and the line to run', async () => {
  const { code, output } = await clone.start({ PORT: port, DATABASE_URL: 'postgresql://me:secret@127.0.0.1:1/city' })
    .ended;
  expect(code).toBe(1);
  expect(output).toContain('Nothing answers at postgresql://me@127.0.0.1:1/city');
  expect(output).toContain('\n  DATABASE_URL= npm start\n');
  expect(output).not.toContain('secret');
});

/** Kills launcher and start at one blow. */
async function kill(run: Run): Promise<void> {
  const children = readFileSync(`/proc/${run.child.pid}/task/${run.child.pid}/children`, 'utf8').trim().split(' ');
  for (const pid of [...children.map(Number), run.child.pid ?? 0]) process.kill(pid, 'SIGKILL');
  await run.ended;
}
