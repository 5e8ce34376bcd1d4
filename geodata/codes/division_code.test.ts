import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodeError, isCode } from './code_error.ts';
import {
  formatDivisionCode,
  isWithin,
  levelOf,
  parentOf,
  scopePrefix,
  townshipType,
  villageType
} from './division_code.ts';
import { divisions } from './divisions.ts';

const anyDivision = fc.constantFrom(...divisions);

function reasonOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return error instanceof CodeError ? error.reason : String(error);
  }
}

test('the level of a code is that of its last part which is not zero', () => {
  expect(['22', '2201', '220102', '220102001', '220102001010'].map(formatDivisionCode).map(levelOf)).toEqual([
    1, 2, 3, 4, 5
  ]);
});

test('a prefecture may have townships without counties', () => {
  expect(levelOf('441900003000')).toBe(4);
  expect(parentOf('441900003000')).toBe('441900000000');
});

test('a code that is not one is refused with the reason', () => {
  expect(reasonOf(() => levelOf('2201'))).toBe('digits');
  expect(reasonOf(() => levelOf('2201020010AB'))).toBe('digits');
  expect(reasonOf(() => levelOf('000000000001'))).toBe('no_province');
  expect(reasonOf(() => formatDivisionCode('220'))).toBe('length');
  expect(reasonOf(() => formatDivisionCode('2a'))).toBe('digits');
  expect(isCode(levelOf, '220102001001')).toBe(true);
  expect(isCode(levelOf, '')).toBe(false);
});

test('a reason is told in Chinese and in English', () => {
  const error = new CodeError('digits', '须为数字', 'digits only');
  expect([error.zh, error.en, error.message]).toEqual(['须为数字', 'digits only', 'digits only']);
});

test('the prefix of a scope formats back to the scope', () => {
  fc.assert(fc.property(anyDivision, ({ code }) => formatDivisionCode(scopePrefix(code)) === code));
});

test('a division lies within itself and within every division above it', () => {
  fc.assert(
    fc.property(anyDivision, ({ code }) => {
      for (let above: string | null = code; above; above = parentOf(above)) {
        expect(isWithin(code, above)).toBe(true);
        expect(isWithin(code, scopePrefix(above))).toBe(true);
      }
    })
  );
});

test('a division does not lie within a part of itself', () => {
  fc.assert(
    fc.property(anyDivision, ({ code, parentCode }) => {
      if (parentCode) expect(isWithin(parentCode, code)).toBe(false);
    })
  );
});

test('a grid lies within its community and within no other', () => {
  expect(isWithin('220102001001007', '220102001001')).toBe(true);
  expect(isWithin('220102001001007', '220102001002')).toBe(false);
  expect(isWithin('220102001001007', '220102001001007')).toBe(true);
  expect(isWithin('220102001001', '220102001001007')).toBe(false);
});

test('an empty scope is refused rather than taken for everywhere', () => {
  expect(reasonOf(() => isWithin('220102001001', ''))).toBe('length');
});

test('digits 7 to 9 tell the kind of township', () => {
  const kinds = ['220102001', '220102100', '220102200', '220102400'].map(formatDivisionCode).map(townshipType);
  expect(kinds.map((kind) => kind?.zh)).toEqual(['街道', '镇', '乡', '类似乡级单位']);
  expect(townshipType('220102600000')).toBeNull();
  expect(townshipType('220102000000')).toBeNull();
});

test('digits 10 to 12 tell the kind of village', () => {
  const kinds = ['220102001001', '220102001200', '220102001400', '220102001598'].map(villageType);
  expect(kinds.map((kind) => kind?.code)).toEqual([
    'residents_committee',
    'villagers_committee',
    'quasi_residents_committee',
    'quasi_villagers_committee'
  ]);
  expect(villageType('220102001000')).toBeNull();
});
