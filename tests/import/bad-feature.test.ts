import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { count, feature, folder, part, point, refusals, run, square, writeLines } from './support.ts';

let db: TestDatabase;
const dir = folder();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

test('each feature that cannot be taken has its reason, and the rest is taken', async () => {
  const ring = Array.from({ length: 200_000 }, (_, i) => {
    const angle = (i / 200_000) * 2 * Math.PI;
    return [125.3 + Math.cos(angle) / 100, 43.9 + Math.sin(angle) / 100];
  });
  const path = writeLines(dir, 'mixed.geojsonl', [
    feature({ id: 'null' }, null),
    feature({ id: 'empty' }, { type: 'Polygon', coordinates: [] }),
    feature({ id: 'hollow' }, { type: 'MultiPolygon', coordinates: [[[]]] }),
    feature({ id: 'collection' }, { type: 'GeometryCollection', geometries: [] }),
    feature({ id: 'point' }, point(125.3, 43.9)),
    feature({ id: 'swapped' }, square(43.9, 125.3)),
    feature({ id: 'metres' }, square(445_717, 4_861_466, 10)),
    feature({ id: 'words' }, { type: 'Polygon', coordinates: 'POLYGON EMPTY' }),
    feature(
      { id: 'letters' },
      {
        type: 'Polygon',
        coordinates: [
          [
            ['a', 'b'],
            [1, 2],
            [3, 4],
            ['a', 'b']
          ]
        ]
      }
    ),
    feature({ id: 'curve' }, { type: 'CircularString', coordinates: [[0, 0]] }),
    feature(
      { id: 'flat' },
      {
        type: 'Polygon',
        coordinates: [
          [
            [125, 43],
            [126, 43],
            [125, 43]
          ]
        ]
      }
    ),
    feature({ id: 'huge' }, { type: 'Polygon', coordinates: [[...ring, ring[0]]] }),
    feature({ id: 'kind', kind: 'igloo' }, square(125.3, 43.9)),
    feature({ id: 'text', floors: 'many' }, square(125.3, 43.9)),
    feature({ id: 'tower', floors: 900 }, square(125.3, 43.9)),
    ...[42, null, [], { type: 'Polygon' }],
    feature({ id: 'good', kind: '住宅', floors: '6', name: ' 一号楼\t' }, square(125.3, 43.9))
  ]);
  const summary = part(await run(db, 'buildings', path), 'buildings');
  expect(summary).toMatchObject({ read: 20, inserted: 1 });
  expect(refusals(summary)).toEqual({
    ...{ no_geometry: 4, wrong_geometry: 1, swapped_axes: 1, coordinates_out_of_range: 1, malformed_geometry: 3 },
    ...{
      degenerate_geometry: 1,
      too_many_vertices: 1,
      unknown_value: 1,
      wrong_type: 1,
      check_broken: 1,
      not_a_feature: 4
    }
  });
  const group = (reason: string) => summary.refused.find((each) => each.reason === reason);
  expect(group('too_many_vertices')?.examples).toEqual(['200,001 vertices']);
  expect(group('check_broken')).toMatchObject({ field: 'floors', examples: ['900'] });
  const { rows } = await db.pool.query(`SELECT name, kind, floors FROM asset.buildings WHERE source_id = 'good'`);
  expect(rows).toEqual([{ name: '一号楼', kind: 'residential', floors: 6 }]);
});

test('three dimensions, open rings, crossing rings and foreign parts are repaired and counted', async () => {
  const bow = [
    [125, 43],
    [125.01, 43.01],
    [125.01, 43],
    [125, 43.01],
    [125, 43]
  ];
  const path = writeLines(dir, 'repair.geojsonl', [
    feature(
      { id: 'high' },
      {
        type: 'Polygon',
        coordinates: [
          [
            [125, 43, 200],
            [125.1, 43, 200],
            [125, 43.1, 200],
            [125, 43, 200]
          ]
        ]
      }
    ),
    feature(
      { id: 'open' },
      {
        type: 'Polygon',
        coordinates: [
          [
            [125, 43],
            [125.1, 43],
            [125, 43.1]
          ]
        ]
      }
    ),
    feature({ id: 'bow' }, { type: 'Polygon', coordinates: [bow] }),
    feature({ id: 'parts' }, { type: 'GeometryCollection', geometries: [point(125, 43), square(125, 43)] }),
    feature({ id: 'fine' }, square(125.3, 43.9))
  ]);
  const summary = part(await run(db, 'buildings', path), 'buildings');
  expect(summary).toMatchObject({ read: 5, inserted: 5, repaired: 4, refused: [] });
  const { rows } = await db.pool.query(
    `SELECT source_id, ST_NumGeometries(geom) AS parts FROM asset.buildings WHERE source LIKE '%/repair' AND ST_IsValid(geom) AND ST_NDims(geom) = 2 ORDER BY 1`
  );
  expect(rows.map(({ source_id, parts }) => `${source_id} ${parts}`)).toEqual([
    'bow 2',
    'fine 1',
    'high 1',
    'open 1',
    'parts 1'
  ]);
});

test('an id that occurs twice loses nothing: equal content is counted, other content is another part', async () => {
  const path = writeLines(dir, 'twice.geojsonl', [
    feature({ id: 7 }, square(125.3, 43.9)),
    feature({ id: 7 }, square(125.3, 43.9)),
    feature({ id: 7 }, square(125.4, 43.9)),
    feature({}, square(125.5, 43.9)),
    feature({}, square(125.5, 43.9)),
    feature({ id: 'x'.repeat(5000) }, square(125.6, 43.9))
  ]);
  const summary = part(await run(db, 'buildings', path), 'buildings');
  expect(summary).toMatchObject({ read: 6, inserted: 4, duplicates: 2, renumbered: 1 });
  expect(await count(db, 'asset.buildings', `source LIKE '%/twice' AND source_id IN ('7', '7#2')`)).toBe(2);
  expect(part(await run(db, 'buildings', path), 'buildings')).toMatchObject({ unchanged: 4, duplicates: 2 });
});

test('a device code that another camera has is refused', async () => {
  const camera = (id: number, device_code: string) => feature({ id, name: '路口', device_code }, point(125.3, 43.9));
  const code = '22010200001320000001';
  await run(db, 'cameras', writeLines(dir, 'first.geojsonl', [camera(1, code)]));
  const summary = await run(
    db,
    'cameras',
    writeLines(dir, 'second.geojsonl', [camera(1, code), camera(2, '2201'), camera(3, '22010200001320000002')])
  );
  expect(part(summary, 'cameras').inserted).toBe(1);
  expect(refusals(part(summary, 'cameras'))).toEqual({ not_unique: 1, check_broken: 1 });
});
