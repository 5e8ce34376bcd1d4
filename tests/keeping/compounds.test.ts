import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDelivery } from '#server/import/import.service.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { insertDivisions } from '../support/rows.ts';

const staff = { role: 'commander' as const, scope: ['*'] };
let site: TestSite;
let serial = 0;

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
});
afterAll(() => site.close());

type Row = Record<string, unknown>;
async function insert(table: string, geom: string, more: Row = {}): Promise<number> {
  const row: Row = { source: 'test', source_id: String(++serial), ...more };
  const places = Object.keys(row).map((_, n) => `$${n + 1}`);
  const { rows } = await site.db.pool.query<{ id: number }>(
    `INSERT INTO asset.${table} (${Object.keys(row).join(', ')}, geom) VALUES (${places.join(', ')}, ${geom}) RETURNING id::int`,
    Object.values(row)
  );
  return rows[0]!.id;
}
const square = (lng: number, lat: number, side: number) =>
  `ST_Multi(ST_MakeEnvelope(${lng}, ${lat}, ${lng + side}, ${lat + side}, 4326))`;
const point = (lng: number, lat: number) => `ST_SetSRID(ST_Point(${lng}, ${lat}), 4326)`;
const compound = (lng: number, more: Row = {}) =>
  insert('compounds', square(lng, 43.88, 0.002), { name: `小区 ${lng}`, ...more });
const building = (lng: number, more: Row = {}) => insert('buildings', square(lng, 43.881, 0.0003), more);
const gate = (lng: number, lat: number) => insert('gates', point(lng, lat), { kind: 'main' });
async function compoundOf(table: string, id: number): Promise<number | null> {
  const { rows } = await site.db.pool.query<{ id: number | null }>(
    `SELECT compound_id::int AS id FROM asset.${table} WHERE id = $1`,
    [id]
  );
  return rows[0]!.id;
}
const run = (statement: string, values: unknown[] = []) => site.db.pool.query(statement, values);

test('a building knows the compound it stands in, a gate the one whose edge it lies at, and others none', async () => {
  const home = await compound(125.1);
  expect(await compoundOf('buildings', await building(125.101))).toBe(home);
  expect(await compoundOf('buildings', await building(125.11))).toBeNull();
  // Ten metres outside the fence, and a hundred.
  expect(await compoundOf('gates', await gate(125.101, 43.88 - 0.00009))).toBe(home);
  expect(await compoundOf('gates', await gate(125.101, 43.88 - 0.0009))).toBeNull();
});

test('what is moved finds its new compound; what is told its compound keeps it', async () => {
  const [one, other] = [await compound(125.2), await compound(125.21)];
  const moving = await building(125.201);
  await run('UPDATE asset.buildings SET geom = ST_Translate(geom, 0.01, 0) WHERE id = $1', [moving]);
  expect(await compoundOf('buildings', moving)).toBe(other);
  expect(await compoundOf('buildings', await building(125.201, { compound_id: other }))).toBe(other);
  await run('UPDATE asset.buildings SET geom = ST_Translate(geom, 0.0001, 0), compound_id = $2 WHERE id = $1', [
    moving,
    one
  ]);
  expect(await compoundOf('buildings', moving)).toBe(one);
});

test('a compound that comes or moves takes in what stands in it and lets go of what does not', async () => {
  const [first, second] = [await building(125.301), await building(125.311)];
  const late = await compound(125.3);
  expect([await compoundOf('buildings', first), await compoundOf('buildings', second)]).toEqual([late, null]);
  await run('UPDATE asset.compounds SET geom = ST_Translate(geom, 0.01, 0) WHERE id = $1', [late]);
  expect([await compoundOf('buildings', first), await compoundOf('buildings', second)]).toEqual([null, late]);
  await run('DELETE FROM asset.compounds WHERE id = $1', [late]);
  expect(await compoundOf('buildings', second)).toBeNull();
});

test('a contract that ends before it begins is refused', async () => {
  await expect(compound(125.4, { contract_from: '2026-03-01', contract_until: '2026-02-28' })).rejects.toThrow(
    'compounds_contract_span'
  );
});

test('contracts are kept with the past', async () => {
  const id = await compound(125.5, { property_company: '甲物业', contract_until: '2026-12-31' });
  await run(`UPDATE asset.compounds SET contract_until = '2029-12-31' WHERE id = $1`, [id]);
  const reply = await site.ask(`/api/layers/compounds/features/${id}/versions`, staff);
  const { versions } = (await reply.json()) as { versions: { properties: Row; changed: string[] | null }[] };
  expect(versions.map(({ properties }) => properties.contract_until)).toEqual(['2029-12-31', '2026-12-31']);
  expect(versions[0]!.changed).toEqual(['contract_until']);
});

