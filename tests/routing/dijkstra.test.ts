import { afterAll, beforeAll, expect } from 'vitest';
import { costsOf } from '#geodata/routing/graph.ts';
import { profiles, type ProfileId } from '#geodata/routing/profiles.ts';
import { Search } from '#geodata/routing/search.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { describeWithSharedData, sharedData, testWithSharedData as test } from '../support/shared.ts';
import { run } from '../import/support.ts';
import { graphIn, rebuild } from './support.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

/**
 * Edges cut from the roads by a rule written anew for this test (a vertex that occurs twice, or ends a line, is a
 * junction), with costs by a formula written anew: nothing is taken from the graph's own tables.
 */
async function independentEdges(profile: ProfileId): Promise<void> {
  const { mode, speed_kmh, surface_factor, private_factor, limit_share = null, emergency } = profiles[profile];
  const drive = mode === 'vehicle';
  await db.pool.query(
    `DROP TABLE IF EXISTS public.plain_edges, public.plain_junctions, public.plain_points;
     CREATE TABLE public.plain_points AS
       SELECT r.id AS road, p.path[1] AS line, p.path[2] AS at, p.geom,
              round(ST_X(p.geom) * 1e7) || ' ' || round(ST_Y(p.geom) * 1e7) AS spot,
              p.path[2] = 1 OR p.path[2] = ST_NPoints(ST_GeometryN(r.geom, p.path[1])) AS tip
       FROM asset.roads r, ST_DumpPoints(r.geom) p;
     CREATE INDEX ON public.plain_points (road, line, at);
     CREATE TABLE public.plain_junctions AS
       SELECT spot, row_number() OVER () AS id FROM public.plain_points GROUP BY spot HAVING count(*) > 1 OR bool_or(tip);
     CREATE TABLE public.plain_edges AS
       WITH stop AS (
         SELECT road, line, at, id, lead(at) OVER way AS next_at, lead(id) OVER way AS next_id
         FROM public.plain_points JOIN public.plain_junctions USING (spot) WINDOW way AS (PARTITION BY road, line ORDER BY at)
       )
       SELECT row_number() OVER () AS id, stop.road, stop.id AS source, next_id AS target,
              (SELECT ST_Length(ST_MakeLine(p.geom ORDER BY p.at)::geography) FROM public.plain_points p
               WHERE p.road = stop.road AND p.line = stop.line AND p.at BETWEEN stop.at AND next_at) AS length,
              NULL::float8 AS cost, NULL::float8 AS reverse_cost
       FROM stop WHERE next_id IS NOT NULL`
  );
  await db.pool.query(
    `WITH speed AS (
       SELECT r.id, r.oneway,
         CASE WHEN $2 THEN
           CASE WHEN r.steps OR r.motor = 'no' OR (r.motor = 'emergency' AND NOT $3) THEN NULL
             ELSE least(coalesce(($1::jsonb ->> r.class)::float8, CASE WHEN r.motor IS NOT NULL THEN ($1::jsonb ->> 'service')::float8 END)
                          * CASE WHEN r.link THEN 0.7 ELSE 1 END,
                        r.maxspeed_kmh * $6::float8)
                  * CASE WHEN r.motor = 'private' THEN $5::float8 ELSE 1 END END
         ELSE
           CASE WHEN r.foot = 'no' THEN NULL
             ELSE coalesce(($1::jsonb ->> CASE WHEN r.steps THEN 'steps' ELSE r.class END)::float8, CASE WHEN r.foot = 'yes' THEN ($1::jsonb ->> 'primary')::float8 END)
                  * CASE WHEN r.foot = 'private' THEN $5::float8 ELSE 1 END END
         END * coalesce(($4::jsonb ->> r.surface)::float8, 1) AS kmh
       FROM asset.roads r
       WHERE NOT $2 OR (coalesce(r.max_height_m, 99) >= $7 AND coalesce(r.max_width_m, 99) >= $8 AND coalesce(r.max_weight_t, 999) >= $9)
     )
     UPDATE public.plain_edges e SET
       cost = CASE WHEN kmh IS NULL OR ($2 AND oneway = -1) THEN -1 ELSE length / (kmh / 3.6) END,
       reverse_cost = CASE WHEN kmh IS NULL OR ($2 AND oneway = 1) THEN -1 ELSE length / (kmh / 3.6) END
     FROM speed WHERE speed.id = e.road`,
    [
      ...[JSON.stringify(speed_kmh), drive, emergency, JSON.stringify(surface_factor), private_factor, limit_share],
      ...[profiles[profile].height_m ?? 0, profiles[profile].width_m ?? 0, profiles[profile].weight_t ?? 0]
    ]
  );
  await db.pool.query('UPDATE public.plain_edges SET cost = -1, reverse_cost = -1 WHERE cost IS NULL');
}

