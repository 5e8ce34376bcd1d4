import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBasemaps } from '#server/basemaps/settings.ts';
import { openBasemaps } from '#server/basemaps/basemap.service.ts';
import { root } from '../../scripts/provision/root.ts';
import { tilesOver } from '#geodata/spatial/tile.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { vectorTile, writeMbTiles, writePmTiles } from './support/archives.ts';

const jilin = join(root, '..', 'shared', 'data', 'jilin', 'basemap_z0-10.mbtiles');
const commander = { role: 'commander' as const, scope: ['*'] };
const layersOf = async (reply: Response) =>
  Object.keys(new VectorTile(new PbfReader(new Uint8Array(await reply.arrayBuffer()))).layers);

let folder: string;
let site: TestSite;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gezhi-basemaps-'));
  const png = await sharp({ create: { width: 256, height: 256, channels: 3, background: 'blue' } })
    .png()
    .toBuffer();
  const tile = vectorTile('water', 'boundary', 'place', 'admin', 'boundaries');
  writeMbTiles(
    at('vector.mbtiles'),
    { format: 'pbf', attribution: '数据', bounds: '121,40,131,46' },
    {
      ...{ '0/0/0': gzipSync(tile), '1/1/0': tile, '2/3/1': vectorTile('boundary') }
    }
  );
  writeMbTiles(
    at('raster.mbtiles'),
    { format: 'png', bounds: 'nowhere' },
    { '3/6/2': png, '3/6/3': Buffer.from('text') }
  );
  writePmTiles(at('vector.pmtiles'), { tile, type: 'mvt' });
  writePmTiles(at('raster.pmtiles'), { tile: png, type: 'png' });
  const file = (id: string, kind: string) => ({
    id: `${id}_${kind}`,
    kind,
    title: { zh: id, en: id },
    path: `${id}.${kind}`
  });
  const basemaps = [
    file('vector', 'mbtiles'),
    file('raster', 'mbtiles'),
    file('vector', 'pmtiles'),
    file('raster', 'pmtiles')
  ];
  if (existsSync(jilin)) basemaps.push({ ...file('jilin', 'mbtiles'), path: jilin });
  writeFileSync(at('basemaps.json'), JSON.stringify({ basemaps }));
  site = await testSite({ settings: { BASEMAPS: at('basemaps.json') } });
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});
const ask = (path: string, init?: RequestInit) => site.ask(`/basemaps/${path}`, commander, init);

