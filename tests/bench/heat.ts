import pg from 'pg';
import { latLngToCell } from 'h3-js';
import { anonymous, type Actor } from '#server/access/actor.ts';
import { readConfig, type Config } from '#server/config.ts';
import { openPools } from '#server/db/pool.ts';
import { HeatIndex } from '#server/heat/heat.index.ts';
import { HeatService } from '#server/heat/heat.service.ts';
import { startServer, type RunningServer } from '#server/main.ts';
import { HeatQuery } from '#geodata/heat/query.ts';
import { decodeHeat } from '#geodata/heat/reply.ts';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { cloneTemplate, dropDatabase } from '../support/templates.ts';
import { median, type Bench, type BenchContext, type Measured } from './support/bench.ts';

const DATABASE = `gezhi_test_${process.pid}_0`;
const MILLION = 1_000_000;
/** Enough for what does not grow with the events. */
const FEWER = 200_000;
const DAY = 86_400_000;
const YEARS_MS = 730 * DAY;
const QUESTIONS = 41;
const kinds = eventKinds.all.filter(({ sensitive }) => !sensitive).map(({ code }) => code);

interface Site {
  server: RunningServer;
  config: Config;
  pool: pg.Pool;
  began: number;
}

/** A server over a city with events of two years: dense in some places, everywhere some. */
async function withEvents<T>(
  events: number,
  { cluster, log }: BenchContext,
  work: (site: Site) => Promise<T>
): Promise<T> {
  const superuser = cluster.url('postgres', 'postgres');
  await cloneTemplate(superuser, DATABASE, false);
  const urlOf = (role: string) => cluster.url(role, DATABASE);
  const pool = new pg.Pool({ connectionString: urlOf('gezhi_owner'), max: 4 });
  const began = Date.now() - YEARS_MS;
  log(`inserting ${events.toLocaleString('en')} events`);
  await insertEvents(pool, began, events);
  const config = readConfig({
    ...{ DATABASE_URL: urlOf('gezhi_owner'), SERVER_DATABASE_URL: urlOf('gezhi_server') },
    ...{ TILE_DATABASE_URL: urlOf('tile_reader'), DEMO: 'on', PORT: '0', LOG_LEVEL: 'silent', FORECASTS: 'off' }
  });
  const server = await startServer(config, { web: false });
  try {
    return await work({ server, config, pool, began });
  } finally {
    await server.close();
    await pool.end();
    await dropDatabase(superuser, DATABASE);
  }
}

async function insertEvents(pool: pg.Pool, began: number, events: number): Promise<void> {
  let seed = 20;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const spots = Array.from({ length: 6000 }, () => {
    const [lng, lat] = [125.2 + random() * 0.25, 43.78 + random() * 0.2];
    return { lng, lat, h3: latLngToCell(lat, lng, 10), weight: Math.exp(3 * random()) };
  });
  const sums: number[] = [];
  for (const { weight } of spots) sums.push((sums.at(-1) ?? 0) + weight);
  const drawn = () => {
    const at = random() * sums.at(-1)!;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const client = await pool.connect();
  // What keeps the layer in step (history, tiles) is measured elsewhere.
  await client.query('ALTER TABLE governance.events DISABLE TRIGGER USER');
  const BATCH = 50_000;
  for (let first = 0; first < events; first += BATCH) {
    const rows = Array.from({ length: BATCH }, (_, i) => ({ spot: drawn(), at: first + i + random() }));
    await client.query(
      `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, geom)
       SELECT 'bench', 'b' || ($1::integer + i), gen_random_uuid(), ($2::text[])[1 + (i * 7 + $1) % cardinality($2::text[])],
              (ARRAY['citizen','hotline','patrol','sensor'])[1 + i % 4], (ARRAY['done','done','accepted','received'])[1 + i % 4],
              to_timestamp(at), cell, ST_SetSRID(ST_Point(lng, lat), 4326)
       FROM unnest($3::float8[], $4::text[], $5::float8[], $6::float8[]) WITH ORDINALITY AS row (at, cell, lng, lat, i)`,
      [
        ...[first, kinds],
        rows.map(({ at }) => (began + (at / events) * YEARS_MS) / 1000),
        rows.map(({ spot }) => spots[spot]!.h3),
        rows.map(({ spot }) => spots[spot]!.lng + (random() - 0.5) * 1e-5),
        rows.map(({ spot }) => spots[spot]!.lat + (random() - 0.5) * 1e-5)
      ]
    );
  }
  await client.query('ALTER TABLE governance.events ENABLE TRIGGER USER');
  await client.query('VACUUM ANALYZE governance.events');
  client.release();
}

interface Question {
  from: number;
  to: number;
  res: number;
  /** All kinds, or one. */
  kind: string | null;
}

/** Windows of a day to two years, whole hours, anywhere; all kinds or one; each resolution. */
function questions(began: number): Question[] {
  let seed = 77;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return Array.from({ length: QUESTIONS }, (_, i) => {
    const length = DAY * Math.round(Math.exp(random() * Math.log(720)));
    const from = began + Math.floor((random() * (YEARS_MS - length)) / 3_600_000) * 3_600_000;
    return {
      from,
      to: from + length,
      res: 7 + (i % 4),
      kind: random() < 0.5 ? null : kinds[Math.floor(random() * kinds.length)]!
    };
  });
}

const everyone = { Cookie: `gezhi_demo_role=${encodeURIComponent('commander:*')}` };

const everybody: Actor = { ...anonymous, role: 'commander', scope: ['*'] };

function queryOf({ from, to, res, kind }: Question): Record<string, string> {
  const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return { ...window, res: String(res), kinds: kind ?? kinds.join(',') };
}

async function ask({ server }: Site, question: Question): Promise<Uint8Array> {
  const reply = await fetch(`${server.url}/api/heat?${new URLSearchParams(queryOf(question))}`, { headers: everyone });
  if (!reply.ok) throw new Error(await reply.text());
  return new Uint8Array(await reply.arrayBuffer());
}

/** The stored cell of resolution 10 brought to a coarser one: its digits beyond are set to 7. */
const coarser = (res: number) =>
  res === 10
    ? 'h3'
    : `(('x0' || h3)::bit(64)::bigint & ~(15::bigint << 52) | (${res}::bigint << 52) | ${(1n << BigInt(3 * (15 - res))) - 1n})`;

async function groupBy({ pool }: Site, { from, to, res, kind }: Question): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(
    `SELECT ${coarser(res)} AS cell, count(*) AS n FROM governance.events
     WHERE reported_at >= to_timestamp($1::float8) AND reported_at < to_timestamp($2::float8) AND ($3::text IS NULL OR kind = $3)
     GROUP BY 1`,
    [from / 1000, to / 1000, kind]
  );
  return rows.reduce((sum, { n }) => sum + Number(n), 0);
}