test('a compound lists its buildings in the order of their numbers, its gates, and what that makes', async () => {
  const id = await compound(125.6);
  for (const [n, number] of ['10', '2', null, '1甲'].entries()) {
    await building(125.6001 + n * 0.0004, { number, name: number ? null : '物业用房', units: 2, households: 7777 });
  }
  await gate(125.6, 43.881);
  const then = new Date().toISOString();
  const parts = async (as?: typeof staff, query = '') => {
    const reply = await site.ask(`/api/compounds/${id}/parts${query}`, as);
    return (await reply.json()) as { buildings: Row[]; gates: Row[]; totals: Row };
  };
  const seen = await parts(staff);
  expect(seen.buildings.map(({ number, name }) => number ?? name)).toEqual(['1甲', '2', '10', '物业用房']);
  expect(seen.totals).toEqual({ buildings: 4, gates: 1, units: 8, households: 31108 });
  expect((await parts()).totals).toEqual({ buildings: 4, gates: 1, units: null, households: null });
  expect(JSON.stringify(await parts())).not.toMatch(/7777|31108/);
  await run('DELETE FROM asset.buildings WHERE compound_id = $1 AND number IS NOT NULL', [id]);
  expect((await parts(staff)).totals.buildings).toBe(1);
  expect((await parts(staff, `?as_of=${then}`)).totals.buildings).toBe(4);
});

test('a building tells its compound by name; parts of a compound nobody knows are 404, of no id 422', async () => {
  const id = await compound(125.7);
  const house = await building(125.701);
  const reply = await site.ask(`/api/layers/buildings/features/${house}`);
  expect(await reply.json()).toMatchObject({
    properties: { compound_id: id },
    references: { compound_id: { layer: 'compounds', id, label: '小区 125.7' } }
  });
  expect((await site.ask('/api/compounds/999999/parts', staff)).status).toBe(404);
  expect((await site.ask('/api/compounds/x/parts', staff)).status).toBe(422);
});

test('buildings, gates and compounds that are imported find each other by place, whichever comes first', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gezhi-compounds-'));
  const ring = (lng: number, lat: number, side: number) => [
    [
      [lng, lat],
      [lng + side, lat],
      [lng + side, lat + side],
      [lng, lat + side],
      [lng, lat]
    ]
  ];
  const area = (id: string, lng: number, lat: number, side: number, properties: Row) => ({
    ...{ type: 'Feature', id, properties },
    geometry: { type: 'Polygon', coordinates: ring(lng, lat, side) }
  });
  async function bring(target: string, features: object[]): Promise<void> {
    const file = join(dir, `${target}.geojsonl`);
    writeFileSync(file, features.map((feature) => `${JSON.stringify(feature)}\n`).join(''));
    await runDelivery({ ownerUrl: site.db.ownerUrl, target, file, source: 'survey', acceptShift: true });
  }
  const named = async (table: string) => {
    const { rows } = await site.db.pool.query<{ id: string; name: string | null }>(
      `SELECT f.source_id AS id, c.name FROM asset.${table} f LEFT JOIN asset.compounds c ON c.id = f.compound_id
       WHERE f.source = 'survey' ORDER BY 1`
    );
    return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
  };
  try {
    await bring('buildings', [area('b1', 125.801, 43.88, 0.0003, {}), area('b2', 125.821, 43.88, 0.0003, {})]);
    expect(await named('buildings')).toEqual({ b1: null, b2: null });
    const contract = {
      name: '东苑',
      property_company: '甲物业',
      contract_from: '2024-01-01',
      contract_until: '2026年12月31日'
    };
    await bring('compounds', [area('c1', 125.8, 43.879, 0.003, contract)]);
    expect(await named('buildings')).toEqual({ b1: '东苑', b2: null });
    await bring('gates', [
      {
        type: 'Feature',
        id: 'g1',
        properties: { kind: 'main' },
        geometry: { type: 'Point', coordinates: [125.8, 43.88] }
      }
    ]);
    expect(await named('gates')).toEqual({ g1: '东苑' });
    await bring('compounds', [area('c1', 125.82, 43.879, 0.003, contract)]);
    expect(await named('buildings')).toEqual({ b1: null, b2: '东苑' });
    expect(await named('gates')).toEqual({ g1: null });
    const { rows } = await run(`SELECT contract_until FROM asset.compounds WHERE source = 'survey'`);
    expect(rows).toEqual([{ contract_until: '2026-12-31' }]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
