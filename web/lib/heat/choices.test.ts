import { expect, test } from 'vitest';
import { formatChoices, parseChoices, resAt, spanOf, usual } from '$lib/heat/choices.ts';

test.each([
  usual,
  { ...usual, measure: 'anomaly' as const, by: 'grid' as const, window: '7d' as const, raised: true, repeats: false },
  {
    ...usual,
    ...{ res: 8, window: { from: 1_790_000_000_000, to: 1_790_086_400_000 } },
    ...{ kinds: ['fire', 'noise'], sources: ['hotline'], statuses: ['done', 'received'] }
  }
])('choices are read from the address as they were written', (choices) => {
  expect(parseChoices(formatChoices(choices))).toEqual(choices);
  expect(encodeURIComponent(formatChoices(choices))).toBe(formatChoices(choices));
});

test.each(['', 'everything', 'count~street~11~forever~deep~~k.<b>.noise', '~~~9.1~~'])(
  'what cannot be read of "%s" is as usual',
  (text) => {
    expect(parseChoices(text)).toMatchObject({ measure: 'count', res: null, window: '28d', raised: false });
  }
);

test('finer hexagons come with closer views', () => {
  expect([9, 11, 13, 16].map(resAt)).toEqual([7, 8, 9, 10]);
});

test('a window up to now ends with the hour that runs, so that it is the same for all who look', () => {
  const now = Date.parse('2026-11-24T09:20:00Z');
  const { window, range } = spanOf('7d', now);
  expect(new Date(window.to).toISOString()).toBe('2026-11-24T10:00:00.000Z');
  expect(window).toEqual(spanOf('7d', now + 60_000).window);
  expect(range.to).toBe(window.to);
});
