import { expect, test } from 'vitest';
import { dayOf, textOf } from './day.ts';
import { eventReader } from './event_rows.ts';

const TODAY = dayOf('2024-05-01')!;

function read(header: string, ...lines: string[]) {
  const reader = eventReader(header, TODAY);
  lines.forEach(reader.take);
  return reader.table();
}

test('columns are found by name, among others, with quotes and a byte order mark', () => {
  const table = read(
    '\ufeffid,cat,"lat",lon,t\r',
    '1,"Fire, small ""x""",43.9,125.3,2024-04-30T23:59\r',
    '',
    '2,,1,2,2024-05-01'
  );
  expect(table.kinds).toEqual(['Fire, small "x"', '']);
  expect([...table.lon, ...table.lat]).toEqual([125.3, 2, 43.9, 1]);
  expect(Array.from(table.day, textOf)).toEqual(['2024-04-30', '2024-05-01']);
  expect(table.refused.size).toBe(0);
});

test('a row that cannot be used is counted under its reason', () => {
  const table = read(
    't,lon,lat,cat',
    ...[',1,1,a', 'yesterday,1,1,a', '2024-02-30,1,1,a', '2024-05-02,1,1,a', '2024-01-01,,1,a', '2024-01-01,x,1,a'],
    ...['2024-01-01,0,0,a', '2024-01-01,181,1,a', '2024-01-01,1,-91,a', '2024-01-01', '2024-01-01,1,1,a']
  );
  expect(Object.fromEntries(table.refused)).toEqual({
    ...{ no_time: 3, future: 1, no_position: 3, null_island: 1, out_of_range: 2 }
  });
  expect(table.day).toHaveLength(1);
});

test('a file without a needed column is refused by its name', () => {
  expect(() => eventReader('time,lon,lat,cat', TODAY)).toThrow('no column t; it has time, lon, lat, cat');
});
