import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { TileCache, type StoredTile } from '#server/tiles/cache.ts';

const MB = 1024 * 1024;
const bytes = (text: string) => new TextEncoder().encode(text);

function later<T>() {
  let settle!: (value: T) => void;
  const promise = new Promise<T>((done) => (settle = done));
  return { promise, settle };
}

test('many who ask for one tile at once wait for one query, and later ones find it ready', async () => {
  const cache = new TileCache(MB);
  let queries = 0;
  const load = async () => {
    queries++;
    await new Promise((done) => setTimeout(done, 10));
    return bytes('tile');
  };
  const tiles = await Promise.all(Array.from({ length: 50 }, () => cache.make('a', load).tile));
  expect(queries).toBe(1);
  expect(new Set(tiles).size).toBe(1);
  expect(cache.get('a')).toBe(tiles[0]);
  expect(gunzipSync(tiles[0]!.body!).toString()).toBe('tile');
});

test('equal bytes have equal tags, different bytes different ones', async () => {
  const cache = new TileCache(MB);
  const tagOf = async (key: string, text: string) => (await cache.make(key, async () => bytes(text)).tile).etag;
  const [one, same, other] = [await tagOf('a', 'x'), await tagOf('b', 'x'), await tagOf('c', 'y')];
  expect(one).toMatch(/^"[\w-]{22}"$/);
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});

test('a tile that draws nothing is kept as nothing', async () => {
  const cache = new TileCache(MB);
  const empty = await cache.make('a', async () => new Uint8Array()).tile;
  expect(empty.body).toBeNull();
  expect(cache.get('a')).toBe(empty);
});

test('a failure is told to all who wait and kept for nobody', async () => {
  const cache = new TileCache(MB);
  const fail = async () => Promise.reject(new Error('away'));
  const asked = [cache.make('a', fail).tile, cache.make('a', fail).tile];
  for (const tile of asked) await expect(tile).rejects.toThrow('away');
  expect(cache.get('a')).toBeUndefined();
  expect((await cache.make('a', async () => bytes('back')).tile).body).not.toBeNull();
});

test('a tile is no longer wanted when all who asked have left, and wanted again when one more asks', async () => {
  const cache = new TileCache(MB);
  const turn = later<void>();
  let seen: boolean[] = [];
  const load = async (wanted: () => boolean) => {
    await turn.promise;
    seen.push(wanted());
    return bytes('tile');
  };
  const first = cache.make('a', load);
  const second = cache.make('a', load);
  first.leave();
  second.leave();
  const third = cache.make('a', load);
  turn.settle();
  await third.tile;
  expect(seen).toEqual([true]);

  seen = [];
  const alone = cache.make('b', load);
  alone.leave();
  await alone.tile;
  expect(seen).toEqual([false]);
});

test('the cache holds as many bytes as it was given and throws out what was not asked for longest', async () => {
  const cache = new TileCache(100_000);
  const noise = (seed: number) =>
    Uint8Array.from({ length: 20_000 }, (_, n) => Math.abs(Math.sin(n * seed) * 1e5) & 255);
  const stored: StoredTile[] = [];
  for (let n = 1; n <= 8; n++) {
    stored.push(await cache.make(`tile ${n}`, async () => noise(n)).tile);
    cache.get('tile 1');
  }
  expect(cache.get('tile 1')).toBe(stored[0]);
  expect(cache.get('tile 2')).toBeUndefined();
  expect(cache.get('tile 8')).toBe(stored[7]);
});
