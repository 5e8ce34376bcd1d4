import { expect, test } from 'vitest';
import { formatDuration, readPosition } from '$lib/routing/say.ts';

test('times are rounded up to minutes, long ones told in hours', () => {
  expect([10, 31, 60, 61, 5399, 5401].map((seconds) => formatDuration(seconds, 'en'))).toEqual([
    ...['under 1 min', '1 min', '1 min', '2 min', '1 h 30 min', '1 h 31 min']
  ]);
  expect(formatDuration(3600 * 2, 'zh')).toBe('2 小时 0 分钟');
});

test('a position is longitude before latitude, whatever stands between; a name is none', () => {
  for (const text of ['125.32, 43.88', ' 125.32 43.88', '125.32，43.88'])
    expect(readPosition(text)).toEqual([125.32, 43.88]);
  for (const text of ['人民大街', '43.88, 125.32', '125.32', '']) expect(readPosition(text)).toBeNull();
});
