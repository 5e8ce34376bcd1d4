import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '#geodata/access/roles.ts';
import type { GridClasses, Plan, PlanList } from '#geodata/schemas/forecast.ts';
import { readConfig } from '#server/config.ts';
import { openWorkPool } from '#server/db/pool.ts';
import { forecastCity } from '#server/risk/forecast-city.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { cityReports, drawDistricts, insertReports, timeZone, WEST } from './support.ts';

let site: TestSite;
let pool: pg.Pool;
const settings = { timeZone, patrolShare: 0 };
const commander = { role: 'commander' as Role, scope: ['*'] };
const westerner = { role: 'commander' as Role, scope: ['220102'] };

beforeAll(async () => {
  site = await testSite();
  pool = openWorkPool(readConfig({ DATABASE_URL: site.db.ownerUrl, SERVER_DATABASE_URL: site.db.serverUrl }));
  await insertDivisions(site.db.pool);
  await drawDistricts(site.db.pool);
  await insertReports(
    site.db.pool,
    cityReports(5).filter(({ kind }) => kind === 'noise')
  );
  await forecastCity(pool, settings);
});
afterAll(async () => {
  await pool.end();
  await site.close();
});

async function ask<T>(
  method: string,
  path: string,
  body: unknown,
  as = commander
): Promise<{ status: number; reply: T }> {
  const init =
    body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await site.ask(path, as, init);
  return { status: response.status, reply: (await response.json()) as T };
}
const order = (more: object = {}) => ({ public_id: randomUUID(), kind: 'noise', horizon: 7, max_visits: 12, ...more });

test('a plan visits the highest cells within scope and one in ten at random elsewhere, and says by what way', async () => {
  const { status, reply } = await ask<Plan>('POST', '/api/inspections', order(), westerner);
  expect(status).toBe(200);
  expect(reply.stops.filter(({ chosen }) => chosen === 'random')).toHaveLength(1);
  expect(reply.stops.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(reply.stops.every(({ center }) => center[0] < 125.32)).toBe(true);
  // This city has no road.
  expect(reply).toMatchObject({ byRoad: false, visits: 12, done: 0, randomShare: 0.1, kind: 'noise' });
  expect(reply.seed).toMatch(/^[0-9a-f]{64}$/);
  expect(reply.drawnFrom).toBeGreaterThan(10);
  expect(reply.distance_m).toBeGreaterThan(1000);
  expect(reply.route).toHaveLength(12);
});

test('the same send is one plan; another one draws other cells', async () => {
  const sent = order();
  const first = await ask<Plan>('POST', '/api/inspections', sent);
  const again = await ask<Plan>('POST', '/api/inspections', sent);
  expect(again.reply).toEqual(first.reply);
  const other = await ask<Plan>('POST', '/api/inspections', order());
  expect(other.reply.seed).not.toBe(first.reply.seed);
});

test('a limit on the way is kept, and where nothing fits that is said', async () => {
  const { reply } = await ask<Plan>('POST', '/api/inspections', order({ max_visits: undefined, max_distance_m: 6000 }));
  expect(reply.distance_m).toBeLessThanOrEqual(6000);
  expect(reply.visits).toBeGreaterThan(3);
  const far = await ask<{ type: string }>(
    'POST',
    '/api/inspections',
    order({ start: [120, 40], max_distance_m: 1000 })
  );
  expect(far).toMatchObject({ status: 422, reply: { type: '/problems/no-round' } });
  const none = await ask('POST', '/api/inspections', order({ max_visits: undefined }));
  expect(none.status).toBe(422);
});

test('what a visit finds becomes an event of an inspection, once, and teaches no forecast', async () => {
  const { reply: plan } = await ask<Plan>('POST', '/api/inspections', order());
  const path = `/api/inspections/${plan.publicId}/visits/1`;
  const found = await ask<Plan>('PATCH', path, { result: 'found', note: '夜间施工' });
  expect(found.reply.stops[0]).toMatchObject({ result: 'found', note: '夜间施工' });
  const { rows } = await site.db.pool.query(
    'SELECT kind, reported_by, source, division_code IS NOT NULL AS placed FROM governance.events WHERE id = $1',
    [found.reply.stops[0]!.eventId]
  );
  expect(rows).toEqual([{ kind: 'noise', reported_by: 'inspection', source: 'inspection', placed: true }]);
  expect((await ask('PATCH', path, { result: 'nothing' })).status).toBe(409);
  await ask('PATCH', `/api/inspections/${plan.publicId}/visits/2`, { result: 'nothing' });
  const { reply } = await ask<PlanList>('GET', '/api/inspections', undefined);
  expect(reply.bias.expected.visits + reply.bias.random.visits).toBe(2);
  expect(reply.bias.expected.found + reply.bias.random.found).toBe(1);
  expect(reply.plans.find(({ publicId }) => publicId === plan.publicId)).toMatchObject({ done: 2, visits: 12 });
});

test('a plan of another district is not there, nor are its visits', async () => {
  const easterner = { role: 'grid_worker' as Role, scope: ['220104'] };
  const { reply: plan } = await ask<Plan>('POST', '/api/inspections', order(), westerner);
  expect((await ask('GET', `/api/inspections/${plan.publicId}`, undefined, easterner)).status).toBe(404);
  expect(
    (await ask('PATCH', `/api/inspections/${plan.publicId}/visits/1`, { result: 'nothing' }, easterner)).status
  ).toBe(404);
  const { reply } = await ask<PlanList>('GET', '/api/inspections', undefined, easterner);
  expect(reply.plans.map(({ publicId }) => publicId)).not.toContain(plan.publicId);
});

test('the four classes are not shown until a person signs for them, then within the scope of the signature', async () => {
  const path = '/api/forecasts/noise/7/grids';
  const planner = { role: 'planner' as Role, scope: ['*'] };
  expect((await ask<GridClasses>('GET', path, undefined, planner)).reply).toEqual({ signatures: [], grids: [] });
  const preview = await ask<GridClasses>('GET', path, undefined, westerner);
  expect(preview.reply.grids.map(({ code, grade }) => [code, grade])).toEqual([
    [`${WEST}001`, null],
    [`${WEST}002`, null]
  ]);
  const values = preview.reply.grids.map(({ expected }) => expected).sort((a, b) => a - b);
  const body = {
    thresholds: [values[1]! / 4, values[1]! / 2, values[1]! * 0.99],
    ...{ valid_from: '2020-01-01', valid_to: '2099-12-31', reason: '季度会商', signed_by: '王指挥' }
  };
  const signing = '/api/forecasts/noise/7/signatures';
  expect((await ask('POST', signing, body, planner)).status).toBe(403);
  expect((await ask('POST', signing, { ...body, thresholds: [3, 2, 1] }, westerner)).status).toBe(422);
  expect((await ask('POST', signing, { ...body, valid_to: '2019-01-01' }, westerner)).status).toBe(422);
  expect((await ask('POST', signing, body, westerner)).status).toBe(200);

  const { reply } = await ask<GridClasses>('GET', path, undefined, planner);
  expect(reply.signatures).toMatchObject([
    { signedBy: '王指挥', signedAs: 'commander', reason: '季度会商', scope: ['220102'] }
  ]);
  expect(reply.grids.map(({ code }) => code)).toEqual([`${WEST}001`, `${WEST}002`]);
  expect(Math.max(...reply.grids.map(({ grade }) => grade!))).toBe(3);

  await ask('POST', signing, { ...body, withdrawn: true }, westerner);
  expect((await ask<GridClasses>('GET', path, undefined, planner)).reply.grids).toEqual([]);
});
