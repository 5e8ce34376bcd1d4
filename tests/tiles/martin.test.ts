import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { tileAt } from '#geodata/spatial/tile.ts';
import { martinSource, type MartinSource } from '#server/tiles/sources/martin.ts';
import { postgisSource } from '#server/tiles/sources/postgis.ts';
import type { TileSource } from '#server/tiles/sources/source.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { findMartin, freePort, startMartin, type RunningMartin } from './support/martin.ts';
import { insertSample } from './support/samples.ts';

const at = [125.321, 43.881] as const;
const codes = ['220102002001', '220104001001'];

if (findMartin()) {
  describe('Martin and PostGIS', () => {
    let db: TestDatabase;
    let reader: pg.Pool;
    let running: RunningMartin;
    let martin: MartinSource;
    let postgis: TileSource;

    beforeAll(async () => {
      db = await testDatabase();
      await insertDivisions(db.pool);
      for (const layer of layers) {
        for (let n = 0; n < 8; n++) {
          const code = layer.id === 'divisions' ? `2201020020${10 + n}` : codes[n % 2]!;
          await insertSample(db.pool, layer, {
            at: [at[0] + n * 0.0007, at[1] + (n % 3) * 0.0009],
            code,
            size: 0.0011
          });
        }
      }
      reader = new pg.Pool({ connectionString: db.tileUrl, max: 2 });
      postgis = postgisSource(reader);
      running = await startMartin(db.tileUrl, await freePort());
      martin = martinSource(running.url, 2, { tile: () => Promise.reject(new Error('Martin did not answer')) });
    });
    afterAll(async () => {
      martin.close();
      await running.kill();
      await reader.end();
      await db.drop();
    });

    test.each(layers)('give the same bytes for $id at every zoom, for every scope and projection', async (layer) => {
      let drawn = 0;
      for (let z = 0; z <= layer.maxzoom; z++) {
        const tile = tileAt(at, z);
        for (const one of [tile, { ...tile, x: Math.max(0, tile.x - 1) }]) {
          for (const scope of ['*', '220102', '220102,220104', '99']) {
            for (const projection of ['staff', 'public'] as const) {
              const [theirs, ours] = await Promise.all(
                [martin, postgis].map((source) => source.tile(layer.id, one, { scope, projection }, () => true))
              );
              expect(Buffer.compare(theirs!, ours!), `${z}/${one.x}/${one.y} ${scope} ${projection}`).toBe(0);
              if (ours!.length > 0) drawn++;
            }
          }
        }
      }
      expect(drawn).toBeGreaterThan(5);
    });
  });

  describe('Martin under a running server', () => {
    let site: TestSite;
    let port: number;
    let running: RunningMartin;

    beforeAll(async () => {
      port = await freePort();
      site = await testSite({ settings: { TILE_SOURCE: 'auto', MARTIN_URL: `http://127.0.0.1:${port}` } });
      running = await startMartin(site.db.tileUrl, port);
      await insertSample(
        site.db.pool,
        layers.find(({ id }) => id === 'buildings')!,
        { at }
      );
    });
    afterAll(async () => {
      await running.kill();
      await site.close();
    });

    const status = async () => ((await (await site.ask('/readyz')).json()) as { tiles: unknown }).tiles;
    const draw = async (z: number) => {
      const { x, y } = tileAt(at, z);
      return (await site.ask(`/tiles/buildings/${z}/${x}/${y}`)).status;
    };

    test('draws, and when it dies PostGIS draws; when it is back, it draws again', async () => {
      expect(await draw(16)).toBe(200);
      expect(await status()).toEqual({ source: 'martin', martin: 'up' });

      await running.kill();
      expect(await draw(15)).toBe(200);
      expect(await status()).toEqual({ source: 'postgis', martin: 'down' });
      expect(await draw(14)).toBe(200);

      running = await startMartin(site.db.tileUrl, port);
      await expect.poll(status, { timeout: 10_000, interval: 200 }).toEqual({ source: 'martin', martin: 'up' });
      expect(await draw(13)).toBe(200);
      expect(await status()).toEqual({ source: 'martin', martin: 'up' });
    });
  });
} else {
  test('Martin is not built here, so tiles come from PostGIS alone', () => {
    process.stderr.write('Martin is not built here: its tiles are not compared. `npm run test:martin` builds it.\n');
  });
}