/** Pairs of junctions with what pgRouting says they cost, Infinity where it finds no way. */
async function pgRouting(pairs: [number, number][]): Promise<number[]> {
  const { rows } = await db.pool.query<{ cost: number | null }>(
    `WITH asked AS (SELECT n, a, b FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS pair (a, b, n)),
     found AS (
       SELECT * FROM pgr_dijkstraCost('SELECT id, source, target, cost, reverse_cost FROM public.plain_edges',
         format('SELECT a AS source, b AS target FROM unnest(%L::bigint[], %L::bigint[]) AS pair (a, b)', $1::bigint[], $2::bigint[]), true)
     )
     SELECT CASE WHEN a = b THEN 0 ELSE agg_cost END AS cost
     FROM asked LEFT JOIN found ON start_vid = a AND end_vid = b ORDER BY n`,
    [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
  );
  return rows.map(({ cost }) => (cost === null ? Infinity : Number(cost)));
}

/** Always the same numbers. */
function* chance(seed: number): Generator<number> {
  for (let n = seed; ;) yield ((n = (Math.imul(n, 1664525) + 1013904223) >>> 0) >>> 8) / 2 ** 24;
}

const PAIRS = 1000;

async function compare(profile: ProfileId): Promise<void> {
  await independentEdges(profile);
  const graph = await graphIn(db);
  const nodes = new Map<string, number>();
  for (let e = 0; e < graph.edgeCount; e++) {
    const [first, last] = [graph.shapeStart[e]! * 2, graph.shapeStart[e + 1]! * 2 - 2];
    nodes.set(`${graph.shape[first]} ${graph.shape[first + 1]}`, graph.source[e]!);
    nodes.set(`${graph.shape[last]} ${graph.shape[last + 1]}`, graph.target[e]!);
  }
  const { rows } = await db.pool.query<{ id: string; spot: string }>(
    'SELECT id, spot FROM public.plain_junctions ORDER BY id'
  );
  expect(rows.map(({ spot }) => spot).filter((spot) => !nodes.has(spot))).toEqual([]);
  expect(graph.nodeCount).toBe(rows.length);

  // Pairs among the junctions that this profile gets to at all; Monaco's are mostly of footways.
  const { rows: usable } = await db.pool.query<{ id: string; spot: string }>(
    `SELECT id, spot FROM public.plain_junctions
     WHERE id IN (SELECT unnest(ARRAY[source, target]) FROM public.plain_edges WHERE cost >= 0 OR reverse_cost >= 0) ORDER BY id`
  );
  const random = chance(2026);
  const pick = () => usable[Math.floor(random.next().value! * usable.length)]!;
  const pairs = Array.from({ length: PAIRS }, () => [pick(), pick()] as const);
  const expected = await pgRouting(pairs.map(([a, b]) => [Number(a.id), Number(b.id)]));
  const search = new Search(graph);
  const costs = costsOf(graph, profiles[profile]);
  let reached = 0;
  pairs.forEach(([a, b], i) => {
    const target = nodes.get(b.spot)!;
    search.run({ costs, seeds: [{ node: nodes.get(a.spot)!, cost: 0 }], onSettled: (node) => node === target });
    const cost = search.costOf(target);
    if (expected[i] === Infinity) expect(cost).toBe(Infinity);
    else expect(Math.abs(cost - expected[i]!)).toBeLessThanOrEqual(1e-6 * expected[i]!);
    if (cost < Infinity) reached++;
  });
  expect(reached).toBeGreaterThan(PAIRS / 2);
}

describeWithSharedData.each([['liechtenstein'], ['monaco']])('%s', (place) => {
  beforeAll(async () => {
    await db.pool.query('DELETE FROM asset.roads');
    await run(db, 'osm', sharedData(`osm/${place}.osm.pbf`));
    await rebuild(db);
  }, 120_000);

  test.each([['foot'], ['car'], ['fire_engine']] as const)(
    'a thousand pairs of junctions cost what pgRouting says: %s',
    (profile) => compare(profile),
    120_000
  );
});
