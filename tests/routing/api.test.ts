import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSite, type TestSite } from '../support/site.ts';
import { clearRoads, insertRoad } from './support.ts';

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ settings: { ROUTING_WINTER: '11-15/03-15' } });
});
afterAll(() => site.close());

const commander = { role: 'commander' as const, scope: ['*'] };
const planner = { role: 'planner' as const, scope: ['*'] };
const at = (east: number, north: number): [number, number] => [125.3 + east * 0.00125, 43.88 + north * 0.0009];
const summer = '2026-07-01T08:00:00%2B08:00';
const route = (from: number[], to: number[], more = '') =>
  `/api/routing/route?from=${from.join()}&to=${to.join()}&at=${summer}${more}`;
const post = (path: string, body: unknown, as?: Parameters<TestSite['ask']>[1]) =>
  site.ask(path, as, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  });
const problem = async (reply: Response) => [
  reply.status,
  ((await reply.json()) as { type: string }).type.split('/').at(-1)
];

interface Way {
  duration_s: number;
  distance_m: number;
  off_road: { distance_m: number };
  geometry: { coordinates: [number, number][] };
  steps: { kind: string; turn: string | null; text: { zh: string; en: string } }[];
  warnings: { type: string }[];
  graph: { version: number; closures: number };
  winter: boolean;
}

