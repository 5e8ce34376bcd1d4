import { expect, test } from 'vitest';
import { fromLocal } from '$lib/time/local.ts';

test.each([
  ['2026-07-01T08:30', 'Asia/Shanghai', '2026-07-01T00:30:00Z'],
  ['2026-03-29T01:30', 'Europe/Berlin', '2026-03-29T00:30:00Z'],
  ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00Z']
])('%s in %s is %s', (text, zone, utc) => {
  expect(fromLocal(text, zone)).toBe(Date.parse(utc));
});

test('what is no time is none', () => {
  expect(fromLocal('', 'Asia/Shanghai')).toBeNaN();
});
