import { expect, test } from 'vitest';
import { canonicalScope, firstRole, isInside, reachOf, type Granted } from './acting.ts';

const granted: Granted[] = [
  { role: 'planner', code: '220102000000' },
  { role: 'commander', code: '220104000000' },
  { role: 'commander', code: '220104001001' }
];

test('an account acts in one role at the places of that role, never at those of another', () => {
  expect(reachOf(granted, 'planner', null)).toEqual({ role: 'planner', scope: ['220102'] });
  expect(reachOf(granted, 'commander', null)).toEqual({ role: 'commander', scope: ['220104'] });
});

test('a role that is not granted reaches what residents do', () => {
  for (const role of ['responder', 'system_admin', null] as const) {
    expect(reachOf(granted, role, null)).toEqual({ role: 'resident', scope: [] });
  }
});

test('a role narrowed to a code inside its places reaches that code; outside them nothing is gained', () => {
  expect(reachOf(granted, 'commander', '220104001000').scope).toEqual(['220104001']);
  expect(reachOf(granted, 'commander', '220102002001').scope).toEqual(['220104']);
  expect(reachOf(granted, 'commander', '*').scope).toEqual(['220104']);
  expect(reachOf([{ role: 'planner', code: '*' }], 'planner', '220102000000').scope).toEqual(['220102']);
});

test('the last role is taken up again at sign-in, and without one the widest', () => {
  expect(firstRole(granted, 'planner')).toBe('planner');
  expect(firstRole(granted, 'responder')).toBe('commander');
  expect(firstRole([], 'planner')).toBeNull();
});

test('equal scopes have one form: sorted, without codes inside others', () => {
  expect(canonicalScope(['220104', '2201', '220102001', '22'])).toEqual(['22']);
  expect(canonicalScope(['220104', '220102', '220104'])).toEqual(['220102', '220104']);
  expect(canonicalScope(['22', '*'])).toEqual(['*']);
  expect(canonicalScope([])).toEqual([]);
});

test('the whole site lies inside nothing but itself', () => {
  expect(isInside('*', ['22'])).toBe(false);
  expect(isInside('*', ['*'])).toBe(true);
  expect(isInside('220102000000', [])).toBe(false);
});
