import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
let inNanguan: number;
let inChaoyang: number;

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  inNanguan = await insertCamera(site.db.pool, { name: '南关一号', division: '220102002001' });
  inChaoyang = await insertCamera(site.db.pool, { name: '朝阳一号', division: '220104001001' });
});
afterAll(() => site.close());

const commander = (scope: string[]) => ({ role: 'commander' as const, scope });
const bodyOf = async (reply: Promise<Response>) => (await (await reply).json()) as Record<string, unknown>;

test('anonymous callers see public layers only', async () => {
  const { layers: seen } = await bodyOf(site.ask('/api/layers'));
  const ids = (seen as { id: string }[]).map((layer) => layer.id);
  expect(ids).toEqual(layers.filter((layer) => layer.public !== null).map((layer) => layer.id));
});

test.each(layers.filter((layer) => layer.public === null).map((layer) => layer.id))(
  'anonymous callers are refused every door of %s',
  async (id) => {
    for (const path of [
      `/api/layers/${id}/features?bbox=125,43,126,44`,
      `/api/layers/${id}/features/1`,
      `/tiles/${id}/14/13895/5966`,
      `/tiles/${id}.json`
    ]) {
      expect((await site.ask(path)).status, path).toBe(403);
    }
  }
);

test('a caller sees the features of their own subtree and no others', async () => {
  const list = await bodyOf(site.ask('/api/layers/cameras/features?bbox=125,43,126,44', commander(['220102'])));
  expect(list.total).toBe(1);
  expect((list.features as { label: string }[]).map((feature) => feature.label)).toEqual(['南关一号']);
});

test('a list is sorted by metres, although degrees are shorter from west to east', async () => {
  const from = [125.5, 43.5] as const;
  for (let i = 0; i < 60; i++) {
    const angle = (i * 2 * Math.PI) / 60;
    const degrees = 0.01 + 0.0001 * ((i * 37) % 60);
    const at: [number, number] = [from[0] + degrees * Math.cos(angle), from[1] + degrees * Math.sin(angle)];
    await site.db.pool.query(
      `INSERT INTO emergency.hydrants (source, source_id, kind, geom) VALUES ('test', $1, 'hydrant', ST_SetSRID(ST_Point($2, $3), 4326))`,
      [`ring ${i}`, ...at]
    );
  }
  const list = (offset: number) =>
    bodyOf(
      site.ask(`/api/layers/hydrants/features?bbox=125.4,43.4,125.6,43.6&limit=20&offset=${offset}`, commander(['*']))
    );
  const pages = await Promise.all([0, 20, 40].map(list));
  const metres = pages.flatMap((page) =>
    (page.features as { distance_m: number }[]).map((feature) => feature.distance_m)
  );
  expect(metres).toHaveLength(60);
  expect(metres).toEqual([...metres].sort((a, b) => a - b));
});

test('counts follow the scope', async () => {
  const cameras = async (scope: string[]) => {
    const body = await bodyOf(site.ask('/api/layers', commander(scope)));
    return (body.layers as { id: string; total: number }[]).find((layer) => layer.id === 'cameras')?.total;
  };
  expect(await cameras(['*'])).toBe(2);
  expect(await cameras(['2201'])).toBe(2);
  expect(await cameras(['220104001001'])).toBe(1);
  expect(await cameras([])).toBe(0);
});

test('a feature outside the scope answers exactly like one that does not exist', async () => {
  const outside = await site.ask(`/api/layers/cameras/features/${inChaoyang}`, commander(['220102']));
  const missing = await site.ask('/api/layers/cameras/features/999999', commander(['220102']));
  const [a, b] = (await Promise.all([outside.json(), missing.json()])) as Record<string, unknown>[];
  expect(outside.status).toBe(404);
  expect({ ...a, instance: '', requestId: '' }).toEqual({ ...b, instance: '', requestId: '' });
  expect((await site.ask(`/api/layers/cameras/features/${inNanguan}`, commander(['220102']))).status).toBe(200);
});

test('a division outside the scope tells its name but not what lies in it', async () => {
  const own = await bodyOf(site.ask('/api/divisions/220102000000', commander(['220102'])));
  const other = await bodyOf(site.ask('/api/divisions/220104000000', commander(['220102'])));
  expect(own.counts).toMatchObject({ cameras: 1 });
  expect(other.name).toBe('朝阳区');
  expect(other.counts).not.toHaveProperty('cameras');
});

test('search finds nothing in layers or places the caller may not see', async () => {
  await site.db.pool.query(
    `INSERT INTO asset.key_sites (source, source_id, name, category, division_code, geom)
     VALUES ('test', 'k', '秘密仓库', 'warehouse', '220104001001', ST_SetSRID(ST_Point(125.3, 43.9), 4326))`
  );
  const find = async (as?: ReturnType<typeof commander>) =>
    ((await bodyOf(site.ask(`/api/search?q=${encodeURIComponent('秘密')}`, as))).results as unknown[]).length;
  expect(await find()).toBe(0);
  expect(await find(commander(['220102']))).toBe(0);
  expect(await find(commander(['220104']))).toBe(1);
});

test('no public answer carries a column outside the public list', async () => {
  await site.db.pool.query(
    `INSERT INTO asset.buildings (source, source_id, name, households, geom)
     VALUES ('test', 'b', '公开楼', 424242, ST_Multi(ST_MakeEnvelope(125.3, 43.88, 125.301, 43.881, 4326)))`
  );
  const list = await (await site.ask('/api/layers/buildings/features?bbox=125,43,126,44')).text();
  const id = (JSON.parse(list) as { features: { id: number }[] }).features[0]!.id;
  const detail = await (await site.ask(`/api/layers/buildings/features/${id}`)).text();
  expect(list + detail).toContain('公开楼');
  expect(list + detail).not.toContain('424242');
});

test('outside demo mode a role cookie is worth nothing', async () => {
  const real = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'development' } });
  try {
    expect((await real.ask('/api/layers/cameras/features?bbox=125,43,126,44', commander(['*']))).status).toBe(403);
    expect(
      (
        await real.ask('/api/session', undefined, {
          method: 'PUT',
          body: '{"role":"commander","scope":["*"]}',
          headers: { 'Content-Type': 'application/json' }
        })
      ).status
    ).toBe(404);
  } finally {
    await real.close();
  }
});

test('in production the public map waits for its review number', async () => {
  const closed = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'production' } });
  const open = await testSite({
    settings: { DEMO: 'off', NODE_ENV: 'production', PUBLIC_MAP_APPROVAL_NO: '吉S(2026)001号' }
  });
  try {
    const refused = await closed.ask('/api/layers');
    expect(refused.status).toBe(403);
    expect(((await refused.json()) as { type: string }).type).toBe('/problems/no-map-approval');
    expect((await closed.ask('/tiles/roads/14/13895/5966')).status).toBe(403);
    expect((await open.ask('/api/layers')).status).toBe(200);
  } finally {
    await closed.close();
    await open.close();
  }
});
