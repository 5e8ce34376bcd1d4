import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissions } from '#geodata/access/roles.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { plant, type Planted } from './support/plant.ts';
import { addresses, callers, describedRoutes, leaksIn, mayEnter, type Caller, type Described } from './support/walk.ts';

let site: TestSite;
let planted: Planted;
let routes: Described[];
let reading: Described[];

beforeAll(async () => {
  site = await testSite();
  planted = await plant(site.db.pool);
  routes = await describedRoutes((path) => site.ask(path));
  // The stream of changes never ends; what it tells whom has tests of its own (tests/api/live.test.ts).
  reading = routes.filter(({ method, path }) => method === 'GET' && path !== '/api/live');
});
afterAll(() => site.close());

/** Asks from an address of the caller's own, so that nobody's walk ends at the limit of one address. */
function ask(caller: Caller, address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('X-Forwarded-For', `192.0.2.${callers.indexOf(caller)}`);
  return site.ask(address, caller.role === 'resident' ? undefined : caller, { ...init, headers, redirect: 'manual' });
}

test('every route says who may come through its door', () => {
  const doors = ['open', 'public', 'layer', 'signed-in', 'account', ...permissions];
  expect(
    routes.filter(({ access }) => !doors.includes(access ?? '')).map(({ method, path }) => `${method} ${path}`)
  ).toEqual([]);
});

test.each(callers)(
  '$role of $scope is shown nothing that is not theirs, by any reading route',
  { timeout: 120_000 },
  async (caller) => {
    const found: string[] = [];
    let answered = 0;
    const visit = async (route: Described, address: string) => {
      const reply = await ask(caller, address);
      const text = await reply.text();
      if (reply.status >= 500) found.push(`${address}: ${reply.status}`);
      if (reply.status < 300) answered++;
      if (!mayEnter(route, caller) && reply.status !== 401 && reply.status !== 403)
        found.push(`${address}: ${reply.status}, although only ${route.access} may enter`);
      found.push(...leaksIn(text, caller).map((leak) => `${address}: ${leak}`));
    };
    for (const route of reading) {
      const all = addresses(route, planted);
      // Few exports are made at once; the next is told to come again.
      if (route.path.endsWith('/export')) for (const address of all) await visit(route, address);
      else await Promise.all(all.map((address) => visit(route, address)));
    }
    expect([...new Set(found)]).toEqual([]);
    expect(answered).toBeGreaterThan(10);
  }
);

test('who is shown everything is shown the planted rows, so that the walk would see a leak', async () => {
  const all = await site.ask('/api/layers/cameras/features?bbox=125.31,43.87,125.33,43.89', {
    role: 'commander',
    scope: ['*']
  });
  const text = await all.text();
  expect(leaksIn(text, { role: 'resident', scope: [] })).toContain('cameras: not public');
  expect(leaksIn(text, { role: 'commander', scope: ['220102'] })).toEqual(
    expect.arrayContaining(['cameras: outside the scope'])
  );
});

test.each(callers)('$role of $scope changes nothing through a door that is not theirs', async (caller) => {
  const wrong: string[] = [];
  for (const route of routes.filter(({ method }) => method !== 'GET')) {
    if (mayEnter(route, caller)) continue;
    const address = route.path.replace(/\{\w+\}/g, '1');
    const reply = await ask(caller, address, {
      method: route.method,
      body: '{}',
      headers: { 'Content-Type': 'application/json' }
    });
    if (reply.status !== 401 && reply.status !== 403) wrong.push(`${route.method} ${address}: ${reply.status}`);
  }
  expect(wrong).toEqual([]);
});
