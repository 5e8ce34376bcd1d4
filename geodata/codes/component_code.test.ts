import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCode } from './code_error.ts';
import { componentCode, matterCode, parseComponentCode, parseMatterCode } from './component_code.ts';

const digitsOf = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

test('a component code is 17 digits and gives back its parts', () => {
  const anyPart = fc.record({
    county: digitsOf(6),
    kind: digitsOf(5),
    serial: fc.integer({ min: 1, max: 999_999 })
  });
  fc.assert(
    fc.property(anyPart, (parts) => {
      const code = componentCode(parts);
      expect(code).toMatch(/^\d{17}$/);
      expect(parseComponentCode(code)).toEqual(parts);
    })
  );
  expect(componentCode({ county: '220102', kind: '01037', serial: 12 })).toBe('22010201037000012');
});

test('a matter code is the first 11 digits of what it concerns and gives back its parts', () => {
  fc.assert(
    fc.property(fc.record({ county: digitsOf(6), kind: digitsOf(5) }), (parts) => {
      expect(parseMatterCode(matterCode(parts))).toEqual(parts);
    })
  );
  expect(matterCode({ county: '220102', kind: '06010' })).toBe('22010206010');
});

test('other lengths, letters and a serial of zero are refused', () => {
  for (const code of ['', '2201020103700001', '220102010370000120', '2201020103700001x', '22010201037000000']) {
    expect(isCode(parseComponentCode, code)).toBe(false);
  }
  expect(isCode(parseMatterCode, '2201020601')).toBe(false);
  expect(() => matterCode({ county: '220102', kind: '0101' })).toThrow('a kind code has 5 digits');
  expect(() => componentCode({ county: '220102', kind: '01037', serial: 1_000_000 })).toThrow('1 to 999999');
});
