import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Asked } from '#geodata/routing/engine.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { clearRoads, edgesOf, engineOf, insertRoad, rebuild } from './support.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(() => clearRoads(db));

/** A spot some hundred metres east and north of a corner in Changchun. */
const at = (east: number, north: number): [number, number] => [
  Math.round((125.3 + east * 0.00125) * 1e7) / 1e7,
  Math.round((43.88 + north * 0.0009) * 1e7) / 1e7
];
const west = at(0, 1);
const middle = at(1, 1);
const east = at(2, 1);
const south = at(1, 0);
const north = at(1, 2);
const onFoot: Asked = { profile: 'foot', at: Date.now(), winter: false };
const byCar: Asked = { ...onFoot, profile: 'car' };

async function leads(from: [number, number], to: [number, number], asked = onFoot): Promise<boolean> {
  await rebuild(db);
  return 'seconds' in (await engineOf(db)).route(asked, from, to);
}

test('roads that cross in a vertex of both meet there', async () => {
  await insertRoad(db, { line: [west, middle, east] });
  await insertRoad(db, { line: [south, middle, north] });
  expect(await leads(west, north)).toBe(true);
  expect(await edgesOf(db)).toHaveLength(4);
});

test('a road that ends in a vertex of another is joined to it', async () => {
  await insertRoad(db, { line: [west, middle, east] });
  await insertRoad(db, { line: [south, middle] });
  expect(await leads(south, east)).toBe(true);
  expect(await edgesOf(db)).toHaveLength(3);
});

test('roads that cross without a common vertex do not meet', async () => {
  await insertRoad(db, { line: [west, east] });
  await insertRoad(db, { line: [south, north] });
  expect(await leads(west, north)).toBe(false);
  expect(await edgesOf(db)).toHaveLength(2);
});

test.each([
  ['a bridge', { bridge: true }],
  ['a bridge on level 2', { bridge: true, level: 2 }],
  ['a tunnel', { tunnel: true }]
])('%s does not meet what it crosses, even where both have a vertex', async (_, structure) => {
  await insertRoad(db, { line: [west, middle, east], ...structure });
  await insertRoad(db, { line: [south, middle, north] });
  expect(await leads(west, north)).toBe(false);
  expect(await leads(west, east)).toBe(true);
});

test('a level alone is drawing order: where both have a vertex they meet', async () => {
  await insertRoad(db, { line: [west, middle, east], level: -1 });
  await insertRoad(db, { line: [south, middle, north] });
  expect(await leads(west, north)).toBe(true);
});

test('a bridge is joined to the roads at its ends, and to a ramp that ends on it', async () => {
  await insertRoad(db, { line: [west, middle], bridge: true });
  await insertRoad(db, { line: [middle, east] });
  await insertRoad(db, { line: [north, at(0.5, 1)] });
  await insertRoad(db, { line: [at(0, 2), north] });
  expect(await leads(west, east)).toBe(true);
  await db.pool.query(
    `UPDATE asset.roads SET geom = ST_Multi(ST_AddPoint(ST_GeometryN(geom, 1), ST_SetSRID(ST_Point($1, $2), 4326), 1)) WHERE bridge`,
    at(0.5, 1)
  );
  expect(await leads(west, at(0, 2))).toBe(true);
});

test('a ramp that ends where a bridge passes over a road joins the one on its own level', async () => {
  await insertRoad(db, { line: [west, middle, east], level: 1, bridge: true });
  await insertRoad(db, { line: [south, middle, north] });
  await insertRoad(db, { line: [at(0, 0), middle] });
  expect(await leads(at(0, 0), north)).toBe(true);
  expect(await leads(at(0, 0), east)).toBe(false);
});

test('a one-way road is driven along its direction, reversed ones against it, and walked both ways', async () => {
  const id = await insertRoad(db, { line: [west, middle, east], oneway: 1 });
  expect(await leads(west, east, byCar)).toBe(true);
  expect(await leads(east, west, byCar)).toBe(false);
  expect(await leads(east, west)).toBe(true);
  await db.pool.query('UPDATE asset.roads SET oneway = -1 WHERE id = $1', [id]);
  expect(await leads(west, east, byCar)).toBe(false);
  expect(await leads(east, west, byCar)).toBe(true);
});

test('steps keep out whoever needs none, low bridges keep out fire engines', async () => {
  await insertRoad(db, { line: [west, middle], class: 'path', steps: true });
  await insertRoad(db, { line: [at(0, 50), at(2, 50)], max_height_m: 3.2 });
  expect(await leads(west, middle)).toBe(true);
  expect(await leads(west, middle, { ...onFoot, profile: 'foot_step_free' })).toBe(false);
  expect(await leads(at(0, 50), at(2, 50), byCar)).toBe(true);
  expect(await leads(at(0, 50), at(2, 50), { ...onFoot, profile: 'fire_engine' })).toBe(false);
});