/** The whole answer, encoded and decoded, against the bare GROUP BY; each question once, so that nothing is kept ready. */
async function ratio(ctx: BenchContext): Promise<Measured> {
  return withEvents(MILLION, ctx, async (site) => {
    const pools = openPools(site.config);
    const heat = new HeatService(pools.server, new HeatIndex(pools.server), { timeZone: 'Asia/Shanghai', least: 5 });
    const answer = async (question: Question) =>
      decodeHeat((await heat.heat(everybody, HeatQuery.parse(queryOf(question)))).bytes);
    const loading = performance.now();
    for (const res of [7, 8, 9, 10]) await answer({ from: site.began, to: site.began + DAY, res, kind: null });
    ctx.log(`read into memory with all cells in ${((performance.now() - loading) / 1000).toFixed(1)} s`);
    const asked = questions(site.began);
    const ratios: number[] = [];
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (const question of asked) {
      // Once for the page cache, which the rows need and the columns do not.
      await groupBy(site, question);
      const first = performance.now();
      const total = await groupBy(site, question);
      const second = performance.now();
      const { meta } = await answer(question);
      const third = performance.now();
      if (meta.total !== total) throw new Error(`${meta.total} events are counted, ${total} are there`);
      theirs.push(second - first);
      ours.push(third - second);
      ratios.push((third - second) / (second - first));
    }
    await pools.close();
    const worst = Math.max(...ratios).toFixed(2);
    return {
      value: median(ratios),
      note: `${median(ours).toFixed(1)} ms against ${median(theirs).toFixed(1)} ms; worst question ${worst}`
    };
  });
}

/** Head, ids and values of whole replies. */
async function bytes(ctx: BenchContext): Promise<Measured> {
  return withEvents(FEWER, ctx, async (site) => {
    let most = 0;
    const notes: string[] = [];
    for (const measure of ['count', 'rate', 'change', 'anomaly']) {
      for (const res of [8, 9, 10]) {
        const query = new URLSearchParams({
          ...{
            from: new Date(site.began + 600 * DAY).toISOString(),
            to: new Date(site.began + 628 * DAY).toISOString()
          },
          ...{ res: String(res), measure }
        });
        const reply = await fetch(`${site.server.url}/api/heat?${query}`, { headers: everyone });
        const body = new Uint8Array(await reply.arrayBuffer());
        const each = body.length / decodeHeat(body).ids.length;
        notes.push(`${measure} ${res}: ${each.toFixed(1)}`);
        most = Math.max(most, each);
      }
    }
    return { value: most, note: notes.join(', ') };
  });
}

/** From the commit of an event to its count in the hands of a reader who heard of it on the live stream. */
async function live(ctx: BenchContext): Promise<Measured> {
  return withEvents(FEWER, ctx, async (site) => {
    const now = Date.now();
    const lately = {
      from: Math.floor((now - DAY) / 1000) * 1000,
      to: Math.ceil(now / 3_600_000) * 3_600_000,
      res: 9,
      kind: null
    };
    const total = async () => decodeHeat(await ask(site, lately)).meta.total;
    let known = await total();
    const stream = await fetch(`${site.server.url}/api/live`, { headers: everyone });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    const took: number[] = [];
    for (let i = 0; i < 9; i++) {
      const began = performance.now();
      await site.pool.query(
        `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, geom)
         VALUES ('bench', 'live ' || $1, gen_random_uuid(), 'noise', 'citizen', 'received', now(), $2, ST_SetSRID(ST_Point(125.32, 43.88), 4326))`,
        [i, latLngToCell(43.88, 125.32, 10)]
      );
      for (let heard = ''; !heard.includes('"layer":"events"');) heard += (await reader.read()).value ?? '';
      while ((await total()) === known) await new Promise((later) => setTimeout(later, 10));
      took.push((performance.now() - began) / 1000);
      known = await total();
    }
    await reader.cancel();
    return { value: Math.max(...took), note: `median ${median(took).toFixed(2)} s` };
  });
}

export const heatRatio: Bench = { name: 'heat/ratio', unit: '×', bar: { atMost: 0.2 }, run: ratio };
export const heatBytes: Bench = { name: 'heat/bytes_per_cell', unit: 'B', bar: { atMost: 12 }, run: bytes };
export const heatLive: Bench = { name: 'heat/live_s', unit: 's', bar: { atMost: 2 }, run: live };
