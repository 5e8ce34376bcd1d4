import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '#server/config.ts';

const url = { DATABASE_URL: 'postgresql://somebody@localhost/somewhere' };

test('an empty value counts as unset', () => {
  expect(readConfig({ ...url, PORT: '', MARTIN_URL: '' })).toMatchObject({ PORT: 3000 });
});

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['DEMO', 'yes'],
  ['MARTIN_URL', 'martin'],
  ['PUBLIC_MAP_APPROVAL_NO', 'none'],
  ['TILE_CACHE_MB', '-1'],
  ['TIME_ZONE', 'Mars/Phobos'],
  ['TRUST_PROXY', 'banana'],
  ['TRUST_PROXY', '1'],
  ['MARTIN_URL', 'https://martin:3000']
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ ...url, [name]: value })).toThrow(ConfigError);
  expect(() => readConfig({ ...url, [name]: value })).toThrow(new RegExp(`^${name}=${value} is not accepted: `));
});

test.each(['GS(2026)1234号', '吉S(2024)015号', 'GS京(2022)1061号', '审字[2025]第12号'])(
  '%s is a map review number',
  (number) => {
    expect(readConfig({ ...url, PUBLIC_MAP_APPROVAL_NO: number }).PUBLIC_MAP_APPROVAL_NO).toBe(number);
  }
);

test('a missing database is named', () => {
  expect(() => readConfig({})).toThrow(/DATABASE_URL is not set/);
});

test('a password in a refused address is not repeated', () => {
  const refused = () => readConfig({ DATABASE_URL: 'postgre://me:hunter2@db/gezhi' });
  expect(refused).toThrow(/DATABASE_URL=postgre:\/\/me:…@db\/gezhi/);
  expect(refused).not.toThrow(/hunter2/);
});
