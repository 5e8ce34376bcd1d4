import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { tileAt } from '#geodata/spatial/tile.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import { decode } from './support/draw.ts';
import { insertSample } from './support/samples.ts';

const at = [125.32, 43.88] as const;
const { x, y } = tileAt(at, 16);
const cameras = layers.find(({ id }) => id === 'cameras')!;
const buildings = layers.find(({ id }) => id === 'buildings')!;
const commander = { role: 'commander', scope: ['*'] } as const satisfies { role: 'commander'; scope: string[] };
const southern = { role: 'commander' as const, scope: ['220102'] };

let site: TestSite;
let camera: number;
beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  camera = await insertCamera(site.db.pool, { name: 'ours', at: [...at], division: '220102002001' });
  await insertCamera(site.db.pool, { name: 'theirs', at: [...at], division: '220104001001' });
  await insertSample(site.db.pool, buildings, { at });
});
afterAll(() => site.close());

const asCommander = { role: 'commander' as const, scope: ['*'] };
const drawn = async (reply: Response) => decode(cameras, new Uint8Array(await reply.arrayBuffer()));

test.each(layers)('$id is drawn and described to those who may read it and refused to others', async (layer) => {
  const statuses = async (as?: typeof asCommander) =>
    Promise.all(
      [`/tiles/${layer.id}/15/1/1`, `/tiles/${layer.id}.json`].map(async (path) => (await site.ask(path, as)).status)
    );
  expect(await statuses(asCommander)).toEqual([204, 200]);
  expect(await statuses()).toEqual(layer.public ? [204, 200] : [403, 403]);
});

test('a refusal looks the same whether or not there is something to see', async () => {
  const [full, empty] = [await site.ask(`/tiles/cameras/16/${x}/${y}`), await site.ask('/tiles/cameras/16/1/1')];
  const bodies = (await Promise.all([full.json(), empty.json()])) as Record<string, unknown>[];
  for (const body of bodies) for (const key of ['requestId', 'instance']) delete body[key];
  expect(bodies[0]).toEqual(bodies[1]);
});

test('each sees the features of their own scope, whatever the address says', async () => {
  const path = `/tiles/cameras/16/${x}/${y}`;
  const names = async (query: string, as: { role: 'commander'; scope: string[] }) =>
    new Set((await drawn(await site.ask(path + query, as))).map(({ properties }) => properties.name));
  expect(await names('', southern)).toEqual(new Set(['ours']));
  expect(await names('?scope=*&projection=staff', southern)).toEqual(new Set(['ours']));
  expect(await names('?scope=220104&scope=*', { role: 'commander', scope: ['220104'] })).toEqual(new Set(['theirs']));
  expect(await names('', { ...commander, scope: ['*'] })).toEqual(new Set(['ours', 'theirs']));
  expect((await site.ask(path, { role: 'commander', scope: [] })).status).toBe(204);
});

