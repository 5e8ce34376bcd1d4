import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { latLngToCell } from 'h3-js';
import { SIMULATED_FROM, simulate } from '#geodata/risk/simulated_city.ts';
import { cloneTemplate, dropDatabase } from '../support/templates.ts';
import { quantile, ratio, type Bench, type BenchContext, type Measured } from './support/bench.ts';
import { Line } from './support/line.ts';
import { asked } from './support/processes.ts';

const DATABASE = `gezhi_test_${process.pid}_0`;
const DAYS = 4 * 364;
const ROUNDS = 7;
/** Of all rounds together they stay below what one address may ask in a minute. */
const QUESTIONS = 180;
/** What else the server is asked: cheap and dear, with and without the database. */
const paths = ['/api/layers', '/api/site', '/api/search?q=%E8%A1%97', '/api/divisions', '/healthz'];

/**
 * p95 of other routes while a city of 5,000 cells is fitted beside the server, against the same server at rest. The
 * two take turns, so that what else the machine does meets both.
 */
async function serverRatio({ cluster, log }: BenchContext): Promise<Measured> {
  const superuser = cluster.url('postgres', 'postgres');
  await cloneTemplate(superuser, DATABASE, true);
  const pool = new pg.Pool({ connectionString: cluster.url('gezhi_owner', DATABASE), max: 2 });
  try {
    log('inserting a city of 5,000 cells');
    await insertCity(pool);
    const child = fork(join(import.meta.dirname, 'support', 'serve_forecasts.ts'), {
      env: {
        ...{ PATH: process.env.PATH, NODE_ENV: 'production', DEMO: 'on', LOG_LEVEL: 'silent', TILE_SOURCE: 'postgis' },
        ...{
          DATABASE_URL: cluster.url('gezhi_owner', DATABASE),
          SERVER_DATABASE_URL: cluster.url('gezhi_server', DATABASE)
        },
        ...{ TILE_DATABASE_URL: cluster.url('tile_reader', DATABASE), FORECASTS: 'off', PORT: '0' }
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc']
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const line = new Line(port, asked);
    const p95 = async () => {
      const took: number[] = [];
      for (let i = 0; i < QUESTIONS; i++) {
        const began = performance.now();
        const { status } = await line.ask(paths[i % paths.length]!);
        if (status !== 200) throw new Error(`${paths[i % paths.length]} answered ${status}`);
        took.push(performance.now() - began);
      }
      return quantile(took, 0.95);
    };
    await p95();
    const { value, ours, baseline } = await ratio(
      ROUNDS,
      async () => {
        child.send('fit');
        await fitting(pool);
        const taken = await p95();
        child.send('stop');
        await once(child, 'message');
        await pool.query('DELETE FROM risk.progress');
        return taken;
      },
      p95
    );
    line.close();
    child.disconnect();
    await once(child, 'exit');
    return { value, note: `p95 ${ours.toFixed(1)} ms while fitting, ${baseline.toFixed(1)} ms at rest` };
  } finally {
    await pool.end();
    await dropDatabase(superuser, DATABASE);
  }
}

/** Resolves once the reports are read and it computes. */
async function fitting(pool: pg.Pool): Promise<void> {
  const busy = `SELECT FROM risk.progress WHERE total > 0 AND finished_at IS NULL AND started_at > now() - interval '1 minute'`;
  while ((await pool.query(busy)).rowCount === 0) await new Promise((later) => setTimeout(later, 100));
}

async function insertCity(pool: pg.Pool): Promise<void> {
  const table = simulate({
    ...{ name: 'large', rings: 40, days: DAYS, background: 80, unequal: 1, theta: 0.5, tau: 10, sigma: 0 }
  });
  const { rows } = await pool.query<{ code: string }>(`SELECT code FROM governance.divisions WHERE level = 5 LIMIT 1`);
  const today = Math.floor(Date.now() / 86_400_000);
  const client = await pool.connect();
  // What keeps the layer in step (history, tiles) is measured elsewhere.
  await client.query('ALTER TABLE governance.events DISABLE TRIGGER USER');
  const BATCH = 50_000;
  for (let first = 0; first < table.day.length; first += BATCH) {
    const part = <T>(values: ArrayLike<T>) => Array.from(values).slice(first, first + BATCH);
    const [lon, lat] = [part(table.lon), part(table.lat)];
    await client.query(
      `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, division_code, geom)
       SELECT 'bench', 'b' || ($1::integer + i), gen_random_uuid(), (ARRAY['noise','road_damage'])[1 + i % 2], 'citizen', 'done',
              date '1970-01-01' + day + interval '4 hours', cell, $2, ST_SetSRID(ST_Point(lng, lat), 4326)
       FROM unnest($3::int[], $4::text[], $5::float8[], $6::float8[]) WITH ORDINALITY AS row (day, cell, lng, lat, i)`,
      [
        ...[first, rows[0]!.code],
        part(table.day).map((day) => today - DAYS + day - SIMULATED_FROM),
        lon.map((lng, i) => latLngToCell(lat[i]!, lng, 10)),
        ...[lon, lat]
      ]
    );
  }
  await client.query('ALTER TABLE governance.events ENABLE TRIGGER USER');
  await client.query('VACUUM ANALYZE governance.events');
  client.release();
}

export const riskServer: Bench = { name: 'risk/server_ratio', unit: '×', bar: { atMost: 1.5 }, run: serverRatio };
