import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each(['/command', '/command?layers=a#x', '/admin/people', '/', '/地图'])('%s is a path of the site', (path) => {
  expect(ownPath(path)).toBe(new URL(path, 'http://a').href.slice('http://a'.length));
});

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/a/..//evil.example',
  '/.//evil.example',
  'javascript:alert(1)',
  'command',
  '',
  '/api/account/sign-out',
  '/sign-in?next=/sign-in',
  '/tiles/roads.json',
  `/${'a'.repeat(3000)}`,
  undefined,
  ['/command']
])('%j leads nowhere', (path) => expect(ownPath(path)).toBeUndefined());