describe('a file of tiles', () => {
  test('tells what it holds', async () => {
    const { basemaps } = (await (await site.ask('/api/basemaps', commander)).json()) as { basemaps: { id: string }[] };
    const told = Object.fromEntries(basemaps.map((one) => [one.id, one]));
    expect(told).toMatchObject({
      vector_mbtiles: { kind: 'vector', minzoom: 0, maxzoom: 2, attribution: '数据', bounds: [121, 40, 131, 46] },
      raster_mbtiles: { kind: 'raster', minzoom: 3, maxzoom: 3, bounds: null },
      vector_pmtiles: { kind: 'vector', minzoom: 0, maxzoom: 0, attribution: '归档' },
      raster_pmtiles: { kind: 'raster' }
    });
  });

  test.each(['vector_mbtiles/0/0/0', 'vector_mbtiles/1/1/0', 'vector_pmtiles/0/0/0'])(
    '%s is served without its boundaries, whatever they are called, and all else is there',
    async (path) => {
      const reply = await ask(path);
      expect(reply.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
      expect(await layersOf(reply)).toEqual(['water', 'place']);
      const plain = await ask(path, { headers: { 'Accept-Encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await layersOf(plain)).toEqual(['water', 'place']);
    }
  );

  test('a tile of nothing but boundaries is empty', async () => {
    expect(await layersOf(await ask('vector_mbtiles/2/3/1'))).toEqual([]);
  });

  test('pictures are served as they are, rows counted from the north', async () => {
    const reply = await ask('raster_mbtiles/3/6/2');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await ask('raster_pmtiles/0/0/0')).headers.get('content-type')).toBe('image/png');
  });

  test('what is no picture is broken, what is not there is none', async () => {
    expect((await ask('raster_mbtiles/3/6/3')).status).toBe(502);
    for (const path of ['raster_mbtiles/3/1/1', 'raster_mbtiles/2/1/1', 'raster_mbtiles/4/1/1', 'vector_pmtiles/1/0/0'])
      expect((await ask(path)).status, path).toBe(404);
  });

  if (existsSync(jilin)) {
    test('no tile of the province’s basemap has a boundary, at any zoom', async () => {
      const met = new Set<string>();
      for (let z = 0; z <= 10; z++) {
        const { left, right, top, bottom } = tilesOver([124.5, 43.2, 126.5, 44.5], z);
        for (let x = left; x <= right; x++)
          for (let y = top; y <= bottom; y++) {
            const reply = await ask(`jilin_mbtiles/${z}/${x}/${y}`);
            if (reply.status === 200) for (const layer of await layersOf(reply)) met.add(layer);
          }
      }
      expect([...met]).toEqual(expect.arrayContaining(['water', 'place', 'transportation']));
      expect([...met]).not.toContain('boundary');
    });
  } else {
    test('the province’s basemap is not here', () => {
      process.stderr.write('../shared/data/jilin is absent: its tiles are not looked at.\n');
    });
  }
});

describe('the settings file', () => {
  const title = { zh: '甲', en: 'A' };
  const xyz = { id: 'a', kind: 'xyz', title, url: 'https://tiles.example/{z}/{x}/{y}' };
  const read = (given: unknown) => {
    writeFileSync(at('given.json'), typeof given === 'string' ? given : JSON.stringify(given));
    return () => readBasemaps(at('given.json'));
  };

  test('may be absent, and may hold nothing', () => {
    expect(readBasemaps(undefined)).toEqual([]);
    expect(read({ basemaps: [] })()).toEqual([]);
  });

  test.each([
    ['{', /is no JSON/],
    [[], /the whole is not accepted/],
    [{}, /basemaps is not accepted/],
    [{ basemaps: [xyz, xyz] }, /ids that differ/],
    [{ basemaps: [{ ...xyz, id: '../a' }] }, /basemaps\[0\] \(\.\.\/a\) id is not accepted/],
    [{ basemaps: [{ ...xyz, kind: 'wms' }] }, /basemaps\[0\] \(a\) kind is not accepted/],
    [
      { basemaps: [{ ...xyz, url: 'file:///etc/{z}/{x}/{y}' }] },
      /url is not accepted: an http:\/\/ or https:\/\/ address/
    ],
    [{ basemaps: [{ ...xyz, url: 'https://tiles.example/' }] }, /url is not accepted: an address with \{z\}/],
    [{ basemaps: [{ ...xyz, url: `${xyz.url}?k={key}` }] }, /key is not accepted/],
    [{ basemaps: [{ ...xyz, url: xyz.url.replace('tiles', '{s}') }] }, /subdomains is not accepted/],
    [{ basemaps: [{ ...xyz, access: 'public' }] }, /approval_no is not accepted: the map review number/],
    [{ basemaps: [{ ...xyz, minzoom: 9, maxzoom: 3 }] }, /minzoom is not accepted/],
    [{ basemaps: [{ ...xyz, opacity: 2 }] }, /opacity is not accepted/]
  ])('%j is refused by name', (given, words) => {
    expect(read(given)).toThrow(words);
  });

  test('never tells a key when it complains', () => {
    expect(read({ basemaps: [{ ...xyz, key: 'secret0key', opacity: 2, url: 'ftp://x?k=secret0key' }] })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret0key') })
    );
  });

  test('that is missing, or names a file that is none, ends the start with its name', async () => {
    expect(() => readBasemaps(at('nowhere.json'))).toThrow(/nowhere\.json cannot be read/);
    writeFileSync(at('no.mbtiles'), 'x'.repeat(5000));
    for (const [kind, path] of [
      ['mbtiles', 'no.mbtiles'],
      ['mbtiles', 'missing.mbtiles'],
      ['pmtiles', 'no.mbtiles'],
      ['pmtiles', 'missing.pmtiles']
    ]) {
      const settings = read({ basemaps: [{ id: 'a', title, kind, path }] })();
      await expect(openBasemaps(settings), `${kind} ${path}`).rejects.toThrow(new RegExp(`${path} is no`));
    }
  });
});
