import { expect, test } from 'vitest';
import { landing, ownPath } from './next.ts';

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

test('what the account has to do comes first, then where it was going, then its work', () => {
  expect(landing({ waits: 'password', role: 'planner' }, '/grids')).toBe('/account?next=%2Fgrids');
  expect(landing({ waits: null, role: 'planner' }, '/grids')).toBe('/grids');
  expect(landing({ waits: null, role: 'planner' }, '//evil')).toBe('/command');
  expect(landing({ waits: null, role: 'audit_admin' }, undefined)).toBe('/admin');
  expect(landing({ waits: null, role: null }, undefined)).toBe('/account');
});
