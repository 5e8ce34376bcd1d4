import pg from 'pg';
import { median, type Bench, type BenchContext } from './support/bench.ts';
import { dense, hongKong } from './support/hongkong.ts';
import { Line } from './support/line.ts';
import { asked, startServer } from './support/processes.ts';

const ROUNDS = 5;
const FEATURES = 1_000;
/** Columns staff get of a building, as the service gives them. */
const columns = [
  ...['number', 'name', 'kind', 'floors', 'height_m', 'units', 'households', 'address'],
  ...['division_code', 'grid_code', 'source', 'observed_at', 'valid_from']
];

type Box = [west: number, south: number, east: number, north: number];

/**
 * What the service adds to the query itself, for pages of a thousand buildings: session, permission, filter, the count
 * of all that match, links, HTTP. The bare query makes the same features as one JSON text, on a client of its own.
 */
async function bboxRatio(ctx: BenchContext) {
  const db = await hongKong(ctx);
  const server = await startServer(db);
  const line = new Line(server.port, asked);
  const client = new pg.Client({ connectionString: db.serverUrl });
  await client.connect();
  // Parallel workers make the bare query slower than it need be.
  await client.query('SET max_parallel_workers_per_gather = 0');
  const bytes: number[] = [];
  const ofService = async (box: Box) => {
    const began = performance.now();
    const answer = await line.ask(`/ogc/collections/buildings/items?bbox=${box.join(',')}&limit=${FEATURES}`);
    const took = performance.now() - began;
    if (answer.status !== 200) throw new Error(`the service answered ${answer.status}`);
    bytes.push(answer.bytes);
    return took;
  };
  const ofQuery = async (box: Box) => {
    const began = performance.now();
    await client.query({ name: 'bare', text: bare, values: [...box, FEATURES] });
    return performance.now() - began;
  };
  const rounds: { ours: number; alone: number }[] = [];
  try {
    const boxes = await fullBoxes(client);
    // The first round only warms both.
    for (let round = 0; round <= ROUNDS; round++) {
      const [ours, alone]: [number[], number[]] = [[], []];
      for (const [index, box] of boxes.entries()) {
        if ((index + round) % 2) ours.push(await ofService(box));
        alone.push(await ofQuery(box));
        if (ours.length < alone.length) ours.push(await ofService(box));
      }
      if (round > 0) rounds.push({ ours: median(ours), alone: median(alone) });
    }
  } finally {
    line.close();
    await Promise.all([client.end(), server.stop()]);
  }
  const [ours, alone] = [median(rounds.map((round) => round.ours)), median(rounds.map((round) => round.alone))];
  return {
    value: median(rounds.map((round) => round.ours / round.alone)),
    note: `p50 of ${FEATURES} buildings (${Math.round(median(bytes) / 1024)} KB) ${ours.toFixed(1)} ms, query alone ${alone.toFixed(1)} ms`
  };
}

const bare = `
  SELECT '{"type":"FeatureCollection","features":[' || string_agg('{"type":"Feature","id":' || f.id || ',"geometry":'
         || ST_AsGeoJSON(f.geom, 7, 0) || ',"properties":'
         || (SELECT row_to_json(p)::text FROM (SELECT ${columns.map((name) => `f.${name}`).join(', ')}) AS p) || '}', ',' ORDER BY f.id) || ']}'
  FROM (SELECT * FROM asset.buildings f WHERE ST_Intersects(f.geom, ST_MakeEnvelope($1, $2, $3, $4, 4326)) ORDER BY f.id LIMIT $5) f`;

/** Boxes of the dense city that each hold a thousand buildings or somewhat more. */
async function fullBoxes(client: pg.Client): Promise<Box[]> {
  const found: Box[] = [];
  const [west, south, east, north] = dense;
  for (let step = 0; step < 10; step++) {
    const [lng, lat] = [
      west + ((east - west) * (step + 0.5)) / 10,
      south + ((north - south) * (((step * 7) % 10) + 0.5)) / 10
    ];
    for (let half = 0.002; half < 0.2; half *= 1.15) {
      const box: Box = [lng - half, lat - half, lng + half, lat + half];
      const { rows } = await client.query<{ n: number }>(
        'SELECT count(*) AS n FROM asset.buildings WHERE geom && ST_MakeEnvelope($1, $2, $3, $4, 4326)',
        box
      );
      if (Number(rows[0]!.n) < FEATURES * 1.1) continue;
      found.push(box);
      break;
    }
  }
  if (found.length === 0) throw new Error('no box of the extract holds a thousand buildings');
  return found;
}

export const featuresBboxRatio: Bench = {
  name: 'features/bbox_ratio',
  unit: '×',
  bar: { atMost: 1.5 },
  run: bboxRatio
};
