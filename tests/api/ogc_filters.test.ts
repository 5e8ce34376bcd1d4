import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
const epsg = (code: number) => `http://www.opengis.net/def/crs/EPSG/0/${code}`;
const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

interface Page {
  features: { geometry: { coordinates: number[] }; properties: Record<string, unknown> }[];
  detail: string;
}

async function items(layer: string, query: Record<string, string> = {}) {
  const response = await site.ask(`/ogc/collections/${layer}/items?${new URLSearchParams(query)}`, {
    role: 'commander',
    scope: ['*']
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Page };
}
async function found(layer: string, query: Record<string, string>) {
  const { status, body } = await items(layer, query);
  expect(status, body.detail).toBe(200);
  return body.features.map(({ properties }) => properties.name ?? properties.code ?? properties.meter_no);
}

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  await site.db.pool.query(`
    INSERT INTO asset.service_points (source, source_id, name, category, geom)
    VALUES ('test', '1', '人民广场', 'medical', ST_SetSRID(ST_Point(125.3181, 43.8845), 4326)),
           ('test', '2', 'North', 'dining', ST_SetSRID(ST_Point(125.3181, 43.9845), 4326)),
           ('test', '3', '100% Fresh_', 'dining', ST_SetSRID(ST_Point(125.4181, 43.8845), 4326))`);
  await site.db.pool.query(`
    INSERT INTO asset.buildings (source, source_id, name, kind, floors, height_m, geom)
    VALUES ('test', 'a', 'A', 'residential', 6, 18.3, ST_Multi(ST_MakeEnvelope(125.30, 43.90, 125.301, 43.901, 4326))),
           ('test', 'b', 'B', 'office', 20, 61, ST_Multi(ST_MakeEnvelope(125.301, 43.90, 125.302, 43.901, 4326))),
           ('test', 'c', 'C', 'other', NULL, NULL, ST_Multi(ST_MakeEnvelope(125.3002, 43.9002, 125.3004, 43.9004, 4326)))`);
  await site.db.pool.query(`
    INSERT INTO emergency.hydrants (source, source_id, code, kind, status, checked_on, geom)
    VALUES ('test', '1', 'H1', 'hydrant', 'usable', '2026-03-01', ST_SetSRID(ST_Point(125.3, 43.8), 4326)),
           ('test', '2', 'H2', 'hydrant', 'faulty', '2026-03-02', ST_SetSRID(ST_Point(125.3, 43.8), 4326)),
           ('test', '3', 'H3', 'crane', 'usable', NULL, ST_SetSRID(ST_Point(125.3, 43.8), 4326))`);
  await site.db.pool.query(`
    INSERT INTO asset.meters (source, source_id, meter_no, medium, placement, status, read_at, geom)
    VALUES ('test', '1', 'M1', 'water', 'building', 'normal', '2026-03-01T00:00:00+08', ST_SetSRID(ST_Point(125.3, 43.8), 4326)),
           ('test', '2', 'M2', 'water', 'building', 'normal', '2026-03-01T23:59:59+08', ST_SetSRID(ST_Point(125.3, 43.8), 4326)),
           ('test', '3', 'M3', 'water', 'building', 'normal', '2026-03-02T00:00:00+08', ST_SetSRID(ST_Point(125.3, 43.8), 4326))`);
  await site.db.pool.query(`
    INSERT INTO asset.roads (source, source_id, class, name, bridge, geom)
    VALUES ('test', '1', 'primary', 'over', true, ST_GeomFromText('MULTILINESTRING((125.299 43.9005, 125.303 43.9005))', 4326)),
           ('test', '2', 'minor', 'by', false, ST_GeomFromText('MULTILINESTRING((125.299 43.95, 125.303 43.95))', 4326))`);
});
afterAll(() => site.close());

