import { expect, test } from 'vitest';
import { coerce } from './coerce.ts';

test('numbers are taken within what their column can hold, whole where it is whole', () => {
  expect(coerce('31', 'smallint')).toBe('31');
  expect(coerce(31.0, 'integer')).toBe('31');
  expect(coerce('31.5', 'integer')).toBeUndefined();
  expect(coerce(70_000, 'smallint')).toBeUndefined();
  expect(coerce('Infinity', 'real')).toBeUndefined();
  expect(coerce('12 m', 'real')).toBeUndefined();
  expect(coerce('1e3', 'double precision')).toBe('1000');
});

test('yes and no are understood in the words of files', () => {
  expect(['T', 'yes', true, 1, '是'].map((value) => coerce(value, 'boolean'))).toEqual(['t', 't', 't', 't', 't']);
  expect(['F', 'no', false, 0, '否'].map((value) => coerce(value, 'boolean'))).toEqual(['f', 'f', 'f', 'f', 'f']);
  expect(coerce('maybe', 'boolean')).toBeUndefined();
});

test('dates are taken as people write them and must exist', () => {
  expect(coerce('2024年3月5日', 'date')).toBe('2024-03-05');
  expect(coerce('2024/3/5', 'date')).toBe('2024-03-05');
  expect(coerce('2024-02-30', 'date')).toBeUndefined();
  expect(coerce('2024-02-29', 'timestamptz')).toBe('2024-02-29T00:00:00.000Z');
  expect(coerce('2021/03/01 10:00:00+00', 'timestamptz')).toBe('2021-03-01T10:00:00.000Z');
  expect(coerce('yesterday', 'timestamptz')).toBeUndefined();
});

test('blanks are nothing', () => {
  expect(coerce(' ', 'text')).toBeNull();
  expect(coerce('\0', 'integer')).toBeNull();
  expect(coerce(null, 'boolean')).toBeNull();
});
