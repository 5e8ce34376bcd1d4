import { expect, test } from 'vitest';
import { contractState, daysLeft } from '#geodata/compounds/contract.ts';

const today = '2026-11-24';

test.each([
  [null, null, 'unknown'],
  ['2024-01-01', null, 'running'],
  ['2026-11-25', '2029-11-24', 'ahead'],
  ['2026-11-24', '2029-11-23', 'running'],
  ['2024-01-01', '2027-01-24', 'running'],
  ['2024-01-01', '2027-01-23', 'ending'],
  ['2024-01-01', '2026-11-24', 'ending'],
  ['2024-01-01', '2026-11-23', 'expired'],
  [null, '2020-01-01', 'expired']
] as const)('a contract from %s until %s is %s', (from, until, state) => {
  expect(contractState({ from, until }, today)).toBe(state);
});

test('the last day of a contract is one of its days', () => {
  expect(daysLeft(today, today)).toBe(0);
  expect(daysLeft('2026-11-23', today)).toBe(-1);
  expect(daysLeft('2026-12-24', today)).toBe(30);
});