describe('Part 2, coordinate reference systems', () => {
  const placeIn = async (crs?: string) => {
    const { headers, body } = await items('service_points', { ...(crs && { crs }), filter: "name = '人民广场'" });
    return { at: body.features[0]!.geometry.coordinates, said: headers.get('content-crs') };
  };

  test('longitude comes first unless a system is asked for; the answer always names its system', async () => {
    expect(await placeIn()).toEqual({ at: [125.3181, 43.8845], said: `<${crs84}>` });
    expect(await placeIn(crs84)).toEqual({ at: [125.3181, 43.8845], said: `<${crs84}>` });
  });

  test('EPSG:4326 and EPSG:4490 have latitude first', async () => {
    for (const code of [4326, 4490])
      expect(await placeIn(epsg(code))).toEqual({ at: [43.8845, 125.3181], said: `<${epsg(code)}>` });
  });

  test('the zones of CGCS2000 have northing first, with and without the number of the zone', async () => {
    const { at } = await placeIn(epsg(4551));
    expect(at[0]).toBeCloseTo(4_861_300, -3);
    expect(at[1]).toBeCloseTo(445_200, -3);
    const zoned = await placeIn(epsg(4530));
    expect(zoned.at).toEqual([at[0], at[1]! + 42_000_000]);
    expect((await placeIn(epsg(4547))).at[1]).toBeGreaterThan(1_000_000);
  });

  test('EPSG:3857 has easting first', async () => {
    const { at } = await placeIn(epsg(3857));
    expect(at[0]).toBeCloseTo(13_950_347, -2);
    expect(at[1]).toBeCloseTo(5_446_000, -4);
  });

  test('a box is read in the order of the axes of its own system', async () => {
    const here = async (query: Record<string, string>) => found('service_points', query);
    expect(await here({ bbox: '125.31,43.88,125.32,43.89' })).toEqual(['人民广场']);
    for (const code of [4326, 4490]) {
      expect(await here({ bbox: '43.88,125.31,43.89,125.32', 'bbox-crs': epsg(code) })).toEqual(['人民广场']);
      expect(
        (await items('service_points', { bbox: '125.31,43.88,125.32,43.89', 'bbox-crs': epsg(code) })).status
      ).toBe(400);
    }
    const [north, east] = (await placeIn(epsg(4551))).at as [number, number];
    const box = [north - 50, east - 50, north + 50, east + 50];
    expect(await here({ bbox: box.join(','), 'bbox-crs': epsg(4551) })).toEqual(['人民广场']);
    const zoned = [north - 50, east + 42_000_000 - 50, north + 50, east + 42_000_000 + 50];
    expect(await here({ bbox: zoned.join(','), 'bbox-crs': epsg(4530), crs: epsg(4490) })).toEqual(['人民广场']);
  });

  test('a system that is not offered is refused, wherever it is named', async () => {
    for (const name of ['crs', 'bbox-crs', 'filter-crs'])
      for (const uri of ['EPSG:4326', epsg(4979), epsg(27700), ''])
        expect((await items('service_points', { [name]: uri })).status, `${name}=${uri}`).toBe(400);
  });

  test('one feature comes in a system too', async () => {
    const { features } = (await items('service_points')).body as unknown as { features: { id: number }[] };
    const reply = await site.ask(`/ogc/collections/service_points/items/${features[0]!.id}?crs=${epsg(4490)}`);
    expect(reply.headers.get('content-crs')).toBe(`<${epsg(4490)}>`);
    expect(((await reply.json()) as { geometry: object }).geometry).toMatchObject({ coordinates: [43.8845, 125.3181] });
  });
});

