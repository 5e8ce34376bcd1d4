import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sharedData, testWithSharedData } from '../../tests/support/shared.ts';
import { levelOf, parentOf, townshipType, villageType } from './division_code.ts';
import { divisions, divisionVintage } from './divisions.ts';

const byCode = new Map(divisions.map((division) => [division.code, division]));

test('Jilin has 1 province, 9 cities, 69 counties, 1,075 townships and 11,860 villages', () => {
  const totals = [1, 2, 3, 4, 5].map((level) => divisions.filter((division) => division.level === level).length);
  expect(totals).toEqual([1, 9, 69, 1075, 11860]);
});

test('every code occurs once, has 12 digits and agrees with its level and parent', () => {
  expect(byCode.size).toBe(divisions.length);
  for (const { code, level, parentCode } of divisions) {
    expect(code).toMatch(/^22\d{10}$/);
    expect(level).toBe(levelOf(code));
    expect(parentCode).toBe(parentOf(code));
  }
});

test('every parent exists, one level up, and comes before its children', () => {
  const seen = new Set<string>();
  for (const { code, level, parentCode } of divisions) {
    seen.add(code);
    if (parentCode === null) expect(level).toBe(1);
    else expect([seen.has(parentCode), byCode.get(parentCode)?.level]).toEqual([true, level - 1]);
  }
});

test('names are not unique: 太平村委会 occurs 24 times', () => {
  expect(divisions.filter(({ name }) => name === '太平村委会')).toHaveLength(24);
});

test('a name has no stray blanks', () => {
  expect(divisions.filter(({ name }) => !name || name !== name.trim())).toEqual([]);
});

test('development zones of the statistical list are flagged, four of them in Changchun', () => {
  const zones = divisions.filter(({ developmentZone }) => developmentZone);
  expect(zones).toHaveLength(9);
  expect(zones.filter(({ parentCode }) => parentCode === '220100000000').map(({ name }) => name)).toEqual([
    '长春经济技术开发区',
    '长春净月高新技术产业开发区',
    '长春高新技术产业开发区',
    '长春汽车经济技术开发区'
  ]);
});

test('civil affairs numbers 60 counties and nothing inside a development zone', () => {
  expect(divisions.filter(({ level, authority }) => level === 3 && authority === 'MCA')).toHaveLength(60);
  expect(divisions.filter(({ code }) => /^\d{4}7[1-9]/.test(code)).every(({ authority }) => authority === 'NBS')).toBe(
    true
  );
  expect(byCode.get('220102001001')?.authority).toBe('MCA');
});

test('every township and village has a known kind', () => {
  expect(divisions.filter(({ code, level }) => level >= 4 && !townshipType(code))).toEqual([]);
  expect(divisions.filter(({ code, level }) => level === 5 && !villageType(code))).toEqual([]);
});

test('the list says which one it is and to which day it holds', () => {
  expect(divisionVintage).toMatchObject({ year: 2023, asOf: '2023-06-30', authority: 'NBS' });
});

testWithSharedData('the list is the whole of the extract of the same year, name for name', () => {
  const parts = ['provinces', 'cities', 'areas', 'streets', 'villages'].map((name) => {
    const text = gunzipSync(readFileSync(sharedData(`divisions/${name}.json.gz`))).toString();
    return JSON.parse(text) as { code: string; name: string }[];
  });
  const extract = parts.flat().map(({ code, name }) => [code.padEnd(12, '0'), name] as const);
  expect(new Map(divisions.map(({ code, name }) => [code, name]))).toEqual(new Map(extract));
});
