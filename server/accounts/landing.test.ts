import { expect, test } from 'vitest';
import { landing } from './landing.ts';

test('what the account has to do comes first, then where it was going, then its work', () => {
  expect(landing({ waits: 'password', role: 'planner' }, '/grids')).toBe('/account?next=%2Fgrids');
  expect(landing({ waits: null, role: 'planner' }, '/grids')).toBe('/grids');
  expect(landing({ waits: null, role: 'planner' }, '//evil')).toBe('/command');
  expect(landing({ waits: null, role: 'audit_admin' }, undefined)).toBe('/admin');
  expect(landing({ waits: null, role: null }, undefined)).toBe('/account');
});
