import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import type { Layer } from '#geodata/layers/define.ts';
import { tileAt } from '#geodata/spatial/tile.ts';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { draw } from './support/draw.ts';
import { insertSample, SECRET } from './support/samples.ts';

// Side by side in one tile of zoom 16: a community in 南关区, one in 朝阳区, and a row that belongs nowhere.
const here = [125.3211, 43.8811] as const;
const there = [125.3216, 43.8812] as const;
const nowhere = [125.3219, 43.8813] as const;
const ours = '220102002001';
const theirs = '220104001001';

let db: TestDatabase;
/** As Martin and the gateway connect. */
let reader: pg.Pool;
const ids = new Map<string, { here: number; there: number; nowhere?: number }>();

beforeAll(async () => {
  db = await testDatabase();
  reader = new pg.Pool({ connectionString: db.tileUrl, max: 2 });
  await insertDivisions(db.pool);
  for (const layer of layers) {
    const code = (own: string) => (layer.id === 'divisions' ? own.replace(/1$/, '9') : own);
    const sample = (at: readonly [number, number], own: string | null) =>
      insertSample(db.pool, layer, { at, code: own, size: 0.0002 });
    const placed = { here: await sample(here, code(ours)), there: await sample(there, code(theirs)) };
    const needsCode = layer.id === 'divisions' || layer.id === 'grids';
    ids.set(layer.id, needsCode ? placed : { ...placed, nowhere: await sample(nowhere, null) });
  }
});
afterAll(async () => {
  await reader.end();
  await db.drop();
});

const tileOf = (layer: Layer) => tileAt(here, layer.maxzoom);
const drawnIds = async (layer: Layer, query: unknown, tile = tileOf(layer)) =>
  new Set((await draw(reader, layer, tile, query)).map(({ id }) => id));
/** Layers of the base map belong to no division and are drawn for whoever has the whole site. */
const dividing = new Set<string>();

test.each(layers)('$id is drawn whole for the whole site, rows without a division included', async (layer) => {
  const { here, there, nowhere } = ids.get(layer.id)!;
  const expected = [here, there, nowhere].filter((id) => id !== undefined);
  expect(await drawnIds(layer, { scope: '*', projection: 'staff' })).toEqual(new Set(expected));
});

test.each(layers)(
  '$id draws nothing without a scope, with a foreign one, and with one that is no scope',
  async (layer) => {
    const scopes = [
      undefined,
      null,
      '',
      ',',
      ' ',
      'x',
      '99',
      '330106',
      [ours],
      { scope: '*' },
      true,
      false,
      0,
      -1,
      1.5,
      '22%',
      "2'; --",
      '*,',
      '2'.repeat(13)
    ];
    for (const scope of scopes.filter((scope) => scope !== '*,')) {
      expect(await drawnIds(layer, { scope, projection: 'staff' }), JSON.stringify(scope)).toEqual(new Set());
    }
    for (const query of [{}, [], null, '*', 7])
      expect(await drawnIds(layer, query), JSON.stringify(query)).toEqual(new Set());
  }
);

test.each(layers)('a scope that cuts through a tile of $id draws nothing outside it', async (layer) => {
  const { here, there } = ids.get(layer.id)!;
  const inside = await drawnIds(layer, { scope: '220102', projection: 'staff' });
  const both = await drawnIds(layer, { scope: '220102,220104', projection: 'staff' });
  if (inside.size > 0) dividing.add(layer.id);
  expect([new Set(), new Set([here])]).toContainEqual(inside);
  expect([new Set(), new Set([here, there])]).toContainEqual(both);
  if (layer.scoped) expect(inside).toEqual(new Set([here]));
});

test.each(layers)('$id takes a scope that came as a number for the code it spells', async (layer) => {
  const asText = await drawnIds(layer, { scope: '220102', projection: 'staff' });
  expect(await drawnIds(layer, { scope: 220102, projection: 'staff' })).toEqual(asText);
  expect(await drawnIds(layer, { scope: 220102002, projection: 'staff' })).toEqual(asText);
});

test.each(layers)('$id draws for a projection it does not know nothing at all', async (layer) => {
  for (const projection of ['', 'Staff', 'admin', 1, true, ['staff'], { staff: 1 }]) {
    expect(await drawnIds(layer, { scope: '*', projection }), JSON.stringify(projection)).toEqual(new Set());
  }
  const open = await drawnIds(layer, { scope: '*' });
  expect(open).toEqual(await drawnIds(layer, { scope: '*', projection: 'public' }));
  if (layer.public === null) expect(open).toEqual(new Set());
});

test.each(layers)(
  '$id counts below its first zoom only what is in scope, and not for the public unless it is public',
  async (layer) => {
    if (!layer.aggregated) return;
    const count = async (query: unknown) => {
      const drawn = await draw(reader, layer, tileAt(here, layer.minzoom - 1), query);
      return drawn.reduce((sum, { properties }) => sum + Number(properties.point_count), 0);
    };
    expect(await count({ scope: '220102', projection: 'staff' })).toBe(1);
    expect(await count({ scope: '220102,220104', projection: 'staff' })).toBe(2);
    expect(await count({ scope: '*', projection: 'staff' })).toBe(3);
    expect(await count({ scope: '*', projection: 'public' })).toBe(layer.public === null ? 0 : 3);
    for (const scope of [undefined, '', '99', ['22']]) expect(await count({ scope, projection: 'staff' })).toBe(0);
  }
);

test.each(layers)('no tile of $id holds a planted secret, for anyone, at any zoom', async (layer) => {
  for (let z = 0; z <= 22; z++) {
    for (const projection of ['staff', 'public']) {
      const { x, y } = tileAt(here, z);
      const { rows } = await reader.query<{ tile: Buffer | null }>(`SELECT tiles.${layer.id}($1, $2, $3, $4) AS tile`, [
        z,
        x,
        y,
        JSON.stringify({ scope: '*', projection })
      ]);
      expect(
        rows[0]!.tile?.toString('latin1').toUpperCase().includes(SECRET) ?? false,
        `zoom ${z}, ${projection}`
      ).toBe(false);
    }
  }
});

test.each(layers)('$id draws nothing for a tile that does not exist', async (layer) => {
  const most = 2 ** 31 - 1;
  for (const [z, x, y] of [
    [-1, 0, 0],
    [23, 0, 0],
    [31, 0, 0],
    [0, 1, 0],
    [3, 8, 0],
    [3, 0, 8],
    [14, -1, 5],
    [14, 5, -1],
    [most, most, most],
    [-most, -most, -most]
  ]) {
    expect(
      await drawnIds(layer, { scope: '*', projection: 'staff' }, { z: z!, x: x!, y: y! }),
      `${z}/${x}/${y}`
    ).toEqual(new Set());
  }
});

test('every layer that is scoped divides', () => {
  const scoped = layers.filter((layer) => layer.scoped).map(({ id }) => id);
  expect(scoped.filter((id) => !dividing.has(id))).toEqual([]);
});

test('a camera is drawn as a point, and from zoom 15 before it as what it sees, under one id with the same attributes', async () => {
  const cameras = layers.find(({ id }) => id === 'cameras')!;
  const query = { scope: '220102', projection: 'staff' };
  const [view, point, ...more] = await draw(reader, cameras, tileAt(here, 15), query);
  expect(more).toEqual([]);
  expect([view!.type, point!.type]).toEqual(['polygon', 'point']);
  expect(view).toEqual({ ...point, type: 'polygon' });
  expect((await draw(reader, cameras, tileAt(here, 14), query)).map(({ type }) => type)).toEqual(['point']);
});
