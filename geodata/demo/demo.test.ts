import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseCameraCode } from '#geodata/codes/camera_code.ts';
import { cameraTypes } from '#geodata/codes/camera_types.ts';
import { parseComponentCode } from '#geodata/codes/component_code.ts';
import { componentKinds } from '#geodata/codes/component_kinds.ts';
import { divisions } from '#geodata/codes/divisions.ts';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { parseGridCode } from '#geodata/codes/grid_code.ts';
import { keySiteCategories } from '#geodata/codes/key_site_categories.ts';
import { meterTypes } from '#geodata/codes/meter_types.ts';
import { serviceCategories } from '#geodata/codes/service_categories.ts';
import { layers as registry } from '#geodata/layers/index.ts';
import { demoCity, demoVersion } from './index.ts';

const asOf = '2026-11-24';
const city = demoCity({ asOf });
const { layers } = city;
const known = new Map(divisions.map((division) => [division.code, division]));
const hash = (of: unknown) => createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16);

/** The rows of each version; whoever changes them raises the version, or databases would keep the old ones. */
const hashes: Record<string, string> = { '1': '8a2638117ce3796e', '2': 'c5a225e32861b07f' };

// Generating a city takes seconds, more on a busy machine.
const patient = { timeout: 60_000 };

test('the same day gives the same rows, and other rows mean another version', patient, () => {
  expect(hash(demoCity({ asOf }))).toBe(hash(city));
  expect(`${demoVersion}: ${hash(city)}`).toBe(`${demoVersion}: ${hashes[demoVersion]}`);
});

test('another day moves the series and leaves the ground as it is', patient, () => {
  const later = demoCity({ asOf: '2026-12-01' });
  const still = (row: object) => ({ ...row, observed_at: null });
  for (const layer of ['buildings', 'roads', 'grids', 'gates'] as const) {
    expect(hash(later.layers[layer].map(still))).toBe(hash(layers[layer].map(still)));
  }
  expect(later.layers.events.at(-1)!.reported_at > layers.events.at(-1)!.reported_at).toBe(true);
});

test('a day that is none is refused', () => {
  expect(() => demoCity({ asOf: 'today' })).toThrow('today is not a day like 2026-11-24');
});

test('every layer of the registry has rows, and each column they fill is spelt like one', () => {
  const ids = registry.map(({ id }) => id).filter((id) => id !== 'divisions');
  expect(Object.keys(layers).sort()).toEqual(ids.toSorted());
  for (const rows of Object.values(layers)) {
    expect(rows.length).toBeGreaterThan(0);
    for (const column of Object.keys(rows[0]!)) expect(column).toMatch(/^[a-z0-9_]+$/);
  }
});

test('the city is as large as it is said to be', () => {
  const shapesOf = (level: number) => city.divisionShapes.filter(({ code }) => known.get(code)!.level === level).length;
  expect([shapesOf(3), shapesOf(4), shapesOf(5)]).toEqual([4, 11, 65]);
  const count = (of: readonly unknown[], about: number, within = 0.1) => {
    expect(of.length).toBeGreaterThan(about * (1 - within));
    expect(of.length).toBeLessThan(about * (1 + within));
  };
  count(
    layers.grids.filter(({ kind }) => kind === 'unit'),
    400
  );
  count(
    layers.grids.filter(({ kind }) => kind === 'exclusive'),
    12,
    0.2
  );
  count(layers.buildings, 12_000);
  count(layers.service_points, 1500, 0.01);
  count(layers.key_sites, 300);
  count(layers.cameras, 500, 0.01);
  count(layers.meters, 8000, 0.01);
  count(layers.components, 3600, 0.2);
  count(layers.events, 15_000);
});

