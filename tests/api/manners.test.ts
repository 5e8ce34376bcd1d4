import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
});
afterAll(() => site.close());

const json = { 'Content-Type': 'application/json' };

test('an unknown address under /api answers with a problem in JSON', async () => {
  const reply = await site.ask('/api/nothing/here');
  expect(reply.status).toBe(404);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(await reply.json()).toMatchObject({ type: '/problems/not-found', status: 404, title: 'Not found' });
});

test('detail follows Accept-Language, type does not', async () => {
  const ask = async (language: string) =>
    (await (
      await site.ask('/api/layers/nope/features?bbox=1,1,2,2', undefined, { headers: { 'Accept-Language': language } })
    ).json()) as {
      type: string;
      detail: string;
    };
  const [zh, en] = [await ask('zh-CN,zh;q=0.9'), await ask('en-GB,en;q=0.9')];
  expect(zh.detail).toContain('没有');
  expect(en.detail).toContain('There is no layer');
  expect(zh.type).toBe(en.type);
});

test.each([
  ['/api/layers/roads/features', 'bbox'],
  ['/api/layers/roads/features?bbox=1,2,3', 'bbox'],
  ['/api/layers/roads/features?bbox=a,b,c,d', 'bbox'],
  ['/api/layers/roads/features?bbox=2,1,1,2', 'bbox'],
  ['/api/layers/roads/features?bbox=1,1,2,2&limit=100000', 'limit'],
  ['/api/layers/roads/features?bbox=1,1,2,2&near=,', 'near'],
  ['/api/search?q=', 'q']
])('%s is refused with the field named', async (path, field) => {
  const reply = await site.ask(path);
  expect(reply.status).toBe(422);
  const { errors } = (await reply.json()) as { errors: { pointer: string }[] };
  expect(errors[0]!.pointer.startsWith(`/${field}`)).toBe(true);
});

test('a search for wildcards or quotes finds nothing and breaks nothing', async () => {
  for (const text of ['%', '_', "'; DROP TABLE asset.roads; --", '\\', '😀']) {
    const reply = await site.ask(`/api/search?q=${encodeURIComponent(text)}`);
    expect(reply.status, text).toBe(200);
    expect(await reply.json()).toEqual({ results: [] });
  }
});

test('a body that is no JSON, too large, or from another site is refused', async () => {
  const put = (body: string, headers: Record<string, string>) =>
    site.ask('/api/session', undefined, { method: 'PUT', body, headers });
  expect((await put('{', json)).status).toBe(400);
  expect((await put('role=commander', { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  expect((await put(JSON.stringify({ role: 'x'.repeat(2_000_000), scope: [] }), json)).status).toBe(413);
  expect(
    (await put('{"role":"commander","scope":["*"]}', { ...json, Origin: 'https://elsewhere.example' })).status
  ).toBe(403);
  expect((await put('{"role":"mayor","scope":[]}', json)).status).toBe(422);
  expect((await put('{"role":"commander","scope":["*"]}', json)).status).toBe(204);
});

test('a 10 MB query string is refused without ado', async () => {
  const reply = await site.ask(`/api/search?q=${'a'.repeat(10_000_000)}`).catch(() => undefined);
  expect(reply === undefined || reply.status === 431).toBe(true);
  expect((await site.ask('/healthz')).status).toBe(200);
});

test('every described route is answered, and says who may come through its door', async () => {
  const { paths } = (await (await site.ask('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, { 'x-access'?: string }>>;
  };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, access: operation['x-access'] }))
  );
  expect(described.length).toBeGreaterThan(10);
  for (const { path, method, access } of described) {
    expect(access, `${method} ${path}`).toBeTruthy();
    if (path === '/api/live') continue;
    const concrete = path
      .replace('{layer}', 'roads')
      .replace('{code}', '220000000000')
      .replace(/\{[xy]\}/g, '1')
      .replace('{z}', '14')
      .replace(/\{\w+\}/g, '1');
    const reply = await site.ask(concrete, undefined, { method: method.toUpperCase() });
    const body = reply.headers.get('content-type')?.includes('problem')
      ? ((await reply.json()) as { type: string }).type
      : '';
    expect(body, `${method} ${path}`).not.toBe('/problems/not-found');
  }
});

test('an address is spelt one way: no other case, no slash behind it', async () => {
  for (const path of ['/API/site', '/api/Site', '/api/site/', '//api/site', '/api//site']) {
    expect((await site.ask(path)).status, path).toBe(404);
  }
});

test('health, readiness and metrics are told apart', async () => {
  expect(await (await site.ask('/healthz')).json()).toEqual({ status: 'ok' });
  expect(await (await site.ask('/readyz')).json()).toMatchObject({
    database: 'up',
    live: 'fresh',
    tiles: { source: 'postgis' }
  });
  expect(await (await site.ask('/metrics')).text()).toContain('gezhi_request_seconds_bucket');
});

test('data carries no permission to run anything', async () => {
  for (const path of ['/api/site', '/tiles/roads.json']) {
    expect((await site.ask(path)).headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});
