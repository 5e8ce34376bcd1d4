import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ settings: { POOL_SIZE: '2' } });
  await insertDivisions(site.db.pool);
  await insertCamera(site.db.pool, { name: '南关一号', division: '220102002001' });
});
afterAll(() => site.close());

const commander = (scope: string[]) => ({ role: 'commander' as const, scope });
const put = (headers: Record<string, string>) =>
  site.ask('/api/session', undefined, { method: 'PUT', body: '{"role":"planner","scope":[]}', headers });

test('when a layer last changed is told of the rows within scope only', async () => {
  const newest = async (scope: string[]) => {
    const { layers } = (await (await site.ask('/api/layers', commander(scope))).json()) as {
      layers: { id: string; newest: string | null }[];
    };
    return layers.find((layer) => layer.id === 'cameras')!.newest;
  };
  expect(await newest(['220104'])).toBeNull();
  expect(await newest([])).toBeNull();
  expect(await newest(['220102'])).not.toBeNull();
  expect(await newest(['*'])).not.toBeNull();
});

test.each(['00', '000000000000', '22.0000'])(
  'a cookie with the scope %s, which no province has, breaks nothing',
  async (scope) => {
    expect((await site.ask('/api/site', commander([scope]))).status).toBe(200);
  }
);

test('a NUL in a search is a malformed request, not a failure', async () => {
  for (const q of ['%00', 'a%00b']) expect((await site.ask(`/api/search?q=${q}`)).status).toBe(400);
});

test('a body in an encoding or charset nobody knows is refused as such', async () => {
  const json = 'application/json';
  expect((await put({ 'Content-Type': `${json}; charset=klingon` })).status).toBe(415);
  expect((await put({ 'Content-Type': json, 'Content-Encoding': 'klingon' })).status).toBe(415);
});

test('no cache between may keep what depends on who asks', async () => {
  for (const path of ['/api/site', '/api/layers', '/api/layers/roads/features?bbox=125,43,126,44', '/api/divisions']) {
    const { headers } = await site.ask(path);
    expect(headers.get('Cache-Control'), path).toBe('private, no-cache');
    expect(headers.get('Vary'), path).toContain('Cookie');
  }
});

test('browsers are told not to guess what kind of thing data is', async () => {
  for (const path of ['/api/site', '/tiles/roads/14/1/1', '/tiles/nothing']) {
    expect((await site.ask(path)).headers.get('X-Content-Type-Options'), path).toBe('nosniff');
  }
});
