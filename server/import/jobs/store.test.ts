import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JobStore } from './store.ts';

let folder: string;
let store: JobStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gezhi-store-'));
  store = new JobStore(folder, 1);
});
afterAll(() => rm(folder, { recursive: true }));

const bytes = (size: number) => Readable.from([Buffer.alloc(size)]);

test('an upload is kept whole, and its size told', async () => {
  expect(await store.receive('whole', bytes(1000), 1000)).toBe(1000);
  expect(await store.has('whole', 'upload')).toBe(true);
});

test.each([
  ['announced too large', bytes(10), 2 ** 21, 413],
  ['too large without having said so', bytes(2 ** 21), null, 413],
  ['empty', bytes(0), null, 422]
])('of an upload that is %s nothing is kept', async (_, body, announced, status) => {
  await expect(store.receive('bad', body, announced)).rejects.toMatchObject({ status });
  expect(await readdir(folder)).not.toContain('bad');
});

test('a disk that fills up is told as such, and nothing is left on it', async () => {
  await mkdir(join(folder, 'full'));
  await symlink('/dev/full', join(folder, 'full', 'upload.part'));
  await expect(store.receive('full', bytes(100_000), null)).rejects.toMatchObject({ status: 507, type: 'no-room' });
  expect(await readdir(folder)).not.toContain('full');
});

test('a sender that goes away leaves nothing', async () => {
  const broken = new Readable({ read() {} });
  broken.push('some');
  const receiving = store.receive('gone', broken, null);
  setTimeout(() => broken.destroy(new Error('aborted')), 20);
  await expect(receiving).rejects.toThrow('aborted');
  expect(await readdir(folder)).not.toContain('gone');
});

test('uploads go after a day, what was refused after thirty', async () => {
  const day = 24 * 3_600_000;
  await store.receive('old', bytes(10), null);
  await writeFile(store.path('old', 'refused.csv'), 'a');
  await utimes(store.path('old', 'upload'), 0, 0);
  await store.sweep(Date.now() + day / 2);
  expect(await readdir(join(folder, 'old'))).toEqual(['refused.csv']);
  await store.sweep(Date.now() + 31 * day);
  expect(await readdir(folder)).not.toContain('old');
});
