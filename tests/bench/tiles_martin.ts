import { findMartin, freePort, startMartin } from '../tiles/support/martin.ts';
import { ratio, type Bench, type BenchContext } from './support/bench.ts';
import { hongKong } from './support/hongkong.ts';
import { Line } from './support/line.ts';
import { asked, startServer } from './support/processes.ts';
import { pathOf, viewed } from './support/tile-sets.ts';

const CONNECTIONS = 8;

/** Tiles a second, each made anew: the gateway over PostGIS against Martin on the same database. */
async function martin(ctx: BenchContext) {
  if (!findMartin()) throw new Error('Martin is not built here; scripts/martin builds it');
  const db = await hongKong(ctx);
  const server = await startServer(db);
  const other = await startMartin(db.tileUrl, await freePort());
  const port = Number(new URL(other.url).port);
  const tiles = viewed(100);
  const ours = tiles.map(pathOf);
  const theirs = ours.map((path) => `${path.slice('/tiles'.length)}?scope=*&projection=staff`);
  try {
    const ofOurs = async () => {
      await server.forget();
      return rate(server.port, ours);
    };
    const ofTheirs = () => rate(port, theirs);
    // A compiled language is warm at once; ours is after a few thousand tiles.
    for (const warm of [ofTheirs, ofOurs, ofOurs, ofOurs]) await warm();
    const measured = await ratio(5, ofOurs, ofTheirs);
    return {
      value: measured.value,
      note: `${tiles.length} tiles: ${Math.round(measured.ours)} a second, Martin ${Math.round(measured.baseline)}`
    };
  } finally {
    await Promise.all([server.stop(), other.kill()]);
  }
}

/** Asks for each address once over a few connections; answers a second. */
async function rate(port: number, paths: string[]): Promise<number> {
  const waiting = [...paths];
  const lines = Array.from({ length: CONNECTIONS }, () => new Line(port, asked));
  const began = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let path = waiting.pop(); path; path = waiting.pop()) {
        const { status } = await line.ask(path);
        if (status !== 200 && status !== 204) throw new Error(`${path} answered ${status}`);
      }
      line.close();
    })
  );
  return (paths.length / (performance.now() - began)) * 1000;
}

export const martinRatio: Bench = { name: 'tiles/martin_ratio', unit: '×', bar: { atLeast: 0.9 }, run: martin };
