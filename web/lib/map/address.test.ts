import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '$lib/map/address.ts';

describe('the address', () => {
  test.each([
    '#map=15/43.88/125.32',
    '#map=15.25/43.8868/125.3235/30/55&layers=cameras,roads&sel=cameras/123',
    '#map=3/-20/-179.5&layers=',
    '#map=15/43.88/125.32&sel=cameras/1&as_of=2026-03-01T08:30:00.123456Z',
    '#map=15/43.88/125.32&heat=count.28d.%E5%85%A8'
  ])('%s is read and written as itself', (hash) => {
    expect(formatAddress(parseAddress(hash))).toBe(hash);
  });

  test('is empty when there is nothing to say', () => {
    expect(formatAddress({})).toBe('');
    expect(parseAddress('')).toEqual({});
  });

  test.each(['#map=15/95/10', '#map=15/10', '#map=NaN/1/2', '#map=99/1/2', '#sel=cameras/x', '#sel=../1', '#map'])(
    '%s leads nowhere rather than somewhere else',
    (hash) => {
      expect(parseAddress(hash)).toEqual({});
    }
  );

  test('names layers only by names that can be', () => {
    expect(parseAddress('#layers=roads,<b>,cameras').layers).toEqual(['roads', 'cameras']);
  });

  test.each([
    'yesterday',
    '2026-03-01',
    '2026-13-01T00:00:00Z',
    '2026-03-01T00:00:00+08:00',
    '2999-01-01T00:00:00Z',
    ''
  ])('as_of=%s is no time of the past, and the present is shown', (text) => {
    expect(parseAddress(`#as_of=${text}`)).toEqual({});
  });

  test('never tilts the map beyond what it can draw', () => {
    expect(parseAddress('#map=15/43/125/0/89').pitch).toBe(70);
  });
});
