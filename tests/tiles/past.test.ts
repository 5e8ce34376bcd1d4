import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { tileAt, tilesOver } from '#geodata/spatial/tile.ts';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { decode, type Drawn } from './support/draw.ts';
import { insertSample } from './support/samples.ts';

const here = [125.3211, 43.8811] as const;
const ours = '220102002001';
const staff = { scope: '*', projection: 'staff' };
const clock = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`;
type Query = Record<string, unknown>;
type Layer = (typeof layers)[number];

describe('a tile function as of a time', () => {
  let db: TestDatabase;
  let reader: pg.Pool;
  beforeAll(async () => {
    db = await testDatabase();
    reader = new pg.Pool({ connectionString: db.tileUrl, max: 2 });
    await insertDivisions(db.pool);
  });
  afterAll(async () => {
    await reader.end();
    await db.drop();
  });

  const now = async () => (await db.pool.query<{ now: string }>(clock)).rows[0]!.now;
  async function bytes(name: string, z: number, query: Query): Promise<Buffer> {
    const { x, y } = tileAt(here, z);
    const { rows } = await reader.query<{ tile: Buffer | null }>(`SELECT tiles.${name}($1, $2, $3, $4) AS tile`, [
      ...[z, x, y],
      JSON.stringify(query)
    ]);
    return rows[0]!.tile ?? Buffer.alloc(0);
  }
  const then = async (layer: Layer, z: number, as_of: unknown, query: Query = staff): Promise<Drawn[]> =>
    decode(layer, await bytes(`${layer.id}_as_of`, z, { ...query, as_of }));
  const counted = (drawn: Drawn[]) => drawn.reduce((sum, { properties }) => sum + Number(properties.point_count), 0);

  test.each(layers)('$id is drawn as it was before it came, while it stood, and after it went', async (layer) => {
    const z = layer.maxzoom;
    const code = layer.id === 'divisions' ? '220102002009' : ours;
    const before = await now();
    const id = await insertSample(db.pool, layer, { at: here, code });
    const stood = await now();
    const table = `${layer.schema}.${layer.id}`;
    const was = await bytes(layer.id, z, staff);
    await db.pool.query(`UPDATE ${table} SET geom = ST_Translate(geom, 0.0001, 0.0001) WHERE id = $1`, [id]);
    const moved = await now();
    const is = await bytes(layer.id, z, staff);
    await db.pool.query(`DELETE FROM ${table} WHERE id = $1`, [id]);

    expect((await then(layer, z, before)).map((drawn) => drawn.id)).not.toContain(id);
    expect((await bytes(`${layer.id}_as_of`, z, { ...staff, as_of: stood })).equals(was)).toBe(true);
    expect((await bytes(`${layer.id}_as_of`, z, { ...staff, as_of: moved })).equals(is)).toBe(true);
    expect((await then(layer, z, await now())).map((drawn) => drawn.id)).not.toContain(id);
    if (layer.aggregated) {
      const many = async (as_of: string, query = staff) => counted(await then(layer, layer.minzoom - 1, as_of, query));
      const [none, one] = [await many(before), await many(stood)];
      expect(one).toBe(none + 1);
      expect(await many(moved)).toBe(one);
      expect(await many(await now())).toBe(none);
      if (layer.scoped) expect(await many(stood, { ...staff, scope: '220104' })).toBe(0);
    }
  });

  test.each(layers)(
    '$id gives, as of now, the very bytes of the present at every zoom, for every scope',
    async (layer) => {
      await insertSample(db.pool, layer, { at: here, code: layer.id === 'divisions' ? '220102002008' : ours });
      const as_of = await now();
      for (let z = 0; z <= layer.maxzoom; z++) {
        for (const scope of ['*', '220102', '220104', '']) {
          for (const projection of ['staff', 'public']) {
            const [present, past] = await Promise.all([
              bytes(layer.id, z, { scope, projection }),
              bytes(`${layer.id}_as_of`, z, { scope, projection, as_of })
            ]);
            expect(past.equals(present), `zoom ${z}, ${scope}, ${projection}`).toBe(true);
          }
        }
      }
    }
  );

  test.each(layers)('$id draws nothing as of what is no time', async (layer) => {
    for (const as_of of [undefined, null, '', 'now', 'yesterday', '2026-03-01', 1, true, ['2026-03-01T00:00:00Z']]) {
      expect(await then(layer, layer.maxzoom, as_of), JSON.stringify(as_of)).toEqual([]);
      expect(await then(layer, 5, as_of), JSON.stringify(as_of)).toEqual([]);
    }
  });

  test('counts of the past add up at every zoom after rows moved, came and went', async () => {
    const hydrants = layers.find(({ id }) => id === 'hydrants')!;
    await db.pool.query(`
      INSERT INTO emergency.hydrants (source, source_id, kind, geom)
      SELECT 'past', n::text, 'hydrant', ST_SetSRID(ST_Point(125 + n * 7919 % 1000 / 2000.0, 43.5 + n * 104729 % 997 / 2000.0), 4326)
      FROM generate_series(1, 800) AS n`);
    const { rows } = await db.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM emergency.hydrants');
    const as_of = await now();
    await db.pool.query('UPDATE emergency.hydrants SET geom = ST_Translate(geom, 0.05, 0.02) WHERE id % 3 = 0');
    await db.pool.query('DELETE FROM emergency.hydrants WHERE id % 5 = 0');
    await db.pool.query('SELECT tiles.compact_counts()');
    for (const z of [0, 7, 11, 13]) {
      const { left, right, top, bottom } = tilesOver([124.9, 43.4, 125.7, 44.2], z);
      let sum = 0;
      for (let x = left; x <= right; x++)
        for (let y = top; y <= bottom; y++) {
          const { rows } = await reader.query<{ tile: Buffer }>('SELECT tiles.hydrants_as_of($1, $2, $3, $4) AS tile', [
            ...[z, x, y],
            JSON.stringify({ ...staff, as_of })
          ]);
          sum += counted(decode(hydrants, rows[0]!.tile));
        }
      expect(sum, `zoom ${z}`).toBe(rows[0]!.n);
    }
  });
});

describe('the gateway as of a time', () => {
  const cameras = layers.find(({ id }) => id === 'cameras')!;
  const commander = { role: 'commander' as const, scope: ['*'] };
  const { x, y } = tileAt(here, 16);
  const path = `/tiles/cameras/16/${x}/${y}`;
  let site: TestSite;
  beforeAll(async () => {
    site = await testSite();
    await insertDivisions(site.db.pool);
  });
  afterAll(() => site.close());
  const now = async () => (await site.db.pool.query<{ now: string }>(clock)).rows[0]!.now;
  const ids = async (query: string, scope = ['*']) => {
    const reply = await site.ask(path + query, { ...commander, scope });
    return new Set(decode(cameras, new Uint8Array(await reply.arrayBuffer())).map(({ id }) => id));
  };

  test('shows what was there then, keeps it apart from the present, and holds to the scope', async () => {
    const before = await now();
    const id = await insertSample(site.db.pool, cameras, { at: here, code: ours });
    const stood = await now();
    await site.db.pool.query('DELETE FROM asset.cameras WHERE id = $1', [id]);
    await expect.poll(() => ids('')).toEqual(new Set());
    expect(await ids(`?as_of=${stood}`)).toEqual(new Set([id]));
    expect(await ids(`?as_of=${before}`)).toEqual(new Set());
    expect(await ids('')).toEqual(new Set());
    expect(await ids(`?as_of=${stood}`, ['220104'])).toEqual(new Set());
    expect(await ids(`?scope=*&as_of=${stood}`, ['220104'])).toEqual(new Set());
  });

  test.each(['yesterday', '2026-03-01', '2026-03-01T00:00:00', '1066-10-14T00:00:00Z', '2999-01-01T00:00:00Z', ''])(
    '"%s" is no time of the past and is told so, whoever asks',
    async (asked) => {
      for (const as of [commander, undefined]) {
        const reply = await site.ask(`/tiles/roads/14/1/1?as_of=${asked}`, as);
        expect(reply.status).toBe(422);
        expect(await reply.json()).toMatchObject({ type: '/problems/invalid-input', errors: [{ pointer: '/as_of' }] });
      }
    }
  );

  test('a layer nobody may see has no past either', async () => {
    expect((await site.ask(`${path}?as_of=2026-03-01T00:00:00Z`)).status).toBe(403);
  });

  test('TileJSON as of a time names tiles as of that time', async () => {
    const reply = await site.ask('/tiles/roads.json?as_of=2026-03-01T08:00:00%2B08:00', commander);
    expect(await reply.json()).toMatchObject({
      tiles: [expect.stringMatching(/\/tiles\/roads\/\{z\}\/\{x\}\/\{y\}\?as_of=2026-03-01T00:00:00\.000Z$/)]
    });
  });
});
