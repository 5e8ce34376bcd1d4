import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '#geodata/access/roles.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
const as = (role: Role, scope: string[] = ['*']) => ({ role, scope });
const admin = as('system_admin', []);
const read = async <T>(path: string, who?: ReturnType<typeof as>) => (await (await site.ask(path, who)).json()) as T;
const send = (method: string, path: string, body: unknown, who = admin) =>
  site.ask(path, who, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' }
  });

interface Entry {
  id: string;
  total: number;
  isOverdue: boolean | null;
  importedAt: string | null;
  sources: { source: string }[];
  systems: { name: string; state: string }[];
  fields: string[];
}
const entry = async (id: string, who?: ReturnType<typeof as>) =>
  (await read<{ entries: Entry[] }>(`/api/catalogue/layers/${id}`, who)).entries[0]!;

const imported = (layer: string, source: string, hoursAgo: number, refused = {}) =>
  site.db.pool.query(
    `INSERT INTO governance.imports (layer, source, file_name, file_sha256, read, inserted, updated, unchanged, repaired, refused, started_at, finished_at)
     VALUES ($1, $2, 'file.geojson', 'x', 10, 7, 1, 0, 0, $4, now(), now() - make_interval(hours => $3))`,
    [layer, source, hoursAgo, JSON.stringify(refused)]
  );

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  await site.db.pool.query(`
    INSERT INTO asset.cameras (source, source_id, name, division_code, geom)
    VALUES ('test', 'in', '区内', '220102002001', ST_SetSRID(ST_Point(125.32, 43.88), 4326)),
           ('test', 'out', '区外', '220104001001', ST_SetSRID(ST_Point(125.28, 43.88), 4326))`);
});
afterAll(() => site.close());