test('names within a layer are given once, and so are codes and numbers', () => {
  for (const rows of Object.values(layers))
    expect(new Set(rows.map(({ source_id }) => source_id)).size).toBe(rows.length);
  const once = (values: unknown[]) => expect(new Set(values).size).toBe(values.length);
  once(layers.compounds.map(({ name }) => name));
  once(layers.grids.map(({ code }) => code));
  once(layers.cameras.map(({ device_code }) => device_code));
  once(layers.components.map(({ code }) => code));
  once(layers.meters.map(({ meter_no }) => meter_no));
  once(layers.events.map(({ public_id }) => public_id));
  once(layers.key_sites.map(({ name }) => name));
});

test('what is in the city lies in a unit grid of the community it belongs to', () => {
  const units = new Set(layers.grids.filter(({ kind }) => kind === 'unit').map(({ code }) => code));
  const beyond = ['roads', 'railways', 'water', 'waterways', 'grids'];
  for (const [layer, rows] of Object.entries(layers)) {
    if (beyond.includes(layer)) continue;
    for (const { grid_code, division_code } of rows) {
      expect(units.has(grid_code!)).toBe(true);
      expect(grid_code!.slice(0, 12)).toBe(division_code);
    }
  }
});

test('a grid belongs to a real community, and its number within it runs from one without a gap', () => {
  const byCommunity = Map.groupBy(layers.grids, ({ division_code }) => division_code);
  for (const [community, grids] of byCommunity) {
    expect(known.get(community)!.level).toBe(5);
    const numbers = grids.map(({ code }) => Number(parseGridCode(code).sequence)).sort((p, q) => p - q);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  }
});

test('codes are well formed, begin with their county and name known kinds', () => {
  for (const { device_code, division_code } of layers.cameras) {
    const { centre, type } = parseCameraCode(device_code);
    expect(centre.slice(0, 6)).toBe(division_code!.slice(0, 6));
    expect(cameraTypes.get(type)).toBeDefined();
  }
  for (const { code, kind_code, division_code } of layers.components) {
    expect(parseComponentCode(code)).toMatchObject({ county: division_code!.slice(0, 6), kind: kind_code });
    expect(componentKinds.get(kind_code)).toBeDefined();
  }
  for (const { medium, type_code } of layers.meters) expect(meterTypes.get(type_code)?.category).toBe(medium);
  for (const { kind } of layers.events) expect(eventKinds.get(kind)).toBeDefined();
  const used = (rows: readonly { category: string }[]) => new Set(rows.map(({ category }) => category));
  expect(used(layers.service_points)).toEqual(new Set(serviceCategories.all.map(({ code }) => code)));
  expect(used(layers.key_sites)).toEqual(new Set(keySiteCategories.all.map(({ code }) => code)));
});

test('telephone numbers are no one’s', () => {
  const phones = [
    ...layers.service_points.map(({ phone }) => phone),
    ...layers.stations.map(({ phone }) => phone),
    ...layers.shelters.map(({ phone }) => phone),
    ...layers.key_sites.map(({ duty_phone }) => duty_phone),
    ...layers.teams.map(({ duty_phone }) => duty_phone)
  ];
  for (const phone of phones) if (phone !== null) expect(phone).toMatch(/^0431-0000\d{4}$/);
});

test('some cameras can capture faces, and not all of those have a sign and a legal basis on record', () => {
  const capable = layers.cameras.filter(({ face_capable }) => face_capable);
  expect(capable.length).toBeGreaterThan(5);
  expect(capable.length).toBeLessThan(30);
  expect(capable.some(({ signage, legal_basis }) => signage && legal_basis)).toBe(true);
  expect(capable.some(({ signage, legal_basis }) => !signage && !legal_basis)).toBe(true);
});

test('people are counts of a house, and the old are among its residents', () => {
  const homes = layers.buildings.filter(({ households }) => households);
  expect(city.buildingPeople).toHaveLength(homes.length);
  for (const { residents, over_60, over_80, needing_help } of city.buildingPeople) {
    expect(residents >= over_60 && over_60 >= over_80 && over_80 >= 0 && needing_help <= residents).toBe(true);
  }
});
