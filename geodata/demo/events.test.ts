import { latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { distance } from '#geodata/spatial/plane.ts';
import { layOut } from './city.ts';
import { demoSeed } from './index.ts';
import { events, type EventRow } from './layers/events.ts';
import { frame } from './plan/plan.ts';

const asOf = '2026-11-24';
const midnight = Date.parse(`${asOf}T00:00:00+08:00`);
const DAY = 86_400_000;
const rows = events(layOut(demoSeed, asOf));
const shanghai = (time: string) => new Date(Date.parse(time) + 8 * 3_600_000);
const share = (of: readonly EventRow[], fits: (row: EventRow) => boolean) => of.filter(fits).length / of.length;

test('the series covers two years, ends before the day and is in the order of the reports', () => {
  const times = rows.map(({ reported_at }) => Date.parse(reported_at));
  expect(times).toEqual(times.toSorted((p, q) => p - q));
  expect(midnight - times[0]!).toBeGreaterThan(725 * DAY);
  expect(midnight - times[0]!).toBeLessThan(731 * DAY);
  expect(midnight - times.at(-1)!).toBeGreaterThan(0);
  expect(midnight - times.at(-1)!).toBeLessThan(DAY);
});

test('nothing is reported before it happened', () => {
  for (const { occurred_at, reported_at } of rows) expect(occurred_at <= reported_at).toBe(true);
});

test('heating is missed in the heating season only, and most in the coldest months', () => {
  const cold = rows.filter(({ kind }) => kind === 'heating_shortage').map(({ occurred_at }) => shanghai(occurred_at));
  expect(cold.length).toBeGreaterThan(300);
  for (const date of cold) {
    const day = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
    expect(day >= 1025 || day <= 415).toBe(true);
  }
  const inMonths = (...months: number[]) => cold.filter((date) => months.includes(date.getUTCMonth() + 1)).length;
  expect(inMonths(12, 1)).toBeGreaterThan(inMonths(3, 4) * 1.5);
});

test('parking is reported at rush hours, noise at night and at weekends', () => {
  const hours = (kind: string) =>
    rows.filter((row) => row.kind === kind).map(({ occurred_at }) => shanghai(occurred_at).getUTCHours());
  const rush = hours('bad_parking').filter((hour) => (hour >= 7 && hour <= 9) || (hour >= 17 && hour <= 19)).length;
  expect(rush / hours('bad_parking').length).toBeGreaterThan(0.5);
  const late = hours('noise').filter((hour) => hour >= 19).length;
  expect(late / hours('noise').length).toBeGreaterThan(0.6);
  const weekend = share(
    rows.filter(({ kind }) => kind === 'noise'),
    ({ occurred_at }) => [0, 6].includes(shanghai(occurred_at).getUTCDay())
  );
  expect(weekend).toBeGreaterThan(2 / 7 + 0.03);
});

test('one event brings about more of its kind, soon after and near by', () => {
  const seen = rows.filter(({ duplicate_of, position_quality }) => !duplicate_of && position_quality === 'exact');
  let [soon, late] = [0, 0];
  for (const own of Map.groupBy(seen, ({ kind }) => kind).values()) {
    const spots = own.map(({ geom, occurred_at }) => ({
      at: frame.toPlane(geom.coordinates),
      day: Date.parse(occurred_at) / DAY
    }));
    for (let i = 0; i < spots.length; i++) {
      for (let j = i + 1; j < spots.length; j++) {
        const days = Math.abs(spots[j]!.day - spots[i]!.day);
        if (days > 360 || distance(spots[i]!.at, spots[j]!.at) > 150) continue;
        if (days < 15) soon++;
        // The same number of days a good while later, in a like season.
        else if (days >= 345) late++;
      }
    }
  }
  // Without self-excitation the two would be about equal, as the places are equally eventful in both.
  expect(soon).toBeGreaterThan(late * 2);
});

test('some reports repeat an earlier one: another place and person, the same kind', () => {
  const byId = new Map(rows.map((row) => [row.source_id, row]));
  const repeats = rows.filter(({ duplicate_of }) => duplicate_of);
  expect(repeats.length / rows.length).toBeGreaterThan(0.03);
  expect(repeats.length / rows.length).toBeLessThan(0.07);
  for (const { duplicate_of, kind, reported_at } of repeats) {
    const first = byId.get(duplicate_of!)!;
    expect(first.kind).toBe(kind);
    expect(first.reported_at < reported_at).toBe(true);
    expect(first.duplicate_of).toBeNull();
  }
});

test('old ones are settled and recent ones often open', () => {
  const age = ({ reported_at }: EventRow) => (midnight - Date.parse(reported_at)) / DAY;
  const open = ({ status }: EventRow) => status === 'received' || status === 'accepted';
  expect(
    share(
      rows.filter((row) => age(row) > 30),
      open
    )
  ).toBe(0);
  expect(
    share(
      rows.filter((row) => age(row) < 4),
      open
    )
  ).toBeGreaterThan(0.5);
});

test('some places are in doubt and some clocks are wrong', () => {
  expect(share(rows, ({ position_quality }) => position_quality !== 'exact')).toBeGreaterThan(0.04);
  const off = rows.flatMap(({ device_at, reported_at }) =>
    device_at ? [Math.abs(Date.parse(device_at) - Date.parse(reported_at))] : []
  );
  const wrong = off.filter((ms) => ms > 600_000).length / off.length;
  expect(wrong).toBeGreaterThan(0.005);
  expect(wrong).toBeLessThan(0.03);
});

test('what tells about a person is rare', () => {
  const rare = share(rows, ({ kind }) => eventKinds.get(kind)!.sensitive);
  expect(rare).toBeGreaterThan(0);
  expect(rare).toBeLessThan(0.02);
});

test('a public id is a UUIDv7 of the moment of the report, and the cell is that of the point', () => {
  for (const { public_id, reported_at, h3, geom } of rows) {
    expect(public_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(public_id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse(reported_at));
    expect(h3).toBe(latLngToCell(geom.coordinates[1], geom.coordinates[0], 10));
  }
});
