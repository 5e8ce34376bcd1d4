import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { median, ratio, type Bench, type BenchContext } from './support/bench.ts';
import { hongKong } from './support/hongkong.ts';
import { Line } from './support/line.ts';
import { hammer } from './support/load.ts';
import { asked, startBare, startServer } from './support/processes.ts';
import type { TileName } from './support/serve.ts';
import { pathOf, viewed } from './support/tile-sets.ts';

const ROUNDS = 5;

/**
 * What the gateway adds to the query itself: session, permission, scope, compression, HTTP. Function and gateway are
 * asked for each tile in turn, now one first, now the other, so that what else the machine does meets both.
 */
async function uncached(ctx: BenchContext) {
  const server = await startServer(await hongKong(ctx));
  const line = new Line(server.port, asked);
  const tiles = viewed(40);
  const ofFunction = async (tile: TileName) => (await server.timeFunctions([tile]))[0]!;
  const ofGateway = async (tile: TileName) => {
    const began = performance.now();
    const { status } = await line.ask(pathOf(tile));
    if (status !== 200 && status !== 204) throw new Error(`${pathOf(tile)} answered ${status}`);
    return performance.now() - began;
  };
  const rounds: { ours: number; alone: number }[] = [];
  try {
    // The first round only warms both.
    for (let round = 0; round <= ROUNDS; round++) {
      await server.forget();
      const [ours, alone]: [number[], number[]] = [[], []];
      for (const [index, tile] of tiles.entries()) {
        if ((index + round) % 2) ours.push(await ofGateway(tile));
        alone.push(await ofFunction(tile));
        if (ours.length < alone.length) ours.push(await ofGateway(tile));
      }
      if (round > 0) rounds.push({ ours: median(ours), alone: median(alone) });
    }
  } finally {
    line.close();
    await server.stop();
  }
  const [ours, alone] = [median(rounds.map((round) => round.ours)), median(rounds.map((round) => round.alone))];
  return {
    value: median(rounds.map((round) => round.ours / round.alone)),
    note: `p50 of ${tiles.length} tiles ${ours.toFixed(2)} ms, function alone ${alone.toFixed(2)} ms`
  };
}

/** How fast a tile that is there leaves, against a server that does nothing else. */
async function cached(ctx: BenchContext) {
  const server = await startServer(await hongKong(ctx));
  const line = new Line(server.port, asked);
  const path = await tileOfSize(line, 30 * 1024);
  line.close();
  const bytes = await bytesOf(server.port, path);
  const bare = await startBare(bytes);
  const rate = (port: number) => hammer({ port, path, headers: asked, connections: 8, milliseconds: 2000 });
  try {
    // Both have compiled what they run hot before it counts.
    for (const { port } of [bare, server, bare, server]) await rate(port);
    const { value, ours, baseline } = await ratio(
      ROUNDS,
      () => rate(server.port),
      () => rate(bare.port)
    );
    const size = `${Math.round(bytes.length / 1024)} KB`;
    return { value, note: `${size}: ${Math.round(ours)} a second, bare ${Math.round(baseline)}` };
  } finally {
    await Promise.all([server.stop(), bare.stop()]);
  }
}

/** A body as it travels, not unpacked. */
async function bytesOf(port: number, path: string): Promise<Buffer> {
  const request = get({ port, host: '127.0.0.1', path, headers: asked });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return Buffer.concat(await response.toArray());
}

/** The address of the tile nearest to a size. */
async function tileOfSize(line: Line, size: number): Promise<string> {
  let best = { path: '', off: Infinity };
  for (const path of viewed(60).map(pathOf)) {
    const off = Math.abs((await line.ask(path)).bytes - size);
    if (off < best.off) best = { path, off };
  }
  return best.path;
}

export const uncachedRatio: Bench = { name: 'tiles/uncached_ratio', unit: '×', bar: { atMost: 1.25 }, run: uncached };
export const cachedRatio: Bench = { name: 'tiles/cached_ratio', unit: '×', bar: { atLeast: 0.6 }, run: cached };
