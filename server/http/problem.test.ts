import { expect, test } from 'vitest';
import { toProblem } from '#server/http/problem.ts';

const fromDatabase = (code: string) => Object.assign(new Error('some SQL'), { code });

test('a question the database cut off for its length is 503, to be asked again', () => {
  const problem = toProblem(fromDatabase('57014'));
  expect(problem).toMatchObject({ status: 503, type: 'took-too-long' });
  expect(Number(problem.headers['Retry-After'])).toBeGreaterThan(0);
});

test('text the database cannot hold is the fault of whoever sent it', () => {
  for (const code of ['22021', '22P05']) expect(toProblem(fromDatabase(code))).toMatchObject({ status: 400 });
});

test('what nobody foresaw is 500 and says nothing of its cause', () => {
  const problem = toProblem(fromDatabase('42P01'));
  expect(problem.status).toBe(500);
  expect(JSON.stringify([problem.detail, problem.extra])).not.toContain('SQL');
});
