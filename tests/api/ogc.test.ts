import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '#geodata/access/roles.ts';
import { findLayer } from '#geodata/layers/index.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
const commander = (scope: string[] = ['*']) => ({ role: 'commander' as Role, scope });
const anyone = null;

interface Body {
  links: { href: string; rel: string; type?: string }[];
  features: {
    id: number;
    geometry: { type: string; coordinates: number[] } | null;
    properties: Record<string, unknown>;
  }[];
  numberMatched?: number;
  numberReturned?: number;
  detail?: string;
  type?: string;
  [other: string]: unknown;
}

/** Asks below /ogc. Values of the query are escaped. */
async function ask(
  path: string,
  query: Record<string, string> = {},
  as: ReturnType<typeof commander> | null = commander(),
  init: RequestInit = {}
) {
  const response = await site.ask(
    `/ogc${path}${Object.keys(query).length ? `?${new URLSearchParams(query)}` : ''}`,
    as ?? undefined,
    init
  );
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text ? JSON.parse(text) : {}) as Body
  };
}
const items = (layer: string, query: Record<string, string> = {}, as?: ReturnType<typeof commander> | null) =>
  ask(`/collections/${layer}/items`, query, as);
const names = ({ body }: { body: Body }) => body.features.map(({ properties }) => properties.name);

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  // Ten service points along a street of 南关区, two in 朝阳区.
  await site.db.pool.query(
    `INSERT INTO asset.service_points (source, source_id, name, category, address, phone, division_code, geom)
     SELECT 'test', n::text, 'S' || n, CASE WHEN n % 2 = 0 THEN 'medical' ELSE 'dining' END, n || ' 号', NULL,
            CASE WHEN n <= 10 THEN '220102002001' ELSE '220104001001' END, ST_SetSRID(ST_Point(125.30 + n * 0.001, 43.88), 4326)
     FROM generate_series(1, 12) AS n`
  );
  await site.db.pool.query(
    `INSERT INTO asset.buildings (source, source_id, name, kind, floors, height_m, households, geom)
     VALUES ('test', 'a', '甲楼', 'residential', 6, 18.3, 71717, ST_Multi(ST_MakeEnvelope(125.30, 43.90, 125.301, 43.901, 4326))),
            ('test', 'b', '乙''s', 'office', 20, NULL, NULL, ST_Multi(ST_MakeEnvelope(125.31, 43.90, 125.311, 43.901, 4326))),
            ('test', 'c', NULL, 'other', NULL, NULL, NULL,
             ST_Multi(ST_GeomFromText('POLYGON((125.32 43.90,125.33 43.90,125.33 43.9001,125.3201 43.9001,125.3201 43.91,125.32 43.91,125.32 43.90))', 4326)))`
  );
  await site.db.pool.query(
    `INSERT INTO asset.cameras (source, source_id, name, division_code, geom)
     VALUES ('test', 'in', '区内', '220102002001', ST_SetSRID(ST_Point(125.32, 43.88), 4326)),
            ('test', 'out', '区外', '220104001001', ST_SetSRID(ST_Point(125.28, 43.88), 4326))`
  );
  await site.db.pool.query(
    `INSERT INTO asset.roads (source, source_id, class, name, geom) VALUES
     ('test', 'date line', 'primary', '日界线路', ST_GeomFromText('MULTILINESTRING((179.9 10, 179.95 10))', 4326)),
     ('test', 'beyond', 'primary', '彼岸路', ST_GeomFromText('MULTILINESTRING((-179.95 10, -179.9 10))', 4326))`
  );
  await site.db.pool.query(
    `INSERT INTO emergency.hydrants (source, source_id, code, kind, status, checked_on, division_code, geom)
     VALUES ('test', 'h', 'H1', 'hydrant', 'usable', '2026-03-01', '220102002001', ST_SetSRID(ST_Point(125.32, 43.88), 4326))`
  );
  await site.db.pool.query('ANALYZE');
});
afterAll(() => site.close());