test('a tile has a strong tag, is not sent again to those who have it, and differs by encoding', async () => {
  const path = `/tiles/cameras/16/${x}/${y}`;
  const zipped = await site.ask(path, asCommander, { headers: { 'Accept-Encoding': 'gzip' } });
  const plain = await site.ask(path, asCommander, { headers: { 'Accept-Encoding': 'identity' } });
  const refused = await site.ask(path, asCommander, { headers: { 'Accept-Encoding': 'gzip;q=0, br' } });
  expect(zipped.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
  expect(zipped.headers.get('content-encoding')).toBe('gzip');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(refused.headers.get('content-encoding')).toBeNull();
  expect(await drawn(zipped)).toEqual(await drawn(plain));
  const [tag, other] = [zipped.headers.get('etag')!, plain.headers.get('etag')!];
  expect(tag).toMatch(/^"[\w-]+"$/);
  expect(other).not.toBe(tag);
  const again = (known: string, encoding = 'gzip') =>
    site.ask(path, asCommander, { headers: { 'Accept-Encoding': encoding, 'If-None-Match': known } });
  expect((await again(tag)).status).toBe(304);
  expect((await again(`"x", W/${tag}`)).status).toBe(304);
  expect((await again(other)).status).toBe(200);
  expect((await again(tag, 'identity')).status).toBe(200);
  expect((await again('"x"')).status).toBe(200);
});

test('public layers may be kept by anyone for an anonymous caller, everything else by the browser alone', async () => {
  const header = async (path: string, as?: typeof asCommander) => (await site.ask(path, as)).headers;
  const path = `/tiles/buildings/16/${x}/${y}`;
  expect((await header(path)).get('cache-control')).toBe('public, max-age=0, must-revalidate');
  expect((await header(path, asCommander)).get('cache-control')).toBe('private, max-age=0, must-revalidate');
  expect((await header(`/tiles/cameras/16/${x}/${y}`, asCommander)).get('cache-control')).toMatch(/^private/);
  expect((await header(path)).get('vary')).toBe('Cookie, Accept-Encoding');
  expect((await header('/tiles/cameras/1/0/0')).get('cache-control')).toBe('no-store');
});

test('HEAD answers like GET without the tile, and nothing else is answered', async () => {
  const path = `/tiles/buildings/16/${x}/${y}`;
  const [get, head] = [await site.ask(path), await site.ask(path, undefined, { method: 'HEAD' })];
  expect(head.status).toBe(200);
  expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
  expect((await site.ask(path, asCommander, { method: 'POST' })).status).toBe(404);
});

test('TileJSON names the tiles absolutely, their zooms, and their fields in the language of the caller', async () => {
  const json = async (path: string, language: string, as?: typeof asCommander) =>
    (await (await site.ask(path, as, { headers: { 'Accept-Language': language } })).json()) as Record<string, unknown>;
  const zh = await json('/tiles/buildings.json', 'zh-CN');
  expect(zh).toMatchObject({
    tilejson: '3.0.0',
    name: '建筑',
    tiles: [`${site.server.url}/tiles/buildings/{z}/{x}/{y}`],
    minzoom: 0,
    maxzoom: 16,
    vector_layers: [{ id: 'buildings', fields: { height_m: '高度', kind: '用途' } }]
  });
  expect(await json('/tiles/roads.json', 'en')).toMatchObject({
    name: 'Roads',
    minzoom: 5,
    vector_layers: [{ fields: { class: 'Class' } }]
  });
  expect(await json('/tiles/roads.json', 'en')).not.toMatchObject({
    vector_layers: [{ fields: { point_count: expect.anything() } }]
  });
});

test('a change redraws the tiles around it at once and leaves the rest of the city in the cache', async () => {
  const layer = layers.find(({ id }) => id === 'hydrants')!;
  const away = [125.9, 44.2] as const;
  for (const place of [at, away]) await insertSample(site.db.pool, layer, { at: place, code: '220102002001' });
  const tagAt = async (place: readonly [number, number]) => {
    const { x, y } = tileAt(place, 15);
    return (await site.ask(`/tiles/hydrants/15/${x}/${y}`, asCommander)).headers.get('etag');
  };
  const set = (status: string, [lng, lat]: readonly [number, number]) =>
    site.db.pool.query(
      'UPDATE emergency.hydrants SET status = $1 WHERE ST_DWithin(geom, ST_SetSRID(ST_Point($2, $3), 4326), 0.01)',
      [status, lng, lat]
    );
  // Until the notices of what was just inserted have passed.
  await new Promise((done) => setTimeout(done, 1000));
  const [near, far] = [await tagAt(at), await tagAt(away)];
  // Changed behind the server's back: as long as its old tile is shown, that tile comes from the cache.
  await site.db.pool.query('ALTER TABLE emergency.hydrants DISABLE TRIGGER USER');
  await set('frozen', away);
  await site.db.pool.query('ALTER TABLE emergency.hydrants ENABLE TRIGGER USER');
  const changed = performance.now();
  await set('frozen', at);
  await until(async () => (await tagAt(at)) !== near);
  expect(performance.now() - changed).toBeLessThan(2000);
  expect(await tagAt(away)).toBe(far);
  await set('faulty', away);
  await until(async () => (await tagAt(away)) !== far);
});

test('a client that goes away and one that asks for ten megabytes leave the server well', async () => {
  const { port } = site.server;
  for (let n = 0; n < 20; n++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`GET /tiles/buildings/14/${n}/1 HTTP/1.1\r\nHost: x\r\n\r\n`);
    socket.destroySoon();
  }
  const long = await site.ask(`/tiles/roads/14/1/1?${'a'.repeat(10_000_000)}`).catch(() => undefined);
  expect(long === undefined || long.status === 431).toBe(true);
  expect((await site.ask(`/tiles/buildings/16/${x}/${y}`)).status).toBe(200);
});

test('the camera that was asked for is the one that is drawn', async () => {
  const [view, point] = await drawn(await site.ask(`/tiles/cameras/16/${x}/${y}`, southern));
  expect([view!.id, point!.id]).toEqual([camera, camera]);
});

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 100; n++) {
    if (await done()) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('it never came');
}
