import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import type { Role } from '#geodata/access/roles.ts';
import { insertCamera, insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

interface Version {
  validFrom: string;
  validTo: string | null;
  divisionCode: string | null;
  gridCode: string | null;
  properties: Record<string, unknown>;
  changed: string[] | null;
}

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
});
afterAll(() => site.close());

type Caller = { role: Role; scope: string[] };
const commander = (...scope: string[]): Caller => ({ role: 'commander', scope });
const VIEW = 'bbox=125,43,126,44&limit=200';

/** The database's clock, to the microsecond. */
async function now(): Promise<string> {
  const { rows } = await site.db.pool.query<{ now: string }>(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`
  );
  return rows[0]!.now;
}
const run = (statement: string, values: unknown[] = []) => site.db.pool.query(statement, values);
const at = (path: string, asOf: string) =>
  `/api/layers/${path}${path.includes('?') ? '&' : '?'}as_of=${encodeURIComponent(asOf)}`;

async function json<T>(path: string, as?: Caller): Promise<T> {
  const reply = await site.ask(path, as);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}
const status = async (path: string, as?: Caller) => (await site.ask(path, as)).status;
const nameAt = async (id: number, asOf: string) =>
  (await json<{ label: string }>(at(`cameras/features/${id}`, asOf), commander('*'))).label;
const versions = async (path: string, as: Caller | undefined = commander('*')) =>
  (await json<{ versions: Version[] }>(`/api/layers/${path}/versions`, as)).versions;
const listed = async (asOf: string, as = commander('*')) => {
  const list = await json<{ total: number; features: { label: string }[] }>(at(`cameras/features?${VIEW}`, asOf), as);
  expect(list.total).toBe(list.features.length);
  return list.features.map(({ label }) => label).sort();
};

describe('as of a time', () => {
  test('a list and a feature are what they were then: before the first, changed, deleted', async () => {
    const before = await now();
    const id = await insertCamera(site.db.pool, { name: '初' });
    const first = await now();
    await run(`UPDATE asset.cameras SET name = '改' WHERE id = $1`, [id]);
    const second = await now();
    await run('DELETE FROM asset.cameras WHERE id = $1', [id]);
    const gone = await now();

    expect(await Promise.all([before, first, second, gone].map((asOf) => listed(asOf)))).toEqual([
      [],
      ['初'],
      ['改'],
      []
    ]);
    expect([await nameAt(id, first), await nameAt(id, second)]).toEqual(['初', '改']);
    for (const asOf of [before, gone])
      expect(await status(at(`cameras/features/${id}`, asOf), commander('*'))).toBe(404);
  });

  test('a version holds from its beginning up to, and not including, its end', async () => {
    const id = await insertCamera(site.db.pool, { name: '之前' });
    await run(`UPDATE asset.cameras SET name = '之后' WHERE id = $1`, [id]);
    const [after, before] = await versions(`cameras/features/${id}`);
    expect(before!.validTo).toBe(after!.validFrom);
    expect(await nameAt(id, before!.validFrom)).toBe('之前');
    expect(await nameAt(id, after!.validFrom)).toBe('之后');
  });

  test('without a time, and as of now, the answer is the present', async () => {
    const id = await insertCamera(site.db.pool, { name: '现在' });
    const present = await json(`/api/layers/cameras/features/${id}`, commander('*'));
    expect(await json(at(`cameras/features/${id}`, await now()), commander('*'))).toEqual(present);
  });

  test('the scope is that of the version: what has since moved elsewhere is still seen where it was', async () => {
    const id = await insertCamera(site.db.pool, { name: '迁移', division: '220102002001' });
    const then = await now();
    await run(`UPDATE asset.cameras SET division_code = '220104001001' WHERE id = $1`, [id]);
    const path = `cameras/features/${id}`;
    expect(await status(at(path, then), commander('220102'))).toBe(200);
    expect(await status(at(path, then), commander('220104'))).toBe(404);
    expect(await status(at(path, await now()), commander('220102'))).toBe(404);
    expect(await listed(then, commander('220104'))).not.toContain('迁移');
    expect(await listed(then, commander('220102'))).toContain('迁移');
  });

  test('a caller refused the layer is refused its past', async () => {
    for (const path of ['cameras/features/1', `cameras/features?${VIEW}`]) {
      expect(await status(at(path, await now()))).toBe(403);
    }
    expect(await status('/api/layers/cameras/features/1/versions')).toBe(403);
    expect(await status('/api/layers/nowhere/features/1/versions', commander('*'))).toBe(404);
  });

  test.each([
    ['a date without a time', '2026-01-01'],
    ['a time without an offset', '2026-01-01T00:00:00'],
    ['a day that does not exist', '2026-02-30T00:00:00Z'],
    ['words', 'yesterday'],
    ['nothing', ''],
    ['an injection', "2026-01-01T00:00:00Z'; DROP TABLE asset.cameras; --"],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['the future', new Date(Date.now() + 3_600_000).toISOString()],
    ['a far future', '9999-12-31T23:59:59Z']
  ])('%s is refused in words', async (_, asOf) => {
    for (const path of ['cameras/features/1', `cameras/features?${VIEW}`]) {
      const reply = await site.ask(at(path, asOf), commander('*'));
      expect(reply.status).toBe(422);
      expect(await reply.json()).toMatchObject({ errors: [{ pointer: '/as_of' }] });
    }
  });

  test.each(['2026-01-01T08:00:00+08:00', '2026-01-01T00:00:00.123456789Z', '1999-12-31T23:59:59+23:59'])(
    '%s is understood',
    async (asOf) => expect(await status(at(`cameras/features?${VIEW}`, asOf), commander('*'))).toBe(200)
  );

  test('a plus sign that nobody escaped is still an offset', async () => {
    const path = `/api/layers/cameras/features?${VIEW}&as_of=2026-01-01T08:00:00+08:00`;
    expect(await status(path, commander('*'))).toBe(200);
  });
});

describe('versions of a feature', () => {
  test('come newest first with what changed from one to the next', async () => {
    const id = await insertCamera(site.db.pool, { name: '甲' });
    await run(`UPDATE asset.cameras SET name = '乙', range_m = 90 WHERE id = $1`, [id]);
    await run('UPDATE asset.cameras SET geom = ST_Translate(geom, 0.001, 0) WHERE id = $1', [id]);
    const found = await versions(`cameras/features/${id}`);
    expect(found.map(({ properties }) => [properties.name, properties.range_m])).toEqual([
      ['乙', 90],
      ['乙', 90],
      ['甲', 60]
    ]);
    expect(found.map(({ changed }) => changed)).toEqual([['geometry'], ['name', 'range_m'], null]);
    expect(found.map(({ validTo }) => validTo)).toEqual([null, found[0]!.validFrom, found[1]!.validFrom]);
  });

  test('outlive the feature', async () => {
    const id = await insertCamera(site.db.pool, { name: '拆除' });
    await run('DELETE FROM asset.cameras WHERE id = $1', [id]);
    const [last, ...others] = await versions(`cameras/features/${id}`);
    expect(others).toEqual([]);
    expect(last!.validTo).not.toBeNull();
  });

  test('outside the scope are not shown, nor what changed across them', async () => {
    const id = await insertCamera(site.db.pool, { name: '一', division: '220102002001' });
    await run(`UPDATE asset.cameras SET name = '秘密', division_code = '220104001001' WHERE id = $1`, [id]);
    await run(`UPDATE asset.cameras SET name = '三', division_code = '220102002001' WHERE id = $1`, [id]);
    const own = await versions(`cameras/features/${id}`, commander('220102'));
    expect(own.map(({ properties, changed }) => [properties.name, changed])).toEqual([
      ['三', null],
      ['一', null]
    ]);
    const all = await versions(`cameras/features/${id}`);
    expect(all.map(({ changed }) => changed)).toEqual([['name', 'division_code'], ['name', 'division_code'], null]);
  });

  test('of a feature that never lay within the scope answer like those of one that does not exist', async () => {
    const id = await insertCamera(site.db.pool, { name: '外', division: '220104001001' });
    const replies = await Promise.all(
      [id, 999_999].map((one) => site.ask(`/api/layers/cameras/features/${one}/versions`, commander('220102')))
    );
    const [outside, missing] = (await Promise.all(replies.map((reply) => reply.json()))) as Record<string, unknown>[];
    expect(replies.map((reply) => reply.status)).toEqual([404, 404]);
    expect({ ...outside, instance: '', requestId: '' }).toEqual({ ...missing, instance: '', requestId: '' });
  });

  test('show residents public columns only, and not even the time at which another one changed', async () => {
    const { rows } = await run(
      `INSERT INTO asset.buildings (source, source_id, name, households, geom)
       VALUES ('test', 'b', '公开楼', 424242, ST_Multi(ST_MakeEnvelope(125.3, 43.88, 125.301, 43.881, 4326))) RETURNING id`
    );
    const then = await now();
    const path = `buildings/features/${(rows[0] as { id: string }).id}`;
    await run('UPDATE asset.buildings SET households = 434343');
    await run(`UPDATE asset.buildings SET name = '新名'`);
    await run('UPDATE asset.buildings SET households = 444444');

    const found = await versions(path, { role: 'resident', scope: [] });
    expect(found.map(({ properties, changed }) => [properties.name, changed])).toEqual([
      ['新名', ['name']],
      ['公开楼', null]
    ]);
    expect(found[0]!.validTo).toBeNull();
    expect(found[1]!.validTo).toBe(found[0]!.validFrom);
    expect(found.every(({ gridCode }) => gridCode === null)).toBe(true);
    expect((await versions(path)).map(({ changed }) => changed)).toEqual([
      ['households'],
      ['name'],
      ['households'],
      null
    ]);
    for (const asked of [`/api/layers/${path}/versions`, at(path, then), at(`buildings/features?${VIEW}`, then)]) {
      const text = await (await site.ask(asked)).text();
      expect(text).toContain('公开楼');
      expect(text).not.toMatch(/households|424242|434343|444444/);
    }
  });

  test('carry derived columns, which are not kept with the past', async () => {
    const { rows } = await run(
      `INSERT INTO governance.grids (division_code, grid_code, code, name, kind, source, source_id, geom)
       VALUES ('220102002001', '220102002001001', '220102002001001', '一格', 'unit', 'test', 'g',
               ST_Multi(ST_MakeEnvelope(125.3, 43.8, 125.31, 43.81, 4326))) RETURNING id, area_m2`
    );
    const [{ id, area_m2 }] = rows as [{ id: string; area_m2: number }];
    await run(`UPDATE governance.grids SET name = '改名'`);
    const [after, before] = await versions(`grids/features/${id}`);
    expect([after!.properties.area_m2, before!.properties.area_m2]).toEqual([area_m2, area_m2]);
    expect(after!.changed).toEqual(['name']);
  });
});

describe('what is told beside', () => {
  test('numbers of a layer are those of then', async () => {
    const count = async (asOf?: string, as = commander('*')) => {
      const query = asOf ? `?as_of=${asOf}` : '';
      const { layers } = await json<{ layers: { id: string; total: number; located: number }[] }>(
        `/api/layers${query}`,
        as
      );
      const { total, located } = layers.find(({ id }) => id === 'cameras')!;
      return { total, located };
    };
    const before = await now();
    const was = await count();
    const id = await insertCamera(site.db.pool, { name: '数', division: '220102002001' });
    const stood = await now();
    const scoped = await count(undefined, commander('220102'));
    await run('DELETE FROM asset.cameras WHERE id = $1', [id]);
    expect(await count(before)).toEqual(was);
    expect(await count(stood)).toEqual({ total: was.total + 1, located: was.located + 1 });
    expect(await count(stood, commander('220102'))).toEqual(scoped);
    expect(await count(await now())).toEqual(was);
  });

  test('a version tells its source, and to staff the file it came in', async () => {
    const { rows } = await run(
      `WITH gate AS (INSERT INTO asset.gates (source, source_id, kind, geom, valid_from)
         VALUES ('survey', 'g', 'main', 'SRID=4326;POINT(125.3 43.8)', '2026-03-01') RETURNING id)
       INSERT INTO governance.imports (layer, source, file_name, file_sha256, read, inserted, updated, unchanged, repaired, started_at, version_at)
       SELECT 'gates', 'survey', '出入口.geojson', 'x', 1, 1, 0, 0, 0, now(), '2026-03-01' FROM gate
       RETURNING id, (SELECT id FROM gate) AS gate`
    );
    const { id, gate } = rows[0] as { id: string; gate: string };
    const path = `gates/features/${gate}`;
    expect((await versions(path))[0]).toMatchObject({
      source: 'survey',
      import: { id: Number(id), fileName: '出入口.geojson' }
    });
    expect((await versions(path, { role: 'resident', scope: [] }))[0]).toMatchObject({
      source: 'survey',
      import: null
    });
  });
});

describe('a list of one kind', () => {
  test('holds only what has the value asked for, then as now, and its total says how many', async () => {
    await run(`INSERT INTO asset.gates (source, source_id, kind, geom)
      SELECT 'kinds', n::text, CASE WHEN n % 4 = 0 THEN 'fire' ELSE 'main' END, ST_SetSRID(ST_Point(125.5 + n / 1e5, 43.5), 4326)
      FROM generate_series(1, 240) AS n`);
    const then = await now();
    await run(`UPDATE asset.gates SET kind = 'main' WHERE source = 'kinds' AND source_id = '4'`);
    const path = '/api/layers/gates/features?bbox=125.4,43.4,125.6,43.6&limit=200&only=';
    const { total, features } = await json<{ total: number; features: { properties: { kind: string } }[] }>(
      `${path}kind:fire`
    );
    expect([total, features.length]).toEqual([59, 59]);
    expect(new Set(features.map(({ properties }) => properties.kind))).toEqual(new Set(['fire']));
    expect((await json<{ total: number }>(`${path}kind:fire&as_of=${then}`)).total).toBe(60);
    expect((await json<{ total: number }>(`${path}kind:none`)).total).toBe(0);
  });

  test.each(['kind', 'kind:', ':x', 'name:x', 'source:demo', 'households:1', 'constructor:x', 'kind"; DROP:x'])(
    '"%s" chooses nothing and is told so',
    async (only) => {
      expect(await status(`/api/layers/buildings/features?${VIEW}&only=${encodeURIComponent(only)}`)).toBe(422);
    }
  );
});

describe('every layer', () => {
  let demo: TestSite;
  beforeAll(async () => {
    demo = await testSite({ demo: true });
  });
  afterAll(() => demo.close());

  test.each(layers.map((layer) => [layer.id, layer] as const))('%s has a past', async (id, layer) => {
    const ask = async <T>(path: string) =>
      (await (await demo.ask(`/api/layers/${id}/${path}`, commander('*'))).json()) as T;
    const table = `${layer.schema}.${id}`;
    const { rows } = await demo.db.pool.query<{ id: string; then: string }>(
      `SELECT id, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS then
       FROM ${table} WHERE geom IS NOT NULL ORDER BY id LIMIT 1`
    );
    const [feature] = rows;
    const box = 'bbox=124,43,127,45&limit=5';
    const present = await ask<Record<string, unknown>>(`features/${feature!.id}`);
    const list = await ask<{ features: unknown[] }>(`features?${box}`);

    await demo.db.pool.query(`UPDATE ${table} SET geom = ST_Translate(geom, 0.0001, 0) WHERE id = $1`, [feature!.id]);

    expect(await ask(`features/${feature!.id}?as_of=${feature!.then}`)).toEqual(present);
    expect(await ask(`features?${box}&as_of=${feature!.then}`)).toEqual(list);
    const { versions } = await ask<{ versions: Version[] }>(`features/${feature!.id}/versions`);
    expect(versions).toHaveLength(2);
    expect(versions[0]!.changed).toContain('geometry');
    expect(versions[1]!.properties).toEqual(present.properties);
  });
});