describe('Part 3, filters', () => {
  const buildings = (filter: string, more = {}) => found('buildings', { filter, ...more });

  test('comparisons', async () => {
    expect(await buildings('floors > 6')).toEqual(['B']);
    expect(await buildings('floors >= 6 AND floors <= 6')).toEqual(['A']);
    expect(await buildings("kind <> 'office'")).toEqual(['A', 'C']);
    expect(await buildings('6 < floors')).toEqual(['B']);
    // A real that is not exact in binary equals what was written.
    expect(await buildings('height_m = 18.3')).toEqual(['A']);
    expect(await found('roads', { filter: 'bridge = TRUE' })).toEqual(['over']);
  });

  test('NOT, AND, OR and brackets; what is unknown is neither', async () => {
    expect(await buildings("(kind = 'office' OR kind = 'other') AND NOT name = 'B'")).toEqual(['C']);
    expect(await buildings('NOT floors > 6')).toEqual(['A']);
    expect(await buildings('TRUE')).toEqual(['A', 'B', 'C']);
    expect(await buildings('FALSE')).toEqual([]);
  });

  test('IN, BETWEEN and IS NULL', async () => {
    expect(await buildings("name IN ('A', 'C', 'Z')")).toEqual(['A', 'C']);
    expect(await buildings('floors BETWEEN 1 AND 6')).toEqual(['A']);
    expect(await buildings('floors NOT BETWEEN 1 AND 6')).toEqual(['B']);
    expect(await buildings('floors IS NULL')).toEqual(['C']);
    expect(await buildings('floors IS NOT NULL')).toEqual(['A', 'B']);
    expect(await buildings('geometry IS NULL')).toEqual([]);
  });

  test('LIKE with its two signs, its escape, and in any case with CASEI', async () => {
    const points = (filter: string) => found('service_points', { filter });
    expect(await points("name LIKE '人民%'")).toEqual(['人民广场']);
    expect(await points("name LIKE 'N_rth'")).toEqual(['North']);
    expect(await points("name LIKE '100\\% %\\_'")).toEqual(['100% Fresh_']);
    expect(await points("name LIKE 'north'")).toEqual([]);
    expect(await points("CASEI(name) LIKE CASEI('NORTH')")).toEqual(['North']);
    expect((await items('service_points', { filter: "name LIKE 'a\\'" })).status).toBe(400);
    expect((await items('service_points', { filter: "name LIKE 'a\\\\\\\\\\'" })).status).toBe(400);
  });

  test('how geometries lie, with a box or any geometry, in any order', async () => {
    expect(await buildings('S_INTERSECTS(geometry, BBOX(125.3015, 43.9, 125.31, 43.91))')).toEqual(['B']);
    expect(await buildings('S_INTERSECTS(POINT(125.3003 43.9003), geometry)')).toEqual(['A', 'C']);
    expect(
      await buildings(
        'S_WITHIN(geometry, POLYGON((125.30 43.90,125.301 43.90,125.301 43.901,125.30 43.901,125.30 43.90)))'
      )
    ).toEqual(['A', 'C']);
    expect(await buildings('S_CONTAINS(geometry, POINT(125.3005 43.9005))')).toEqual(['A']);
    expect(await buildings('S_DISJOINT(geometry, POINT(125.3005 43.9005))')).toEqual(['B', 'C']);
    expect(await buildings('S_TOUCHES(geometry, LINESTRING(125.301 43.89, 125.301 43.91))')).toEqual(['A', 'B']);
    expect(
      await found('roads', {
        filter: 'S_CROSSES(geometry, POLYGON((125.30 43.90,125.301 43.90,125.301 43.901,125.30 43.901,125.30 43.90)))'
      })
    ).toEqual(['over']);
    expect(await buildings('S_OVERLAPS(geometry, BBOX(125.3005, 43.8, 125.31, 44))')).toEqual(['A']);
    expect(await buildings('S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(125.3015 43.9005), POINT(1 1)))')).toEqual([
      'B'
    ]);
    // A polygon drawn across itself is mended.
    expect(
      await buildings(
        'S_INTERSECTS(geometry, POLYGON((125.29 43.89,125.31 43.91,125.31 43.89,125.29 43.91,125.29 43.89)))'
      )
    ).toEqual(['A', 'B', 'C']);
  });

  test('geometries are read in filter-crs', async () => {
    expect(await buildings('S_CONTAINS(geometry, POINT(43.9005 125.3005))', { 'filter-crs': epsg(4490) })).toEqual([
      'A'
    ]);
    expect((await items('buildings', { filter: 'S_CONTAINS(geometry, POINT(43.9005 125.3005))' })).status).toBe(400);
  });

  test('times: instants, days as they are at the site, intervals with open ends', async () => {
    const meters = (filter: string) => found('meters', { filter });
    expect(await meters("read_at >= TIMESTAMP('2026-03-01T16:00:00Z')")).toEqual(['M3']);
    expect(await meters("read_at < DATE('2026-03-02')")).toEqual(['M1', 'M2']);
    expect(await meters("T_INTERSECTS(read_at, DATE('2026-03-01'))")).toEqual(['M1', 'M2']);
    expect(await meters("T_AFTER(read_at, DATE('2026-03-01'))")).toEqual(['M3']);
    expect(await meters("T_BEFORE(read_at, TIMESTAMP('2026-03-01T15:59:59Z'))")).toEqual(['M1']);
    expect(await meters("T_DURING(read_at, INTERVAL('..', '2026-03-01'))")).toEqual(['M1', 'M2']);
    expect(await meters("T_EQUALS(read_at, TIMESTAMP('2026-02-28T16:00:00Z'))")).toEqual(['M1']);
    const hydrants = (filter: string) => found('hydrants', { filter });
    expect(await hydrants("checked_on = DATE('2026-03-02')")).toEqual(['H2']);
    expect(await hydrants("T_EQUALS(checked_on, DATE('2026-03-01'))")).toEqual(['H1']);
    expect(await hydrants("checked_on IN (DATE('2026-03-01'), DATE('2026-03-02'))")).toEqual(['H1', 'H2']);
  });

  test('every relation of times is one PostgreSQL understands', async () => {
    for (const op of [
      'T_AFTER',
      'T_BEFORE',
      'T_CONTAINS',
      'T_DISJOINT',
      'T_DURING',
      'T_EQUALS',
      'T_FINISHEDBY',
      'T_FINISHES',
      'T_INTERSECTS',
      'T_MEETS',
      'T_METBY',
      'T_OVERLAPPEDBY',
      'T_OVERLAPS',
      'T_STARTEDBY',
      'T_STARTS'
    ])
      await found('meters', {
        filter: `${op}(INTERVAL(read_at, '..'), INTERVAL('2026-01-01', '2026-12-31T00:00:00Z'))`
      });
  });

  test('the same in JSON', async () => {
    const filter = JSON.stringify({
      op: 'and',
      args: [
        { op: '>', args: [{ property: 'floors' }, 1] },
        { op: 's_intersects', args: [{ property: 'geometry' }, { type: 'Point', coordinates: [125.3005, 43.9005] }] }
      ]
    });
    expect(await buildings(filter, { 'filter-lang': 'cql2-json' })).toEqual(['A']);
    expect((await items('buildings', { filter })).status).toBe(400);
    expect((await items('buildings', { filter, 'filter-lang': 'ecql' })).status).toBe(400);
  });

  test('a queryable is a parameter of its own', async () => {
    expect(await found('buildings', { kind: 'office' })).toEqual(['B']);
    expect(await found('buildings', { floors: '6' })).toEqual(['A']);
    expect(await found('buildings', { kind: 'office', filter: 'floors < 6' })).toEqual([]);
    expect(await found('roads', { bridge: 'true' })).toEqual(['over']);
    expect(await found('hydrants', { checked_on: '2026-03-02' })).toEqual(['H2']);
    for (const [name, value] of [
      ['floors', 'six'],
      ['floors', '']
    ])
      expect((await items('buildings', { [name!]: value! })).status).toBe(400);
    expect((await items('hydrants', { checked_on: 'today' })).status).toBe(400);
    expect((await items('roads', { bridge: 'maybe' })).status).toBe(400);
  });

  test('no text becomes SQL, and nothing a caller writes is an error of ours', async () => {
    for (const filter of [
      "name = '''; DROP TABLE asset.buildings; --'",
      '"name"" OR true --" = \'x\'',
      "name = 'x' OR 1 = 1",
      "name = 'a\u0000b'",
      'floors = 1e999',
      'floors = 1e300',
      'floors > 99999999999999999999999999',
      "read_at > TIMESTAMP('9999-12-31T23:59:59Z')",
      'S_INTERSECTS(geometry, BBOX(400, 0, 500, 1))',
      'S_INTERSECTS(geometry, POLYGON((0 0,0 0,0 0,0 0)))',
      'S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 1)))',
      'S_INTERSECTS(geometry, BBOX(170, -10, -170, 10))',
      `${'('.repeat(5000)}`,
      ''
    ]) {
      const { status } = await items('buildings', { filter });
      expect([200, 400], filter).toContain(status);
    }
    expect(await buildings('TRUE')).toHaveLength(3);
  });
});

test('the types of the registry are those of the database, in every layer', async () => {
  const { layers } = await import('#geodata/layers/index.ts');
  const { typedFieldsOf } = await import('#geodata/layers/field_types.ts');
  const { rows } = await site.db.pool.query<{ layer: string; name: string; type: string }>(
    `SELECT table_name AS layer, column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema IN ('governance', 'asset', 'emergency')`
  );
  const typeOf = new Map(rows.map(({ layer, name, type }) => [`${layer}.${name}`, type]));
  const known: Record<string, string[]> = {
    text: ['text', 'uuid'],
    number: ['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric'],
    boolean: ['boolean'],
    date: ['date'],
    timestamp: ['timestamp with time zone']
  };
  for (const layer of layers)
    for (const { name, type } of typedFieldsOf(layer))
      expect(known[type], `${layer.id}.${name}`).toContain(typeOf.get(`${layer.id}.${name}`));
});