test('a gate for people on a drive keeps cars out, a fire gate lets the fire engine through after a while', async () => {
  await insertRoad(db, { line: [west, middle, east], class: 'service' });
  const gate = (kind: string) =>
    db.pool.query(
      `INSERT INTO asset.gates (source, source_id, kind, geom) VALUES ('test', 'gate', $1, ST_SetSRID(ST_Point($2, $3), 4326))
       ON CONFLICT (source, source_id) DO UPDATE SET kind = excluded.kind`,
      [kind, ...middle]
    );
  await gate('pedestrian');
  expect(await leads(west, east)).toBe(true);
  expect(await leads(west, east, byCar)).toBe(false);
  await gate('fire');
  expect(await leads(west, east, byCar)).toBe(false);
  expect(await leads(west, east, { ...onFoot, profile: 'fire_engine' })).toBe(true);
});

test('a loop, a road that meets itself, a repeated vertex and one road drawn twice make sound edges', async () => {
  await insertRoad(db, { line: [west, middle, north, west] });
  await insertRoad(db, { line: [at(3, 0), at(4, 0), at(4, 1), at(4, 0), at(5, 0)] });
  await insertRoad(db, { line: [at(6, 0), at(6, 0), at(7, 0), at(7, 0)] });
  await insertRoad(db, { line: [at(6, 0), at(7, 0)] });
  await rebuild(db);
  const { rows } = await db.pool.query(
    `SELECT count(*)::int AS n, min(length_m) > 50 AS long, bool_and(ST_NPoints(geom) >= 2) AS lines FROM routing.edges`
  );
  expect(rows).toEqual([{ n: 6, long: true, lines: true }]);
});

/** Random edits of roads on a small grid, where they meet, cross and lie over one another all the time. */
const spot = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
const road = fc.record({
  line: fc.array(spot, { minLength: 2, maxLength: 5 }).filter((line) => new Set(line.map(String)).size > 1),
  level: fc.constantFrom(0, 0, 0, 1),
  bridge: fc.constantFrom(false, false, true),
  oneway: fc.constantFrom(0, 1)
});
const edit = fc.oneof(
  { weight: 4, arbitrary: road.map((road) => ({ add: road })) },
  { weight: 2, arbitrary: fc.nat().map((remove) => ({ remove })) },
  { weight: 2, arbitrary: fc.record({ move: fc.nat(), to: road }) },
  { weight: 1, arbitrary: fc.nat().map((rename) => ({ rename })) }
);

test('rebuilt after each edit the graph is what it would be if built anew', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (rounds) => {
        await clearRoads(db);
        await rebuild(db, true);
        const ids: number[] = [];
        for (const edits of rounds) {
          for (const one of edits) await apply(one, ids);
          await rebuild(db);
        }
        const followed = await edgesOf(db);
        const kept = (await db.pool.query('SELECT array_agg(id ORDER BY id) AS ids FROM routing.edges')).rows;
        expect(await rebuild(db, true)).toMatchObject({ added: 0, removed: 0 });
        expect((await db.pool.query('SELECT array_agg(id ORDER BY id) AS ids FROM routing.edges')).rows).toEqual(kept);
        await db.pool.query(
          'DELETE FROM routing.edges; DELETE FROM routing.nodes; DELETE FROM routing.roads; DELETE FROM routing.blocks'
        );
        await rebuild(db, true);
        expect(await edgesOf(db)).toEqual(followed);
        const orphans = await db.pool.query(
          `SELECT FROM routing.nodes n WHERE NOT EXISTS (SELECT FROM routing.edges WHERE n.id IN (source, target))`
        );
        expect(orphans.rowCount).toBe(0);
      }
    ),
    { numRuns: 15 }
  );
}, 120_000);

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

async function apply(one: Edit, ids: number[]): Promise<void> {
  const placed = ({ line, ...rest }: typeof road extends fc.Arbitrary<infer T> ? T : never) => ({
    ...rest,
    line: line.map(([x, y]) => at(x, y))
  });
  if ('add' in one) ids.push(await insertRoad(db, placed(one.add)));
  else if (ids.length === 0) return;
  else if ('remove' in one)
    await db.pool.query('DELETE FROM asset.roads WHERE id = $1', ids.splice(one.remove % ids.length, 1));
  else if ('rename' in one) {
    await db.pool.query(`UPDATE asset.roads SET name = '改' WHERE id = $1`, [ids[one.rename % ids.length]]);
  } else {
    const { line, level, bridge, oneway } = placed(one.to);
    await db.pool.query(
      `UPDATE asset.roads SET geom = ST_Multi(ST_SetSRID(ST_GeomFromGeoJSON($2), 4326)), level = $3, bridge = $4, oneway = $5 WHERE id = $1`,
      [ids[one.move % ids.length], JSON.stringify({ type: 'LineString', coordinates: line }), level, bridge, oneway]
    );
  }
}
