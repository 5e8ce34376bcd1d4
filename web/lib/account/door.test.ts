import { expect, test } from 'vitest';
import { doorFor } from './door.ts';

const words = { zh: '', en: '' };
const actor = (role: 'resident' | 'planner', signedIn: boolean) => ({
  role,
  scope: [],
  title: words,
  scopeName: words,
  account: signedIn ? { id: 'a', name: 'A' } : null
});
const at = (path: string) => new URL(path, 'http://site');

test('whoever has not signed in is led to do so, and then to where they were going', () => {
  const nobody = { demo: false, actor: actor('resident', false) };
  expect(doorFor(nobody, '/(map)/command', at('/command?a=1'))).toBe('/sign-in?next=%2Fcommand%3Fa%3D1');
  expect(doorFor(nobody, '/(plain)/some/later/page', at('/some/later/page'))).toBe(
    '/sign-in?next=%2Fsome%2Flater%2Fpage'
  );
  for (const open of ['/(map)', '/(plain)/sign-in', '/(plain)/sign-in/code'])
    expect(doorFor(nobody, open, at('/'))).toBeNull();
});

test('an account that may not act yet is led to its own page', () => {
  const waiting = { demo: false, actor: actor('resident', true) };
  expect(doorFor(waiting, '/(map)/command', at('/command'))).toBe('/account?next=%2Fcommand');
  expect(doorFor(waiting, '/(plain)/account', at('/account'))).toBeNull();
});

test('an account that acts goes in, and a demo is open to look at', () => {
  expect(doorFor({ demo: false, actor: actor('planner', true) }, '/(map)/command', at('/command'))).toBeNull();
  expect(doorFor({ demo: true, actor: actor('resident', false) }, '/(map)/command', at('/command'))).toBeNull();
});
