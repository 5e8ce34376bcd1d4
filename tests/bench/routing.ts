import { setTimeout as later } from 'node:timers/promises';
import type { Pool } from 'pg';
import { profiles } from '#geodata/routing/profiles.ts';
import { rng } from '#geodata/demo/rng.ts';
import type { LngLat } from '#geodata/spatial/local_frame.ts';
import { rebuildGraph } from '#server/routing/rebuild.service.ts';
import { createRouting } from '#server/routing/routing.service.ts';
import { ratio, type Bench } from './support/bench.ts';
import { roadCity, type RoadCity } from './support/road_city.ts';

const timed = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Junctions on a side that give about as many edges. */
const [SIDE_OF_50_000, SIDE_OF_200_000] = [165, 338];

/**
 * Building the graph from the roads, junctions found, roads cut, indexes and blocks and all, against pgr_createTopology
 * over edges that are cut already and indexed.
 */
export const build: Bench = {
  name: 'routing/build_s_per_100k',
  unit: '×',
  bar: { atMost: 1.5 },
  async run(ctx) {
    const city = await roadCity(ctx, SIDE_OF_50_000);
    try {
      await rebuildGraph(city.pool);
      const edges = await countEdges(city.pool);
      const { value, ours, baseline } = await ratio(
        3,
        async () => {
          await city.pool.query(
            `TRUNCATE routing.edges, routing.nodes, routing.roads, routing.blocks; UPDATE routing.graph SET version = 0, edges = 0`
          );
          return timed(() => rebuildGraph(city.pool));
        },
        async () => {
          await city.pool.query(
            `DROP TABLE IF EXISTS public.noded, public.noded_vertices_pgr;
             CREATE TABLE public.noded AS SELECT id, geom AS the_geom, NULL::bigint AS source, NULL::bigint AS target FROM routing.edges;
             ALTER TABLE public.noded ADD PRIMARY KEY (id);
             CREATE INDEX ON public.noded USING gist (the_geom)`
          );
          return timed(() => city.pool.query(`SELECT pgr_createTopology('public.noded', 0.0000001)`));
        }
      );
      const per100k = (ms: number) => `${((ms / edges) * 100).toFixed(1)} s`;
      const note = `${per100k(ours)} per 100,000 edges, pgr_createTopology ${per100k(baseline)}; ${edges.toLocaleString('en')} edges`;
      return { value, note };
    } finally {
      await city.drop();
    }
  }
};

/**
 * Which five of 200 stations are at an incident first, exact, as the service answers it (every station found on its
 * road, the thread and all), against one pgr_dijkstraCost over the whole graph from the incident, directions swapped.
 */
export const nearest: Bench = {
  name: 'routing/nearest_ratio',
  unit: '×',
  bar: { atMost: 0.5 },
  async run(ctx) {
    const city = await roadCity(ctx, SIDE_OF_200_000);
    await rebuildGraph(city.pool);
    const edges = await countEdges(city.pool);
    const before = process.memoryUsage().rss;
    const routing = createRouting(city.pool, { TIME_ZONE: 'Asia/Shanghai', ROUTING_WINTER: null });
    try {
      const loaded = await timed(() => loadedGraph(routing));
      const { stations, incidents } = await places(city);
      const memoryMb = (process.memoryUsage().rss - before) / 2 ** 20;
      await withCosts(city.pool);
      let asked = 0;
      const { value, ours, baseline } = await ratio(
        7,
        async () => {
          const incident = incidents[asked % incidents.length]!;
          let answer: number[] = [];
          const took = await timed(async () => (answer = await oursTo(routing, incident, stations)));
          await mustAgree(city.pool, incident, stations, answer);
          return took;
        },
        async () => {
          const incident = incidents[asked++ % incidents.length]!;
          return timed(() => theirs(city.pool, incident, stations));
        }
      );
      const note =
        `${ours.toFixed(1)} ms, pgr_dijkstraCost ${baseline.toFixed(0)} ms; ${edges.toLocaleString('en')} edges ` +
        `take ${memoryMb.toFixed(0)} MB in the process, loaded in ${(loaded / 1000).toFixed(1)} s`;
      return { value, note };
    } finally {
      await routing.stop();
      await city.drop();
    }
  }
};

interface Place {
  node: number;
  at: LngLat;
}

type Routing = ReturnType<typeof createRouting>;

async function countEdges(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::integer AS n FROM routing.edges');
  return rows[0]!.n;
}

/** Waits for the first load, which may take longer than a request would. */
async function loadedGraph(routing: Routing): Promise<void> {
  for (;;) {
    const done = await routing.facts().then(
      () => true,
      () => false
    );
    if (done) return;
    await later(20);
  }
}

/** Stations and incidents at junctions, the same every time. */
async function places({ pool }: RoadCity): Promise<{ stations: Place[]; incidents: Place[] }> {
  const { rows } = await pool.query<{ node: string; x: number; y: number }>(
    'SELECT id AS node, x, y FROM routing.nodes ORDER BY x, y'
  );
  const picked = rng('bench stations').shuffled(rows).slice(0, 207);
  const all = picked.map(({ node, x, y }): Place => ({ node: Number(node), at: [x / 1e7, y / 1e7] }));
  return { stations: all.slice(0, 200), incidents: all.slice(200) };
}

/** The same edges with what each costs a fire engine, for pgRouting. */
async function withCosts(pool: Pool): Promise<void> {
  await pool.query(
    `CREATE TABLE public.costed AS
     SELECT e.id, e.source, e.target,
            CASE WHEN oneway = -1 THEN -1 ELSE length_m * 3.6 / (($1::jsonb ->> class)::float8) END AS cost,
            CASE WHEN oneway = 1 THEN -1 ELSE length_m * 3.6 / (($1::jsonb ->> class)::float8) END AS reverse_cost
     FROM routing.edges e JOIN routing.roads r ON r.id = e.road_id`,
    [JSON.stringify(profiles.fire_engine.speed_kmh)]
  );
  await pool.query('ANALYZE public.costed');
}

async function oursTo(routing: Routing, incident: Place, stations: Place[]): Promise<number[]> {
  const targets = stations.map(({ at }) => at);
  const { nearest } = await routing.nearest(incident.at, targets, {
    profile: 'fire_engine',
    count: 5,
    direction: 'to'
  });
  return nearest.map(({ duration_s }) => duration_s);
}

async function theirs(pool: Pool, incident: Place, stations: Place[]): Promise<number[]> {
  const { rows } = await pool.query<{ cost: number }>(
    `SELECT agg_cost AS cost FROM pgr_dijkstraCost(
       'SELECT id, target AS source, source AS target, cost, reverse_cost FROM public.costed', $1::bigint, $2::bigint[], true)
     ORDER BY agg_cost LIMIT 5`,
    [incident.node, stations.map(({ node }) => node)]
  );
  return rows.map(({ cost }) => cost);
}

/** A fast wrong answer is none. */
async function mustAgree(pool: Pool, incident: Place, stations: Place[], ours: number[]): Promise<void> {
  const expected = await theirs(pool, incident, stations);
  const agrees =
    ours.length === 5 && ours.every((seconds, i) => Math.abs(seconds - expected[i]!) < 0.01 + expected[i]! * 1e-6);
  if (!agrees) throw new Error(`not the same nearest: ${ours.join()} and ${expected.join()}`);
}