describe('Part 1, core', () => {
  const links = (body: Body, rel: string) => body.links.filter((link) => link.rel === rel);

  test('the landing page leads to the API, the standards kept and the data, and is also there with a slash', async () => {
    const { status, body } = await ask('');
    expect(status).toBe(200);
    for (const rel of ['self', 'alternate', 'service-desc', 'service-doc', 'conformance', 'data'])
      expect(links(body, rel).length, rel).toBeGreaterThan(0);
    expect((await ask('/')).status).toBe(200);
  });

  test('every link of every resource answers, with the media type it promises', async () => {
    const seen = new Set<string>();
    for (const path of [
      '',
      '/collections',
      '/collections/buildings',
      '/collections/service_points/items',
      '/collections/buildings/items/1'
    ]) {
      const { body } = await ask(path, path.endsWith('items') ? { limit: '5' } : {});
      const nested = (body.collections ?? []) as Body[];
      for (const { href, rel, type } of [body, ...nested].flatMap((one) => one.links)) {
        // Pages of the site itself are not part of this test's server.
        if (seen.has(href) || rel === 'describedby') continue;
        seen.add(href);
        const accept = type === 'text/html' ? 'text/html' : '*/*';
        const reply = await site.ask(new URL(href).href.slice(site.server.url.length), commander(), {
          headers: { accept }
        });
        expect(reply.status, href).toBe(200);
        if (type) expect(reply.headers.get('content-type')?.replace('; charset=utf-8', ''), href).toBe(type);
      }
    }
    expect(seen.size).toBeGreaterThan(60);
  });

  test('the conformance classes it declares are URIs, core among them', async () => {
    const { conformsTo } = (await ask('/conformance')).body as unknown as { conformsTo: string[] };
    expect(conformsTo).toContain('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core');
    expect(new Set(conformsTo).size).toBe(conformsTo.length);
    for (const uri of conformsTo) expect(URL.canParse(uri)).toBe(true);
  });

  test('the API document is OpenAPI 3.0 and tells how many features a page holds', async () => {
    const { headers, body } = await ask('/api');
    expect(headers.get('content-type')).toContain('application/vnd.oai.openapi+json;version=3.0');
    const { openapi, components } = body as unknown as {
      openapi: string;
      components: { parameters: Record<string, { schema: object }> };
    };
    expect(openapi).toMatch(/^3\.0/);
    expect(components.parameters.limit!.schema).toMatchObject({ minimum: 1, maximum: 10_000, default: 100 });
  });

  test('a collection has an id, links to its items, an extent that holds its features, and its systems', async () => {
    const { body } = await ask('/collections/service_points');
    expect(body).toMatchObject({
      id: 'service_points',
      itemType: 'feature',
      storageCrs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
    });
    const { extent, crs } = body as unknown as { extent: { spatial: { bbox: number[][] } }; crs: string[] };
    const [west, south, east, north] = extent.spatial.bbox[0] as [number, number, number, number];
    expect(west).toBeLessThanOrEqual(125.301);
    expect(east).toBeGreaterThanOrEqual(125.312);
    expect(south).toBeLessThanOrEqual(43.88);
    expect(north).toBeGreaterThanOrEqual(43.88);
    for (const epsg of [4326, 4490, 3857, 4547, 4551, 4530])
      expect(crs).toContain(`http://www.opengis.net/def/crs/EPSG/0/${epsg}`);
    expect((await ask('/collections/no_such')).status).toBe(404);
  });

  test('items are GeoJSON with links, a time stamp and numbers; a page holds 100 unless told otherwise', async () => {
    const { headers, body } = await items('service_points');
    expect(headers.get('content-type')).toBe('application/geo+json; charset=utf-8');
    expect(body).toMatchObject({ type: 'FeatureCollection', numberMatched: 12, numberReturned: 12 });
    expect(Number.isNaN(Date.parse(body.timeStamp as string))).toBe(false);
    expect(links(body, 'next')).toEqual([]);
    expect(links(body, 'collection')).toHaveLength(1);
  });

  test('next leads through every feature once, whatever is added behind or taken away before', async () => {
    const seen: unknown[] = [];
    let page = await items('service_points', { limit: '5' });
    expect(page.body).toMatchObject({ numberMatched: 12, numberReturned: 5 });
    for (let turn = 0; turn < 9; turn++) {
      seen.push(...names(page));
      const next = links(page.body, 'next')[0];
      if (!next) break;
      if (turn === 0) await site.db.pool.query("DELETE FROM asset.service_points WHERE name = 'S1'");
      const query = new URL(next.href).searchParams;
      expect(query.get('limit')).toBe('5');
      page = await items('service_points', Object.fromEntries(query));
    }
    await site.db.pool.query(
      `INSERT INTO asset.service_points (id, source, source_id, name, category, division_code, geom) OVERRIDING SYSTEM VALUE
       SELECT id, source, source_id, name, category, division_code, geom FROM asset.service_points_history WHERE name = 'S1'`
    );
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `S${index + 1}`));
  });

  test('a limit beyond the largest is the largest; one that is no number from 1 is refused', async () => {
    expect((await items('service_points', { limit: '999999' })).body.numberReturned).toBe(12);
    for (const limit of ['0', '-1', 'ten', '1.5', ''])
      expect((await items('service_points', { limit })).status, limit).toBe(400);
  });

  test('a parameter that is not known, or given twice, is refused', async () => {
    for (const path of [
      '',
      '/api',
      '/conformance',
      '/collections',
      '/collections/buildings',
      '/collections/buildings/queryables',
      '/collections/buildings/items',
      '/collections/buildings/items/1'
    ]) {
      const { status, body } = await ask(path, { wherever: '1' });
      expect(status, path).toBe(400);
      expect(body).toMatchObject({ type: '/problems/invalid-parameter', parameter: 'wherever' });
    }
    expect((await site.ask('/ogc/collections/buildings/items?limit=1&limit=2', commander())).status).toBe(400);
    expect((await items('buildings', { sortby: 'name' })).status).toBe(400);
  });

  test('a box takes what touches it, not what its own box touches', async () => {
    expect(names(await items('service_points', { bbox: '125.3005,43.87,125.3025,43.89' }))).toEqual(['S1', 'S2']);
    // Inside the box of the L-shaped building, and beside the building.
    expect((await items('buildings', { bbox: '125.325,43.905,125.326,43.906' })).body.features).toEqual([]);
    expect((await items('buildings', { bbox: '125.3195,43.905,125.326,43.906' })).body.features).toHaveLength(1);
  });

  test('a box with heights is read without them', async () => {
    expect(names(await items('service_points', { bbox: '125.3005,43.87,0,125.3025,43.89,500' }))).toEqual(['S1', 'S2']);
  });

  test('a box whose west lies east of its east crosses the antimeridian', async () => {
    expect(names(await items('roads', { bbox: '179,9,-179,11' }))).toEqual(['日界线路', '彼岸路']);
    expect(names(await items('roads', { bbox: '179,9,180,11' }))).toEqual(['日界线路']);
  });

  test('a box that is none is refused', async () => {
    for (const bbox of [
      '1,2,3',
      '1,2,3,4,5',
      'a,b,c,d',
      '125,44,126,43',
      '125,43,126,91',
      '-181,0,1,1',
      '1,2,3,NaN',
      '1,,3,4',
      ''
    ])
      expect((await items('service_points', { bbox })).status, bbox).toBe(400);
  });

  test('one feature has links to itself, its collection and its past; one that is not there is 404', async () => {
    const { headers, body } = await ask('/collections/buildings/items/1');
    expect(headers.get('content-type')).toContain('application/geo+json');
    expect(body).toMatchObject({
      type: 'Feature',
      id: 1,
      geometry: { type: 'MultiPolygon' },
      properties: { name: '甲楼' }
    });
    for (const rel of ['self', 'alternate', 'collection', 'version-history'])
      expect(links(body, rel), rel).toHaveLength(1);
    for (const id of ['999', '0', 'one', '-1', '1.5', '99999999999999999999'])
      expect((await ask(`/collections/buildings/items/${id}`)).status, id).toBe(404);
  });

  test('HEAD answers as GET does, without a body', async () => {
    for (const path of ['/ogc', '/ogc/collections/buildings/items']) {
      const [get, head] = await Promise.all([
        site.ask(path, commander()),
        site.ask(path, commander(), { method: 'HEAD' })
      ]);
      expect(head.status).toBe(200);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(await head.text()).toBe('');
      expect((await get.text()).length).toBeGreaterThan(0);
    }
  });

  test('the format is the one f names, else the one Accept prefers, else JSON', async () => {
    const typeOf = async (query: Record<string, string>, accept?: string) =>
      (
        await ask('/collections/buildings/items', query, commander(), accept ? { headers: { accept } } : {})
      ).headers.get('content-type');
    expect(await typeOf({}, 'text/html,application/xhtml+xml,*/*;q=0.8')).toContain('text/html');
    expect(await typeOf({}, 'application/geo+json')).toContain('application/geo+json');
    expect(await typeOf({}, '*/*')).toContain('application/geo+json');
    expect(await typeOf({ f: 'json' }, 'text/html')).toContain('application/geo+json');
    expect(await typeOf({ f: 'html' }, 'application/json')).toContain('text/html');
    expect((await items('buildings', { f: 'gml' })).status).toBe(400);
    expect((await ask('/collections', {}, commander(), { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  test('a page for people escapes what the data holds', async () => {
    await site.db.pool.query(
      `INSERT INTO asset.gates (source, source_id, name, kind, geom) VALUES ('test', 'x', '<script>alert(1)</script>', 'main', ST_SetSRID(ST_Point(125.3, 43.8), 4326))`
    );
    const { text, headers } = await items('gates', { f: 'html' });
    expect(text).toContain('&#60;script&#62;');
    expect(text).not.toContain('<script');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('time', () => {
  let id: number;
  let before: string;
  let between: string;
  const now = async () =>
    (
      await site.db.pool.query<{ at: string }>(
        `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`
      )
    ).rows[0]!.at;
  const named = async (datetime: string, query = {}) => names(await items('shelters', { datetime, ...query }));

  beforeAll(async () => {
    before = await now();
    const inserted = await site.db.pool.query<{ id: string }>(
      `INSERT INTO emergency.shelters (source, source_id, name, indoor, capacity_persons, geom)
       VALUES ('test', 's', '旧名', true, 100, ST_SetSRID(ST_Point(125.3, 43.8), 4326)) RETURNING id`
    );
    id = Number(inserted.rows[0]!.id);
    between = await now();
    await site.db.pool.query("UPDATE emergency.shelters SET name = '新名' WHERE id = $1", [id]);
  });

  test('a moment gives the versions that held then; nothing said gives the present', async () => {
    expect(names(await items('shelters'))).toEqual(['新名']);
    expect(await named(between)).toEqual(['旧名']);
    expect(await named(before)).toEqual([]);
    expect(await named(await now())).toEqual(['新名']);
  });

  test('an interval gives each feature that held at some time of it once, as it was last', async () => {
    expect(await named(`${before}/${between}`)).toEqual(['旧名']);
    expect(await named(`${between}/..`)).toEqual(['新名']);
    expect(await named(`../${before}`)).toEqual([]);
    expect(await named('../..')).toEqual(['新名']);
    expect((await items('shelters', { datetime: `${before}/..` })).body).toMatchObject({
      numberMatched: 1,
      numberReturned: 1
    });
  });

  test('a year or day stands for all of it, and an interval ends with it', async () => {
    const [year] = before.split('-');
    expect(await named(`../${year}`)).toEqual(['新名']);
    expect(await named(`../${Number(year) - 1}`)).toEqual([]);
    expect(await named(`${year}/..`)).toEqual(['新名']);
    expect(await named(String(year))).toEqual(['新名']);
    expect(await named(`/${year}`)).toEqual(['新名']);
  });

  test('a filter looks at the versions of that time', async () => {
    expect(await named(between, { filter: "name = '旧名'" })).toEqual(['旧名']);
    expect(await named(between, { filter: "name = '新名'" })).toEqual([]);
  });

  test('what is no time is refused', async () => {
    for (const datetime of [
      'yesterday',
      '2026-13-01',
      '2026-02-30',
      `${between}/${before}`,
      '2026/2025',
      'a/b/c',
      '',
      '..',
      '2026-07-01T08:00:00',
      '0000-01-01'
    ])
      expect((await items('shelters', { datetime })).status, datetime).toBe(400);
  });
});

describe('who may see what', () => {
  const isPublic = findLayer('buildings')!.public!;
  const shown = Object.keys(findLayer('buildings')!.properties.shape).filter((name) => isPublic.includes(name));

  test('anyone sees the public layers with their public fields, and no other', async () => {
    const { body } = await ask('/collections', {}, anyone);
    const ids = (body.collections as { id: string }[]).map(({ id }) => id);
    expect(ids).toContain('buildings');
    expect(ids).not.toContain('cameras');
    expect((await items('cameras', {}, anyone)).status).toBe(403);
    expect((await ask('/collections/cameras', {}, anyone)).status).toBe(403);
    expect((await ask('/collections/cameras/queryables', {}, anyone)).status).toBe(403);
    expect((await ask('/collections/cameras/items/1', {}, anyone)).status).toBe(403);
    const { text, body: page } = await items('buildings', {}, anyone);
    expect(Object.keys(page.features[0]!.properties)).toEqual(shown);
    expect(text).not.toContain('71717');
    expect((await ask('/collections/buildings/items/1', {}, anyone)).text).not.toContain('71717');
  });

  test('a field that is not published cannot be asked about, and its refusal is that of a field that does not exist', async () => {
    const refusal = async (query: Record<string, string>) => {
      const { status, body } = await items('buildings', query, anyone);
      return { status, detail: body.detail, type: body.type };
    };
    for (const name of ['households', 'source', 'source_id', 'no_such']) {
      const filtered = await refusal({ filter: `${name} = 71717` });
      expect(filtered.status).toBe(400);
      expect(filtered.detail?.replaceAll(name, '')).toBe(
        (await refusal({ filter: 'no_such = 71717' })).detail?.replaceAll('no_such', '')
      );
      expect((await refusal({ filter: `${name} IS NULL` })).status).toBe(400);
      expect((await refusal({ [name]: '71717' })).status).toBe(400);
      expect((await refusal({ sortby: name })).status).toBe(400);
    }
    const { properties } = (await ask('/collections/buildings/queryables', {}, anyone)).body as unknown as {
      properties: object;
    };
    expect(Object.keys(properties)).toEqual([...shown, 'geometry']);
    expect((await items('buildings', { filter: 'households = 71717' })).body.numberReturned).toBe(1);
  });

  test('a district sees the rows of its subtree: in lists, by id, in counts, in extents and in the past', async () => {
    const district = commander(['220102']);
    const seen = await items('cameras', {}, district);
    expect(names(seen)).toEqual(['区内']);
    expect(seen.body.numberMatched).toBe(1);
    const all = await items('cameras');
    const outside = all.body.features.find(({ properties }) => properties.name === '区外')!;
    expect((await ask(`/collections/cameras/items/${outside.id}`, {}, district)).status).toBe(404);
    expect(names(await items('cameras', { filter: "name = '区外'" }, district))).toEqual([]);
    expect(names(await items('cameras', { datetime: '2000/..' }, district))).toEqual(['区内']);
    const { extent } = (await ask('/collections/cameras', {}, district)).body as unknown as {
      extent: { spatial: { bbox: number[][] } };
    };
    expect(extent.spatial.bbox).toEqual([[125.32, 43.88, 125.32, 43.88]]);
    expect(names(await items('cameras', {}, commander([])))).toEqual([]);
  });

  test('pages of other sites may read what anybody may see, and nothing else', async () => {
    expect((await items('buildings', {}, anyone)).headers.get('access-control-allow-origin')).toBe('*');
    const staff = await items('buildings');
    expect(staff.headers.get('access-control-allow-origin')).toBeNull();
    expect(staff.headers.get('cache-control')).toContain('private');
  });

  test(
    'in production the service waits for the map review number, as the public map does',
    { timeout: 60_000 },
    async () => {
      const closed = await testSite({ settings: { DEMO: 'off', NODE_ENV: 'production' } });
      try {
        for (const path of ['/ogc', '/ogc/collections/roads/items'])
          expect((await closed.ask(path)).status, path).toBe(403);
      } finally {
        await closed.close();
      }
    }
  );
});
