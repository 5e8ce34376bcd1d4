import { expect, test } from 'vitest';
import { clusterSettings } from './cluster-settings.ts';

const GB = 1024 ** 3;

test.each([
  [1 * GB, '256MB'],
  [4 * GB, '1024MB'],
  [64 * GB, '2048MB'],
  [0.25 * GB, '128MB']
])('of %d bytes of memory a quarter is shared, between 128 MB and 2 GB', (memory, shared) => {
  expect(clusterSettings('/s', memory, GB)).toContain(`shared_buffers = ${shared}\n`);
});

test("a container's small /dev/shm is left alone", () => {
  expect(clusterSettings('/s', GB, 64 * 1024 ** 2)).toContain('dynamic_shared_memory_type = mmap');
  expect(clusterSettings('/s', GB, GB)).toContain('dynamic_shared_memory_type = posix');
});

test('a quote in the path of the clone does not end the setting', () => {
  expect(clusterSettings("/it's/here", GB, GB)).toContain("unix_socket_directories = '/it''s/here'");
});
