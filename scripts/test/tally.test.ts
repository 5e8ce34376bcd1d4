import { expect, test } from 'vitest';
import { tallyOf } from './tally.ts';

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test('tests are counted by how they came out', () => {
  expect(tallyOf({ ...none, numPassedTests: 5, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1 }, 1)).toEqual({
    passed: 5,
    failed: 2,
    skipped: 4
  });
});

test('a file that could not be loaded counts as one failed test', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] }
  ];
  expect(tallyOf({ ...none, numPassedTests: 1, numFailedTests: 1, testResults }, 1).failed).toBe(2);
});

test('a run that ends badly without a failed test, or without a report, has failed', () => {
  expect(tallyOf(none, 1).failed).toBe(1);
  expect(tallyOf(undefined, 0).failed).toBe(1);
  expect(tallyOf(none, 0).failed).toBe(0);
});
