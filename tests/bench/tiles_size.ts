import pg from 'pg';
import { findLayer, layers } from '#geodata/layers/index.ts';
import { quantile, ratio, type Bench, type BenchContext } from './support/bench.ts';
import { extent, hongKong } from './support/hongkong.ts';
import { Line } from './support/line.ts';
import { asked, startServer } from './support/processes.ts';
import type { TileName } from './support/serve.ts';
import { pathOf, tilesIn, zoom14 } from './support/tile-sets.ts';

/** Whether a city's tiles stay as quick when nine more cities lie beside it. */
async function growth(ctx: BenchContext) {
  const pools: pg.Pool[] = [];
  for (const copies of [1, 10]) {
    pools.push(new pg.Pool({ connectionString: (await hongKong(ctx, copies)).tileUrl, max: 1 }));
  }
  const [one, ten] = pools as [pg.Pool, pg.Pool];
  const tiles = zoom14();
  const slow = async (pool: pg.Pool) => quantile(await time(pool, tiles), 0.95);
  try {
    for (const pool of pools) await slow(pool);
    const { value, ours, baseline } = await ratio(
      5,
      () => slow(ten),
      () => slow(one)
    );
    return { value, note: `p95 of ${tiles.length} tiles ${ours.toFixed(1)} ms, alone ${baseline.toFixed(1)} ms` };
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

async function time(pool: pg.Pool, tiles: TileName[]): Promise<number[]> {
  const took: number[] = [];
  for (const { layer, z, x, y } of tiles) {
    const began = performance.now();
    await pool.query(`SELECT tiles.${layer}($1, $2, $3, '{"scope": "*", "projection": "staff"}')`, [z, x, y]);
    took.push(performance.now() - began);
  }
  return took;
}

/** From here on everything is drawn: the parts of an empty tile are empty. */
const WHOLE = 14;

/** The largest tile anybody can be sent, compressed, of any layer at any zoom. */
async function largest(ctx: BenchContext) {
  const server = await startServer(await hongKong(ctx));
  const lines = Array.from({ length: 4 }, () => new Line(server.port, asked));
  const waiting = layers.flatMap(({ id }) =>
    Array.from({ length: WHOLE + 1 }, (_, z) => tilesIn(id, extent, z)).flat()
  );
  let most = { bytes: 0, path: '' };
  let drawn = 0;
  try {
    await Promise.all(
      lines.map(async (line) => {
        for (let tile = waiting.pop(); tile; tile = waiting.pop()) {
          const path = pathOf(tile);
          const { status, bytes } = await line.ask(path);
          if (status !== 200) continue;
          drawn++;
          if (bytes > most.bytes) most = { bytes, path };
          if (tile.z >= WHOLE && tile.z < findLayer(tile.layer)!.maxzoom) waiting.push(...quartersOf(tile));
        }
      })
    );
    return { value: most.bytes / 1024, note: `${most.path}, of ${drawn} tiles that draw something` };
  } finally {
    lines.forEach((line) => line.close());
    await server.stop();
  }
}

function quartersOf({ layer, z, x, y }: TileName): TileName[] {
  return [0, 1, 2, 3].map((n) => ({ layer, z: z + 1, x: 2 * x + (n & 1), y: 2 * y + (n >> 1) }));
}

export const growthRatio: Bench = { name: 'tiles/growth_ratio', unit: '×', bar: { atMost: 1.5 }, run: growth };
export const largestKb: Bench = { name: 'tiles/largest_kb', unit: 'KB', bar: { atMost: 500 }, run: largest };