describe('the catalogue', () => {
  test('lists what the caller may see, with counts and columns within their reach', async () => {
    const open = await read<{ entries: Entry[]; ceiling: number }>('/api/catalogue/layers');
    expect(open.entries.map(({ id }) => id)).not.toContain('cameras');
    expect(open.entries.find(({ id }) => id === 'buildings')!.fields).not.toContain('households');
    expect(open.ceiling).toBe(5000);
    expect((await site.ask('/api/catalogue/layers/cameras')).status).toBe(403);
    expect((await entry('cameras', as('commander'))).total).toBe(2);
    expect((await entry('cameras', as('commander', ['220102']))).total).toBe(1);
    expect((await site.ask('/api/catalogue/layers/no_such')).status).toBe(404);
  });

  test('is DCAT: every dataset with publisher, frequency, access rights and ways to get at it', async () => {
    const response = await site.ask('/api/catalogue');
    expect(response.headers.get('content-type')).toContain('application/ld+json');
    const dcat = (await response.json()) as Record<string, unknown> & { 'dcat:dataset': Record<string, unknown>[] };
    expect(dcat).toMatchObject({
      '@type': 'dcat:Catalog',
      '@context': { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/' }
    });
    expect(dcat['dcat:dataset'].length).toBeGreaterThan(10);
    for (const dataset of dcat['dcat:dataset']) {
      for (const term of [
        'dct:title',
        'dct:description',
        'dct:publisher',
        'dct:accrualPeriodicity',
        'dct:accessRights',
        'dct:rights',
        'dct:identifier'
      ])
        expect(dataset[term], `${String(dataset['dct:identifier'])} ${term}`).toBeTruthy();
      expect(dataset['@id']).toBe(`${site.server.url}/data/${String(dataset['dct:identifier'])}`);
      expect(dataset['dcat:distribution']).toHaveLength(5);
    }
    expect(JSON.stringify(dcat)).not.toContain('cameras');
  });

  test('every way to a dataset that it names answers', async () => {
    const dcat = await read<{
      'dcat:dataset': { 'dct:identifier': string; 'dcat:distribution': { 'dcat:accessURL': { '@id': string } }[] }[];
    }>('/api/catalogue');
    const roads = dcat['dcat:dataset'].find((dataset) => dataset['dct:identifier'] === 'roads')!;
    for (const { 'dcat:accessURL': url } of roads['dcat:distribution'])
      expect((await site.ask(url['@id'].slice(site.server.url.length))).status, url['@id']).toBe(200);
  });

  test('tells where a layer was imported from, and whether it is older than its owner promised', async () => {
    await imported('service_points', 'street office', 24);
    expect(await entry('service_points')).toMatchObject({ sources: [{ source: 'street office' }], isOverdue: false });
    await imported('hydrants', 'water works', 24 * 200);
    expect((await entry('hydrants', as('commander'))).isOverdue).toBe(true);
    // Nothing is promised of grids.
    expect((await entry('grids', as('commander'))).isOverdue).toBeNull();
  });
});

describe('connected systems', () => {
  const water = {
    name: '水务平台',
    owner: 'water_resources',
    direction: 'in',
    kind: 'file',
    layers: ['meters'],
    source: 'meters feed',
    everyHours: 24,
    contact: '信息中心 0431-5550000',
    note: ''
  };
  const listed = async () =>
    await read<{
      systems: {
        id: number;
        name: string;
        state: string;
        rows: number | null;
        errors: number | null;
        nextAt: string | null;
      }[];
      strays: string[];
    }>('/api/systems', admin);

  test('are read by administrators and written by the system administrator alone', async () => {
    expect((await site.ask('/api/systems')).status).toBe(403);
    expect((await site.ask('/api/systems', as('commander'))).status).toBe(403);
    expect((await send('POST', '/api/systems', water, as('audit_admin', []))).status).toBe(403);
    expect((await site.ask('/api/systems', as('audit_admin', []))).status).toBe(200);
    expect(await listed()).toMatchObject({ systems: [] });
  });

  test('an entry is checked field by field', async () => {
    const pointers = async (change: object) => {
      const response = await send('POST', '/api/systems', { ...water, ...change });
      expect(response.status).toBe(422);
      return ((await response.json()) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    };
    expect(await pointers({ name: ' ' })).toEqual(['/name']);
    expect(await pointers({ owner: 'nobody' })).toEqual(['/owner']);
    expect(await pointers({ layers: ['no_such'] })).toEqual(['/layers/0']);
    expect(await pointers({ everyHours: 0 })).toEqual(['/everyHours']);
    expect(await pointers({ direction: 'out' })).toEqual(['/source']);
    expect(await pointers({ kind: 'fax' })).toEqual(['/kind']);
  });

  test('imports of its source are its runs; a run that is overdue is late', async () => {
    const created = await send('POST', '/api/systems', water);
    expect(created.status).toBe(201);
    expect((await listed()).systems).toMatchObject([{ name: '水务平台', state: 'never', rows: null }]);
    await imported('meters', 'meters feed', 48, { 'bad code': 2, duplicate: 1 });
    expect((await listed()).systems).toMatchObject([{ state: 'late', rows: 8, errors: 3 }]);
    await imported('meters', 'meters feed', 1, { 'bad code': 2 });
    expect((await listed()).systems).toMatchObject([{ state: 'errors', errors: 2 }]);
    await imported('meters', 'meters feed', 0);
    expect((await listed()).systems).toMatchObject([{ state: 'ok', errors: 0 }]);
    expect((await listed()).strays).toEqual(['street office', 'water works']);
    expect((await entry('meters', as('commander'))).systems).toMatchObject([{ name: '水务平台', state: 'ok' }]);
  });

  test('a run that is no import is noted', async () => {
    await send('POST', '/api/systems', {
      ...water,
      name: '城市大脑',
      direction: 'out',
      kind: 'ogc',
      source: null,
      everyHours: null
    });
    const { id } = (await listed()).systems.find(({ name }) => name === '城市大脑')!;
    expect((await send('POST', `/api/systems/${id}/runs`, { rows: 120, errors: 0 })).status).toBe(204);
    expect((await listed()).systems.find((one) => one.id === id)).toMatchObject({
      state: 'ok',
      rows: 120,
      nextAt: null
    });
    expect((await send('POST', '/api/systems/999999/runs', { rows: 1 })).status).toBe(404);
  });

  test('names and sources are not shared; what is changed, paused or removed is in the audit', async () => {
    const taken = await send('POST', '/api/systems', { ...water, source: null });
    expect(taken.status).toBe(409);
    expect(((await taken.json()) as { errors: { pointer: string }[] }).errors[0]!.pointer).toBe('/name');
    expect((await send('POST', '/api/systems', { ...water, name: '另一个' })).status).toBe(409);
    const { id } = (await listed()).systems.find(({ name }) => name === '水务平台')!;
    expect((await send('PUT', `/api/systems/${id}`, { ...water, paused: true })).status).toBe(204);
    expect((await listed()).systems.find((one) => one.id === id)?.state).toBe('paused');
    expect((await send('DELETE', `/api/systems/${id}`, undefined)).status).toBe(204);
    expect((await send('DELETE', `/api/systems/${id}`, undefined)).status).toBe(404);
    expect((await send('PUT', `/api/systems/${id}`, water)).status).toBe(404);
    const { rows } = await site.db.pool.query<{ action: string }>(
      'SELECT action FROM audit.entries WHERE object = $1 ORDER BY id',
      [`systems/${id}`]
    );
    expect(rows.map(({ action }) => action)).toEqual(['system.add', 'system.change', 'system.remove']);
  });
});
