import { expect, test } from 'vitest';
import { localOf, momentOf } from '$lib/past/zoned-time.ts';

test.each([
  ['2026-11-01T08:00', 'Asia/Shanghai', '2026-11-01T00:00:00Z'],
  ['2026-01-01T00:30', 'Asia/Shanghai', '2025-12-31T16:30:00Z'],
  ['2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00Z'],
  ['2026-01-01T12:00', 'Europe/Berlin', '2026-01-01T11:00:00Z'],
  ['1989-07-01T12:00', 'Asia/Shanghai', '1989-07-01T03:00:00Z']
])('%s in %s is %s, and back', (local, zone, iso) => {
  expect(momentOf(local, zone)).toBe(iso);
  expect(localOf(iso, zone)).toBe(local);
});

test('an hour that summer time skips is the hour after it', () => {
  expect(momentOf('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
});

test.each(['', 'today', '2026-13-01T00:00', '2026-11-01'])('"%s" is no time', (text) => {
  expect(momentOf(text, 'Asia/Shanghai')).toBeNull();
});
