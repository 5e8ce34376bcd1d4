import pg from 'pg';
import { findLayer, layers } from '#geodata/layers/index.ts';
import { median, quantile, type Bench, type BenchContext } from './support/bench.ts';
import { extent, hongKong } from './support/hongkong.ts';
import { Line } from './support/line.ts';
import { asked, startServer } from './support/processes.ts';
import type { TileName } from './support/serve.ts';
import { pathOf, tilesIn, zoom14 } from './support/tile-sets.ts';

/** Whether a city's tiles stay as quick when nine more cities lie beside it: each tile is asked of both in turn. */
async function growth(ctx: BenchContext) {
  const pools: pg.Pool[] = [];
  for (const copies of [1, 10]) {
    pools.push(new pg.Pool({ connectionString: (await hongKong(ctx, copies)).tileUrl, max: 1 }));
  }
  const [one, ten] = pools as [pg.Pool, pg.Pool];
  const tiles = zoom14();
  const rounds: { alone: number; among: number }[] = [];
  try {
    // The first round only warms both.
    for (let round = 0; round <= 5; round++) {
      const [alone, among]: [number[], number[]] = [[], []];
      for (const [index, tile] of tiles.entries()) {
        if ((index + round) % 2) among.push(await time(ten, tile));
        alone.push(await time(one, tile));
        if (among.length < alone.length) among.push(await time(ten, tile));
      }
      if (round > 0) rounds.push({ alone: quantile(alone, 0.95), among: quantile(among, 0.95) });
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
  const [among, alone] = [median(rounds.map((round) => round.among)), median(rounds.map((round) => round.alone))];
  return {
    value: median(rounds.map((round) => round.among / round.alone)),
    note: `p95 of ${tiles.length} tiles ${among.toFixed(1)} ms among ten cities, ${alone.toFixed(1)} ms alone`
  };
}

async function time(pool: pg.Pool, { layer, z, x, y }: TileName): Promise<number> {
  const began = performance.now();
  await pool.query(`SELECT tiles.${layer}($1, $2, $3, '{"scope": "*", "projection": "staff"}')`, [z, x, y]);
  return performance.now() - began;
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
