import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
});
afterAll(() => site.close());

const commander = (scope: string[]) => ({ role: 'commander' as const, scope });

interface Message {
  id: number;
  event: string;
  data: { layer?: string; bbox?: number[] | null };
}

/** Reads the stream until `enough` says so or time is up. */
async function listen(
  as: Parameters<TestSite['ask']>[1],
  enough: (messages: Message[]) => boolean,
  { after, then = async () => {}, ms = 4000 }: { after?: number; then?: () => Promise<unknown>; ms?: number } = {}
): Promise<Message[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  const reply = await site.ask('/api/live', as, {
    signal: stop.signal,
    ...(after === undefined ? {} : { headers: { 'Last-Event-ID': String(after) } })
  });
  const messages: Message[] = [];
  let text = '';
  let begun = false;
  try {
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop()!;
      for (const part of parts) {
        const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
        if (fields.event) messages.push({ id: Number(fields.id), event: fields.event, data: JSON.parse(fields.data) });
      }
      if (!begun && messages.some((message) => message.event === 'hello')) {
        begun = true;
        await then();
      }
      if (enough(messages)) break;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  return messages;
}

const changes = (messages: Message[]) => messages.filter((message) => message.event === 'layer');

test('a committed change is told with its layer and box', async () => {
  const began = Date.now();
  const ofCameras = (got: Message[]) => changes(got).filter((message) => message.data.layer === 'cameras');
  const messages = await listen(commander(['*']), (got) => ofCameras(got).length > 0, {
    then: () => insertCamera(site.db.pool, { name: 'live 1', at: [125.33, 43.89], division: '220102002001' })
  });
  expect(ofCameras(messages)[0]!.data).toEqual({ layer: 'cameras', bbox: [125.33, 43.89, 125.33, 43.89] });
  expect(Date.now() - began).toBeLessThan(2000);
});

test('a change that was rolled back is never told', async () => {
  const client = await site.db.pool.connect();
  const messages = await listen(commander(['*']), () => false, {
    ms: 1200,
    then: async () => {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO emergency.hydrants (source, source_id, kind, geom) VALUES ('test', 'h', 'hydrant', ST_SetSRID(ST_Point(125.3, 43.9), 4326))`
      );
      await client.query('ROLLBACK');
    }
  });
  client.release();
  expect(changes(messages).filter((message) => message.data.layer === 'hydrants')).toEqual([]);
});

test('a reader hears of their own scope only, and anonymous readers of public layers only', async () => {
  const both = async () => {
    await insertCamera(site.db.pool, { name: `live ${Math.random()}`, division: '220104001001' });
    await site.db.pool.query(
      `INSERT INTO asset.service_points (source, source_id, name, category, geom) VALUES ('test', $1, '服务站', 'community', ST_SetSRID(ST_Point(125.3, 43.9), 4326))`,
      [String(Math.random())]
    );
  };
  const hears = async (as: Parameters<TestSite['ask']>[1]) =>
    changes(await listen(as, () => false, { ms: 1200, then: both })).map((message) => message.data.layer);
  expect(await hears(commander(['220102']))).toEqual(['service_points']);
  expect((await hears(commander(['220104']))).sort()).toEqual(['cameras', 'service_points']);
  expect(await hears(undefined)).toEqual(['service_points']);
});

test('a reader that was away is told what it missed, by number', async () => {
  const first = await listen(commander(['*']), (got) => got.length > 0);
  await insertCamera(site.db.pool, { name: 'missed', division: '220102002001' });
  await new Promise((done) => setTimeout(done, 500));
  const after = await listen(commander(['*']), (got) => changes(got).length > 0, { after: first[0]!.id });
  expect(changes(after).map((message) => message.data.layer)).toEqual(['cameras']);
});

test('a reader that was away longer than messages are kept is told to reload', async () => {
  await site.db.pool.query("UPDATE live.outbox SET written_at = now() - interval '2 days'");
  await site.db.pool.query('SELECT live.purge_outbox()');
  const messages = await listen(commander(['*']), (got) => got.length > 1, { after: 0 });
  expect(messages.map((message) => message.event)).toEqual(['hello', 'reload']);
});

test('numbers follow commits, not the order of writing', async () => {
  const write = (client: pg.Client, id: string) =>
    client.query(
      `INSERT INTO emergency.hydrants (source, source_id, kind, geom) VALUES ('order', $1, 'hydrant', ST_SetSRID(ST_Point(125.3, 43.9), 4326))`,
      [id]
    );
  const [early, late] = [new pg.Client(site.db.ownerUrl), new pg.Client(site.db.ownerUrl)];
  await Promise.all([early.connect(), late.connect()]);
  await early.query('BEGIN');
  await write(early, 'wrote first, commits last');
  await write(late, 'wrote last, commits first');
  await site.db.pool.query('SELECT live.number_outbox()');
  await early.query('COMMIT');
  await site.db.pool.query('SELECT live.number_outbox()');
  await Promise.all([early.end(), late.end()]);
  const { rows } = await site.db.pool.query('SELECT id, seq FROM live.outbox ORDER BY seq DESC LIMIT 2');
  expect(Number(rows[0].id)).toBeLessThan(Number(rows[1].id));
});

test('what a reader missed comes as one message for each layer, however much it was', async () => {
  await site.db.pool.query(
    `INSERT INTO live.outbox (topic, layer, division_code, west, south, east, north)
     SELECT 'layer', 'cameras', '220102002001', 125 + n * 0.0001, 43, 125 + n * 0.0001, 43 FROM generate_series(1, 3000) AS n
     UNION ALL SELECT 'layer', 'cameras', '220104001001', 100, 10, 100, 10
     UNION ALL SELECT 'layer', 'hydrants', '220102002001', NULL, NULL, NULL, NULL`
  );
  const { rows } = await site.db.pool.query<{ seq: string }>('SELECT live.number_outbox() AS seq');
  await new Promise((done) => setTimeout(done, 500));
  const messages = await listen(commander(['220102']), (got) => changes(got).length > 1, {
    after: Number(rows[0]!.seq) - 3002
  });
  expect(changes(messages).map(({ data }) => data)).toEqual([
    { layer: 'cameras', bbox: [125.0001, 43, 125.3, 43] },
    { layer: 'hydrants', bbox: null }
  ]);
});

test('HEAD is answered and opens no stream', async () => {
  const socket = connect(site.server.port, '127.0.0.1').resume();
  socket.write('HEAD /api/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await once(socket, 'close', { signal: AbortSignal.timeout(2000) });
});

test('one address holds only so many streams; the others stay well', async () => {
  const stop = new AbortController();
  const open = () => site.ask('/api/live', undefined, { signal: stop.signal });
  const replies = await Promise.all(Array.from({ length: 320 }, open));
  const refused = replies.filter((reply) => reply.status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect(replies.length - refused.length).toBeGreaterThanOrEqual(200);
  expect(refused[0]!.status).toBe(429);
  expect(Number(refused[0]!.headers.get('Retry-After'))).toBeGreaterThan(0);
  stop.abort();
  await new Promise((done) => setTimeout(done, 300));
  expect((await listen(undefined, (got) => got.length > 0)).length).toBe(1);
});
