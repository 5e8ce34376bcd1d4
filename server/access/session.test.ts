import { expect, test } from 'vitest';
import { canonicalScope } from '#server/access/session.ts';

test('equal scopes have one form: sorted, without codes inside others', () => {
  expect(canonicalScope(['220104', '2201', '220102001', '22'])).toEqual(['22']);
  expect(canonicalScope(['220104', '220102', '220104'])).toEqual(['220102', '220104']);
  expect(canonicalScope(['22', '*'])).toEqual(['*']);
  expect(canonicalScope([])).toEqual([]);
});
