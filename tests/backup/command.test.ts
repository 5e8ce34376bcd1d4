import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/provision/root.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { emptyDatabase, temporaryFolder, type EmptyDatabase } from './support.ts';

const folder = temporaryFolder();
const file = join(folder.dir, 'city.tar');
let city: TestDatabase;
let empty: EmptyDatabase;

beforeAll(async () => {
  city = await testDatabase({ demo: true });
});
afterAll(async () => {
  await city.drop();
  folder.remove();
});
beforeEach(async () => {
  empty = await emptyDatabase();
  return () => empty.drop();
});

/** Runs one of the two commands as if typed in the temporary folder. */
function command(name: 'backup' | 'restore', args: string[], url: string) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts', `${name}.ts`), ...args], {
    cwd: root,
    env: { PATH, HOME, DATABASE_URL: url, INIT_CWD: folder.dir }
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output }))
  );
  const until = async (isSo: () => boolean) => {
    for (let waited = 0; !isSo() && waited < 20_000; waited += 20) await sleep(20);
  };
  return { child, ended, until, said: (text: string) => output.includes(text) };
}

const objects = async () =>
  (await empty.pool.query(`SELECT FROM pg_namespace WHERE nspname IN ('asset', 'live', 'tiles')`)).rowCount;

test('both commands say what they did', async () => {
  const backup = await command('backup', ['city.tar'], city.ownerUrl).ended;
  expect(backup.output).toContain(file);
  expect(backup.output).toMatch(/[\d,]+ features and [\d,]+ past versions, schema \d{4}_/);
  expect(backup.code).toBe(0);
  const restore = await command('restore', ['city.tar', '--into', empty.url], city.ownerUrl).ended;
  expect(restore.output).toContain('Restored as it was at');
  expect(restore.code).toBe(0);
  expect(await objects()).toBe(3);
});

test('the address may come without its flag, which npm keeps for itself', async () => {
  const { code } = await command('restore', ['city.tar', empty.url], city.ownerUrl).ended;
  expect([code, await objects()]).toEqual([0, 3]);
});

test('a database that is not empty is refused with the lines to run', async () => {
  const { code, output } = await command('restore', ['city.tar'], city.ownerUrl).ended;
  expect(output).toMatch(
    /is not empty[\s\S]*CREATE DATABASE \w+_restored[\s\S]*npm run restore -- '.+city\.tar' --into/
  );
  expect(code).toBe(1);
});

test('a command without a file, or with too much, is explained', async () => {
  expect((await command('restore', [], empty.url).ended).output).toContain('npm run restore -- <file>');
  expect((await command('restore', ['city.tar', '--over'], empty.url).ended).output).toContain(
    'npm run restore -- <file>'
  );
  expect((await command('backup', ['a', 'b'], empty.url).ended).output).toContain('npm run backup [file]');
});

test('Ctrl-C in the middle of a backup leaves no file', async () => {
  const other = join(folder.dir, 'stopped.tar');
  const running = command('backup', ['stopped.tar'], city.ownerUrl);
  await running.until(() => existsSync(`${other}.partial`));
  running.child.kill('SIGINT');
  const { code } = await running.ended;
  expect(code).toBe(130);
  expect(readdirSync(folder.dir)).toEqual(['city.tar']);
});

test('Ctrl-C in the middle of a restore leaves the database empty', async () => {
  const running = command('restore', ['city.tar', '--into', empty.url], city.ownerUrl);
  await running.until(() => running.said('Restoring'));
  await sleep(1500);
  running.child.kill('SIGINT');
  const { code, output } = await running.ended;
  expect(output).not.toContain('Restored');
  expect([code, await objects()]).toEqual([130, 0]);
  expect(statSync(file).size).toBeGreaterThan(1e6);
});
