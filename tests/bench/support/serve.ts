// The server as it runs in production, in a process of its own. Told by its parent to forget its cache, or to time the
// bare tile functions over the very pool the gateway uses.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { openPools } from '#server/db/pool.ts';
import type { Outbox } from '#server/live/outbox.ts';

export interface TileName {
  layer: string;
  z: number;
  x: number;
  y: number;
}

export type Order = 'forget' | { time: TileName[] };
export type Reply = { port: number } | 'forgotten' | { ms: number[] };

const pools = openPools(readConfig(process.env));
const forgetters: (() => void)[] = [];
const outbox: Outbox = {
  ...{ head: 0, fresh: true, since: async () => [], onChanges() {}, onAccess() {}, stop: async () => {} },
  onGap: (forget) => void forgetters.push(forget)
};
const app = buildApp(readConfig(process.env), pools, outbox);
const server = createServer(app.listener).listen(0, '127.0.0.1', () => {
  reply({ port: (server.address() as AddressInfo).port });
});

process.on('message', (order: Order) => {
  if (order === 'forget') {
    forgetters.forEach((forget) => forget());
    reply('forgotten');
  } else void time(order.time).then((ms) => reply({ ms }));
});
process.on('disconnect', () => process.exit(0));

async function time(tiles: TileName[]): Promise<number[]> {
  const took: number[] = [];
  for (const { layer, z, x, y } of tiles) {
    const began = performance.now();
    await pools.tiles.query({
      name: `bench ${layer}`,
      text: `SELECT tiles.${layer}($1, $2, $3, $4)`,
      values: [z, x, y, '{"scope":"*","projection":"staff"}']
    });
    took.push(performance.now() - began);
  }
  return took;
}

function reply(message: Reply): void {
  process.send!(message);
}
