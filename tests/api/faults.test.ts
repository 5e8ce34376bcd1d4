import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#server/config.ts';
import { startServer, type RunningServer } from '#server/main.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { databaseDoor, type Door } from '../support/proxy.ts';

let db: TestDatabase;
let door: Door;
let server: RunningServer;

beforeAll(async () => {
  db = await testDatabase();
  door = await databaseDoor(db.serverUrl);
  server = await startServer(
    readConfig({
      DATABASE_URL: door.url(db.ownerUrl),
      SERVER_DATABASE_URL: door.url(db.serverUrl),
      TILE_DATABASE_URL: door.url(db.tileUrl),
      DEMO: 'on',
      PORT: '0',
      LOG_LEVEL: 'silent',
      TILE_SOURCE: 'postgis'
    }),
    { web: false }
  );
});
afterAll(async () => {
  await server.close();
  await door.shut();
  await db.drop();
});

const ask = (path: string) => fetch(`${server.url}${path}`);

async function until(path: string, status: number, ms = 10_000): Promise<Response> {
  const end = Date.now() + ms;
  for (;;) {
    const reply = await ask(path);
    if (reply.status === status || Date.now() > end) return reply;
    await new Promise((done) => setTimeout(done, 100));
  }
}

test('while the database is away requests get 503 and Retry-After; when it is back they succeed without a restart', async () => {
  expect((await ask('/api/layers')).status).toBe(200);
  await door.shut();
  for (const path of ['/api/layers', '/api/site', '/tiles/roads/14/1/1']) {
    const reply = await ask(path);
    expect(reply.status, path).toBe(503);
    expect(Number(reply.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await reply.json()).toMatchObject({ type: '/problems/database-unavailable' });
  }
  expect((await ask('/healthz')).status).toBe(200);
  const readyz = await until('/readyz', 503);
  expect(await readyz.json()).toMatchObject({ database: 'down' });

  await door.open();
  expect((await until('/api/layers', 200)).status).toBe(200);
  expect((await until('/tiles/roads/14/1/1', 204)).status).toBe(204);
  expect((await until('/readyz', 200)).status).toBe(200);
});

test('what changed while the database was away is told afterwards', async () => {
  const stop = new AbortController();
  const reply = await fetch(`${server.url}/api/live`, { signal: stop.signal });
  const heard = (async () => {
    let text = '';
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('event: layer')) return text;
    }
    return text;
  })();
  await door.shut();
  await db.pool.query(
    `INSERT INTO emergency.shelters (source, source_id, name, indoor, capacity_persons, geom)
     VALUES ('test', 's', '体育馆', true, 500, ST_SetSRID(ST_Point(125.3, 43.9), 4326))`
  );
  await new Promise((done) => setTimeout(done, 600));
  await door.open();
  expect(await heard).toContain('"layer":"shelters"');
  stop.abort();
});

test('a server stops although a browser keeps a spare connection and another never ends its request', async () => {
  const stopping = await startServer(
    readConfig({ DATABASE_URL: db.ownerUrl, DEMO: 'on', PORT: '0', LOG_LEVEL: 'silent', TILE_SOURCE: 'postgis' }),
    { web: false }
  );
  const [spare, endless] = [connect(stopping.port, '127.0.0.1'), connect(stopping.port, '127.0.0.1')];
  await Promise.all([once(spare, 'connect'), once(endless, 'connect')]);
  endless.write(
    'PUT /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'
  );
  const closed = Promise.all(
    [spare, endless].map((socket) => new Promise((done) => socket.on('error', () => {}).on('close', done)))
  );
  await stopping.close();
  await closed;
});
