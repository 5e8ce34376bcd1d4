import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { openBackup, writeBackup } from './archive.ts';

const manifest = {
  ...{ format: 1 as const, madeAt: '2026-07-01T00:00:00Z', software: '1.2.3', schema: '0001_foundation', postgres: 15 },
  rows: { 'asset.cameras': 3 }
};
const dump = Buffer.from('a dump of the city '.repeat(60));
let dir: string;
let file: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gezhi-archive-'));
  file = join(dir, 'city.tar');
  await writeBackup(file, manifest, pieces(dump));
  return () => rmSync(dir, { recursive: true });
});

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function* broken(error: Error): AsyncGenerator<Buffer> {
  yield dump;
  throw error;
}

async function open() {
  const backup = await openBackup(file, () => {});
  const read = Buffer.concat(await Array.fromAsync(backup.dump()));
  await backup.close();
  return { manifest: backup.manifest, read };
}

test('what was written is read again', async () => {
  expect(await open()).toEqual({ manifest, read: dump });
});

test('a file with any one bit changed is refused', async () => {
  const whole = readFileSync(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1 << bit;
      writeFileSync(file, changed);
      await expect(open()).rejects.toThrow('is not a whole backup of Gezhi');
    }),
    // Byte 3728 lies between a checksum and its name.
    { numRuns: 400, examples: [[3728, 0]] }
  );
});

test('a file cut off anywhere, or with something after its end, is refused', async () => {
  const whole = readFileSync(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      writeFileSync(file, whole);
      truncateSync(file, length);
      await expect(open()).rejects.toThrow('is not a whole backup of Gezhi');
    })
  );
  writeFileSync(file, Buffer.concat([whole, Buffer.alloc(512)]));
  await expect(open()).rejects.toThrow('it does not end where it should');
});

test('a backup written in another way is told from a damaged one', async () => {
  await writeBackup(file, { ...manifest, format: 2 as 1 }, pieces(dump));
  await expect(open()).rejects.toThrow('made by a version of Gezhi that writes backups in another way');
});

test.each([
  ['ENOSPC', /There is no room for the backup/],
  ['EDQUOT', /There is no room for the backup/],
  ['EROFS', /may not be written to/]
])('%s in the middle is told in words; the older backup stays and no piece of the new one', async (code, words) => {
  const before = readFileSync(file);
  const failing = broken(Object.assign(new Error('write'), { code }));
  await expect(writeBackup(file, manifest, failing)).rejects.toThrow(words);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(dir)).toEqual(['city.tar']);
});
