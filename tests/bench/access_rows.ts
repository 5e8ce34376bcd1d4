import pg from 'pg';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import { median, ratio, type Bench, type BenchContext } from './support/bench.ts';

const ROWS = 100_000;
const QUERIES = 40;
const ROUNDS = 7;
const NAME = 'gezhi_bench_rows';

/** What a list, a search around a place and a search for the nearest ask of a layer. */
const kinds: Record<string, (lng: number, lat: number) => string> = {
  'bbox list': (lng, lat) =>
    `SELECT id, kind, ST_X(geom), ST_Y(geom) FROM emergency.hydrants
     WHERE geom && ST_MakeEnvelope(${lng}, ${lat}, ${lng + 0.01}, ${lat + 0.01}, 4326) ORDER BY id LIMIT 200`,
  // The box first: it may use the index under a policy, and ST_DWithin needs one on the geography otherwise.
  'within 500 m': (lng, lat) =>
    `SELECT id FROM emergency.hydrants
     WHERE geom && ST_MakeEnvelope(${lng - 0.0063}, ${lat - 0.0046}, ${lng + 0.0063}, ${lat + 0.0046}, 4326)
       AND ST_DWithin(geom::geography, ST_SetSRID(ST_Point(${lng}, ${lat}), 4326)::geography, 500)`,
  nearest: (lng, lat) =>
    `SELECT id FROM emergency.hydrants ORDER BY geom <-> ST_SetSRID(ST_Point(${lng}, ${lat}), 4326) LIMIT 20`
};

/**
 * What row-level security costs: the same queries, giving the same rows, as the server's role under a scope that holds
 * them and as the owner, whom no policy binds. The worst of three kinds. Each plan must go through the spatial index.
 */
export const rowSecurity: Bench = {
  name: 'access/rls_ratio',
  unit: '×',
  bar: { atMost: 1.3 },
  async run(ctx) {
    const database = await fill(ctx);
    const [server, owner] = await Promise.all([open(database('gezhi_server')), open(database('gezhi_owner'))]);
    try {
      await server.query(`SELECT set_config('gezhi.scope', '220102', false)`);
      const values: { kind: string; value: number; ours: number; baseline: number }[] = [];
      for (const [kind, sql] of Object.entries(kinds)) {
        ctx.signal.throwIfAborted();
        await mustUseIndex(server, kind, sql(125.3, 43.9));
        const side = (client: pg.Client) => async () => timeOf(client, sql);
        await side(server)();
        values.push({ kind, ...(await ratio(ROUNDS, side(server), side(owner))) });
      }
      return {
        value: Math.max(...values.map(({ value }) => value)),
        note: values
          .map(
            ({ kind, value, ours, baseline }) =>
              `${kind} ${value.toFixed(2)} (${ours.toFixed(2)}/${baseline.toFixed(2)} ms)`
          )
          .join(', ')
      };
    } finally {
      await Promise.all([server.end(), owner.end()]);
      await dropDatabase(ctx.cluster.url('postgres', 'postgres'), NAME);
    }
  }
};

async function fill({ cluster, log }: BenchContext): Promise<(role: string) => string> {
  log(`${ROWS.toLocaleString('en')} rows`);
  const superuser = cluster.url('postgres', 'postgres');
  await dropDatabase(superuser, NAME);
  await cloneTemplate(superuser, NAME, false);
  const owner = await open(roleUrl(superuser, 'gezhi_owner', NAME));
  await owner.query(`
    INSERT INTO emergency.hydrants (source, source_id, kind, division_code, geom)
    SELECT 'bench', 'row ' || i, 'hydrant', '220102' || lpad((i % 900)::text, 6, '0'),
           ST_SetSRID(ST_Point(125.1 + ${spread(7)} * 0.4, 43.7 + ${spread(13)} * 0.4), 4326)
    FROM generate_series(1, ${ROWS}) AS i`);
  await owner.query('VACUUM ANALYZE emergency.hydrants');
  await owner.end();
  return (role) => roleUrl(superuser, role, NAME);
}

/** A number from 0 to 1 for each row i, the same in every run. */
const spread = (factor: number) => `(i::bigint * 7919 * ${factor} % 100003 / 100003.0)`;

async function open(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

async function mustUseIndex(client: pg.Client, kind: string, sql: string): Promise<void> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  if (!/hydrants_geom_idx/.test(plan)) throw new Error(`${kind} does not use the spatial index:\n${plan}`);
}

/** Median milliseconds of a query over places all over the rows, the same ones each time. */
async function timeOf(client: pg.Client, sql: (lng: number, lat: number) => string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < QUERIES; i++) {
    const text = sql(125.12 + ((i * 37) % QUERIES) * 0.009, 43.72 + ((i * 17) % QUERIES) * 0.009);
    const began = performance.now();
    await client.query(text);
    times.push(performance.now() - began);
  }
  return median(times);
}
