import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCode } from './code_error.ts';
import { divisions } from './divisions.ts';
import { gridCode, nextGridSequence, parseGridCode } from './grid_code.ts';

const community = '220102001001';
const anyCommunity = fc.constantFrom(...divisions.filter(({ level }) => level === 5).map(({ code }) => code));
const anySequence = fc.integer({ min: 1, max: 999 });

test('a grid code begins with the code of its community', () => {
  fc.assert(
    fc.property(anyCommunity, anySequence, (of, sequence) => {
      const parts = parseGridCode(gridCode(of, sequence));
      expect(parts.community).toBe(of);
      expect(Number(parts.sequence)).toBe(sequence);
    })
  );
});

test('a grid cannot belong to a street or district', () => {
  expect(() => gridCode('220102001000', 1)).toThrow('a grid belongs to a community');
  expect(() => nextGridSequence([], '220102000000')).toThrow('a grid belongs to a community');
});

test('a grid sequence runs from 1 to 999', () => {
  for (const sequence of [0, 1000, 1.5, NaN]) expect(() => gridCode(community, sequence)).toThrow('1 to 999');
});

test('capital letters of other systems are read, anything else is refused', () => {
  expect(parseGridCode('220102001001A0B')).toEqual({ community, sequence: 'A0B' });
  for (const code of ['', community, '220102001001a01', '2201020010010001', '220102001001 01', '220102001001001\n']) {
    expect(isCode(parseGridCode, code)).toBe(false);
  }
});

test('a code once issued, retired or not, is never offered again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anySequence, { maxLength: 50 }), (sequences) => {
      const used = sequences.map((sequence) => gridCode(community, sequence));
      expect(used).not.toContain(gridCode(community, nextGridSequence(used, community)));
    })
  );
});

test('the grids of other communities do not use up a number', () => {
  expect(nextGridSequence(new Set([gridCode('220102001002', 1)]), community)).toBe(1);
});

test('when all numbers are used there is no next', () => {
  const used = Array.from({ length: 999 }, (_, index) => gridCode(community, index + 1));
  expect(nextGridSequence(used.slice(0, -1), community)).toBe(999);
  expect(() => nextGridSequence(used, community)).toThrow('have been used');
});
