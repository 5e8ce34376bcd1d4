import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileIds, profiles, type ProfileId } from '#geodata/routing/profiles.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { engineOf } from './support.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase({ demo: true });
});
afterAll(() => db.drop());

const asked = (profile: ProfileId) => ({ profile, at: Date.now(), winter: false });
const places = async (table: string) =>
  (
    await db.pool.query<{ at: [number, number] }>(
      `SELECT ARRAY[ST_X(p), ST_Y(p)] AS at FROM ${table}, ST_PointOnSurface(geom) AS p`
    )
  ).rows.map(({ at }) => at);

test('the demo city comes with its road graph, and all its roads hang together', async () => {
  const { rows } = await db.pool.query(
    `SELECT (SELECT version FROM routing.graph) AS version, count(*) = (SELECT count(*) FROM routing.nodes) AS every_node, count(DISTINCT component)::int AS parts
     FROM pgr_connectedComponents('SELECT id, source, target, 1 AS cost FROM routing.edges')`
  );
  expect(rows).toEqual([{ version: 1, every_node: true, parts: 1 }]);
});

test.each(profileIds)('%s: what may be used hangs together', async (profile) => {
  const { largest, components, nodes } = (await engineOf(db)).facts(asked(profile));
  // Vehicles are kept off the footpaths, whose junctions are then nobody's.
  expect(largest[0]! / nodes).toBeGreaterThan(profiles[profile].mode === 'foot' ? 0.99 : 0.9);
  expect(largest.slice(1).every((size) => size < nodes / 100)).toBe(true);
  expect(components).toBeLessThan(20);
});

test('every service can be walked to, and every key site be driven to, from the first station', async () => {
  const engine = await engineOf(db);
  const [station] = await places(`(SELECT geom FROM emergency.stations WHERE kind = 'fire' ORDER BY id) AS fire`);
  const services = await places('asset.service_points');
  const sites = await places('asset.key_sites');
  const unreached = (profile: ProfileId, targets: [number, number][]) =>
    engine.times(asked(profile), [station!], targets)[0]!.filter((time) => typeof time !== 'number');
  expect(services.length).toBeGreaterThan(1000);
  expect(unreached('foot', services)).toEqual([]);
  expect(sites.length).toBeGreaterThan(200);
  expect(unreached('fire_engine', sites)).toEqual([]);
});

test('the five stations nearest by time are the five of the whole table', async () => {
  const engine = await engineOf(db);
  const stations = await places(`emergency.stations`);
  const [incident] = await places(`(SELECT geom FROM asset.buildings ORDER BY id LIMIT 1) AS one`);
  const table = engine.times(asked('fire_engine'), stations, [incident!]).map(([time]) => time as number);
  const { reached } = engine.nearest(asked('fire_engine'), incident!, stations, { count: 5, direction: 'to' });
  const expected = table.toSorted((a, b) => a - b).slice(0, 5);
  reached.forEach(({ seconds, target }, i) => {
    expect(seconds).toBeCloseTo(expected[i]!, 6);
    expect(table[target]).toBeCloseTo(seconds, 6);
  });
});