/** Asks until the running server has taken what was written: a rebuild follows a change within a second or two. */
async function until<T>(path: string, holds: (reply: T) => boolean, as = commander): Promise<T> {
  for (let left = 60; ; left--) {
    const reply = await site.ask(path, as);
    const body = (await reply.json()) as T;
    if (holds(body)) return body;
    if (left === 0) throw new Error(`never so: ${JSON.stringify(body).slice(0, 300)}`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

test('without roads it says so, and while nothing was ever built it asks for patience', async () => {
  await until<{ graph?: { version: number } }>('/api/routing/graph', ({ graph }) => graph?.version === 1);
  expect(await problem(await site.ask(route(at(0, 0), at(1, 0))))).toEqual([404, 'no-roads']);
  await site.db.pool.query('UPDATE routing.graph SET version = 0');
  await new Promise((done) => setTimeout(done, 300));
  const reply = await site.ask(route(at(0, 0), at(1, 0)));
  expect(reply.headers.get('Retry-After')).toBe('5');
  expect(await problem(reply)).toEqual([503, 'road-graph-not-ready']);
});

test('a road that is drawn can be walked a moment later, with steps in words and the graph it rests on', async () => {
  await insertRoad(site.db, {
    line: [at(0, 0), at(4, 0)],
    class: 'primary',
    name: '人民大街',
    name_en: 'Renmin Street'
  });
  await insertRoad(site.db, { line: [at(4, 0), at(4, 3)], class: 'minor', name: '清华路' });
  const way = await until<Way>(route(at(0, 0), at(4, 3)), (reply) => 'duration_s' in reply);
  expect(way.distance_m).toBeGreaterThan(695);
  expect(way.distance_m).toBeLessThan(710);
  expect(way.duration_s).toBeCloseTo((way.distance_m * 3.6) / 4, 0);
  expect(way.geometry.coordinates).toHaveLength(3);
  expect(way.steps.map(({ kind, turn }) => [kind, turn])).toEqual([
    ['depart', null],
    ['turn', 'left'],
    ['arrive', null]
  ]);
  expect(way.steps[0]!.text).toEqual({
    zh: '向东出发，沿人民大街行 400 米',
    en: 'Head east along Renmin Street for 400 m'
  });
  expect(way.steps[1]!.text.zh).toBe('左转，沿清华路行 300 米');
  expect(way).toMatchObject({ winter: false, warnings: [], graph: { version: expect.any(Number) as number } });
});

test('winter slows, and says so', async () => {
  const summery = (await (await site.ask(route(at(0, 0), at(4, 3)))).json()) as Way;
  const path = route(at(0, 0), at(4, 3)).replace(summer, '2026-12-24T08:00:00%2B08:00');
  const wintry = (await (await site.ask(path)).json()) as Way;
  expect(wintry.duration_s).toBeCloseTo(summery.duration_s / 0.8, 1);
  expect(wintry.warnings.map(({ type }) => type)).toEqual(['winter']);
});

test('residents walk, vehicles are for staff', async () => {
  for (const profile of ['car', 'ambulance', 'fire_engine']) {
    expect((await site.ask(route(at(0, 0), at(4, 3), `&profile=${profile}`))).status).toBe(403);
    expect((await site.ask(route(at(0, 0), at(4, 3), `&profile=${profile}`), planner)).status).toBe(200);
    expect((await post('/api/routing/nearest', { point: at(0, 0), targets: [at(1, 0)], profile })).status).toBe(403);
  }
  expect((await site.ask(route(at(0, 0), at(4, 3), '&profile=foot_step_free'))).status).toBe(200);
  expect((await site.ask('/api/routing/graph')).status).toBe(403);
});

test('what cannot be answered is said in a sentence', async () => {
  const asked = async (path: string) => problem(await site.ask(path));
  expect(await asked(route([120, 30], at(0, 0)))).toEqual([422, 'no-road-near']);
  expect(await asked(route(at(0, 0), [0, 0]))).toEqual([422, 'no-road-near']);
  expect(await asked(route(at(0, 0), [181, 0]))).toEqual([422, 'invalid-input']);
  expect(await asked(route(at(0, 0), at(1, 0), '&profile=horse'))).toEqual([422, 'invalid-input']);
  expect(await asked('/api/routing/route?from=a,b&to=1,2')).toEqual([422, 'invalid-input']);
  expect(await asked('/api/routing/route?from=1,2')).toEqual([422, 'invalid-input']);
  expect(await asked('/api/routing/isochrone?from=125.3,43.88&minutes=0')).toEqual([422, 'invalid-input']);
  expect(await asked('/api/routing/isochrone?from=125.3,43.88&minutes=5,,x')).toEqual([422, 'invalid-input']);
  const far = await (
    await site.ask(route([120, 30], at(0, 0)), undefined, { headers: { 'Accept-Language': 'en' } })
  ).json();
  expect(far).toMatchObject({
    detail: 'There is no usable road within 500 m of the start.',
    end: 'from',
    within_m: 500
  });
});

test('from a place to itself is no way at all', async () => {
  const way = (await (await site.ask(route(at(2, 0), at(2, 0)))).json()) as Way;
  expect(way).toMatchObject({ duration_s: 0, distance_m: 0 });
  expect(way.steps.at(-1)!.kind).toBe('arrive');
});

test('tables of times: too many targets are refused, an island and the sea are told apart from the rest', async () => {
  await insertRoad(site.db, { line: [at(100, 0), at(101, 0)] });
  await until<Way>(route(at(100, 0), at(101, 0)), (reply) => 'duration_s' in reply);
  const reply = await post('/api/routing/times', {
    sources: [at(0, 0), [122, 36]],
    targets: [at(4, 0), at(101, 0), [122, 36]],
    at: '2026-07-01T08:00:00+08:00'
  });
  const { durations_s, unreached } = (await reply.json()) as {
    durations_s: (number | null)[][];
    unreached: unknown[][];
  };
  expect(durations_s[0]![0]).toBeGreaterThan(350);
  expect(durations_s[0]!.slice(1)).toEqual([null, null]);
  expect(unreached).toEqual([
    [null, 'island', 'no_road'],
    ['no_road', 'no_road', 'no_road']
  ]);
  const many = Array.from({ length: 10_000 }, () => at(1, 0));
  expect(await problem(await post('/api/routing/times', { sources: [at(0, 0)], targets: many }))).toEqual([
    422,
    'invalid-input'
  ]);
  expect(await problem(await post('/api/routing/nearest', { point: at(0, 0), targets: many }))).toEqual([
    422,
    'invalid-input'
  ]);
  expect((await post('/api/routing/times', `[${'1,'.repeat(600_000)}1]`)).status).toBe(413);
  expect((await post('/api/routing/times', '{')).status).toBe(400);
});

test('the nearest few are those that are there first; coming and going differ on one-way streets', async () => {
  await insertRoad(site.db, {
    line: [at(4, 0), at(4, -4), at(0, -4), at(0, 0)],
    class: 'primary',
    oneway: 1,
    name: '环路'
  });
  const here = { point: at(0, 0), targets: [at(3, 0), at(0, -1), at(100, 0)], count: 2, profile: 'car' };
  const nearest = async (direction: string) =>
    (await (await post('/api/routing/nearest', { ...here, direction }, commander)).json()) as {
      nearest: { target: number; duration_s: number }[];
    };
  await until<Way>(route(at(0, -1), at(0, 0), '&profile=car'), ({ off_road }) => off_road.distance_m < 1);
  expect((await nearest('to')).nearest.map(({ target }) => target)).toEqual([1, 0]);
  expect((await nearest('from')).nearest.map(({ target }) => target)).toEqual([0, 1]);
});

test('an isochrone is an area that holds its place, and a wider one holds more', async () => {
  const reply = await site.ask(`/api/routing/isochrone?from=${at(2, 0).join()}&minutes=2,5&at=${summer}&lines=true`);
  const { features } = (await reply.json()) as {
    features: { properties: { minutes: number; roads_m: number }; geometry: object; roads: object }[];
  };
  expect(features.map(({ properties }) => properties.minutes)).toEqual([2, 5]);
  expect(features[0]!.properties.roads_m).toBeGreaterThan(250);
  expect(features[1]!.properties.roads_m).toBeGreaterThan(features[0]!.properties.roads_m * 1.5);
  const { rows } = await site.db.pool.query(
    `SELECT ST_IsValid(narrow) AND ST_IsValid(wide) AS valid, ST_Covers(narrow, ST_SetSRID(ST_Point($3, $4), 4326)) AS here,
            ST_Covers(wide, narrow) AS wider, ST_Covers(narrow, ST_GeomFromGeoJSON($5)) AS roads
     FROM (SELECT ST_GeomFromGeoJSON($1) AS narrow, ST_GeomFromGeoJSON($2) AS wide) AS bands`,
    [
      JSON.stringify(features[0]!.geometry),
      JSON.stringify(features[1]!.geometry),
      ...at(2, 0),
      JSON.stringify(features[0]!.roads)
    ]
  );
  expect(rows).toEqual([{ valid: true, here: true, wider: true, roads: true }]);
});

test('a closure is heeded by the next question, for whom it closes and while it lasts', async () => {
  const closed = await post(
    '/api/routing/closures',
    {
      geometry: { type: 'Point', coordinates: at(2, 0) },
      modes: ['vehicle'],
      reason: '管道抢修',
      from: '2026-11-01T00:00:00+08:00'
    },
    commander
  );
  expect(closed.status).toBe(201);
  const { id } = (await closed.json()) as { id: number };
  const december = (more = '') => route(at(0, 0), at(4, 0), more).replace(summer, '2026-12-01T08:00:00%2B08:00');
  expect(await problem(await site.ask(december('&profile=car'), commander))).toEqual([404, 'no-way']);
  expect((await site.ask(december())).status).toBe(200);
  expect((await site.ask(route(at(0, 0), at(4, 0), '&profile=car'), commander)).status).toBe(200);
  const listed = (await (await site.ask('/api/routing/closures', planner)).json()) as {
    closures: { reason: string }[];
  };
  expect(listed.closures.map(({ reason }) => reason)).toEqual(['管道抢修']);
  expect((await site.ask(`/api/routing/closures/${id}`, planner, { method: 'DELETE' })).status).toBe(403);
  expect((await site.ask(`/api/routing/closures/${id}`, commander, { method: 'DELETE' })).status).toBe(204);
  expect((await site.ask(`/api/routing/closures/${id}`, commander, { method: 'DELETE' })).status).toBe(404);
  expect((await site.ask(december('&profile=car'), commander)).status).toBe(200);
});

test('a closure over an area closes what it touches; one that crosses itself or has no reason is refused', async () => {
  const ring = [at(1, -1), at(2, -1), at(2, 1), at(1, 1), at(1, -1)];
  const area = { geometry: { type: 'Polygon', coordinates: [ring] }, reason: '马拉松' };
  expect((await post('/api/routing/closures', area, planner)).status).toBe(403);
  const { id } = (await (await post('/api/routing/closures', area, commander)).json()) as { id: number };
  const now = `/api/routing/route?from=${at(0, 0).join()}&to=${at(4, 0).join()}`;
  const around = (await (await site.ask(now)).json()) as Way;
  expect(around.distance_m).toBeGreaterThan(1000);
  await site.ask(`/api/routing/closures/${id}`, commander, { method: 'DELETE' });
  const bow = [at(1, -1), at(2, 1), at(2, -1), at(1, 1), at(1, -1)];
  const crossed = { ...area, geometry: { type: 'Polygon', coordinates: [bow] } };
  expect(await problem(await post('/api/routing/closures', crossed, commander))).toEqual([422, 'invalid-geometry']);
  expect((await post('/api/routing/closures', { ...area, reason: ' ' }, commander)).status).toBe(422);
  const past = { ...area, until: '2020-01-01T00:00:00+08:00' };
  expect((await post('/api/routing/closures', past, commander)).status).toBe(422);
});

test('when all roads are gone there are no roads, and when they come back there are ways', async () => {
  await clearRoads(site.db);
  await until<{ type?: string }>(route(at(0, 0), at(4, 0)), ({ type }) => type === '/problems/no-roads');
  await insertRoad(site.db, { line: [at(0, 0), at(4, 0)] });
  await until<Way>(route(at(0, 0), at(4, 0)), (reply) => 'duration_s' in reply);
});
