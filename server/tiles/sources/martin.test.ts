import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { log } from '#server/http/log.ts';
import { martinSource, type MartinSource } from '#server/tiles/sources/martin.ts';
import { NobodyWaits } from '#server/tiles/sources/source.ts';

log.level = 'silent';
const otherwise = { tile: async () => Buffer.from('from PostGIS') };
const query = { scope: '22,2301', projection: 'staff' } as const;
const tile = { z: 14, x: 1, y: 2 };

let server: Server;
let martin: MartinSource;
afterEach(() => {
  martin.close();
  server.closeAllConnections();
  server.close();
});

async function pretend(answer: RequestListener): Promise<void> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  martin = martinSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 1, otherwise);
}

const ask = async (wanted = () => true) => Buffer.from(await martin.tile('roads', tile, query, wanted)).toString();

test('asks for the layer by name with the words of the server', async () => {
  const asked: string[] = [];
  await pretend((req, res) => {
    asked.push(req.url!);
    res.end('from Martin');
  });
  expect(await ask()).toBe('from Martin');
  expect(asked).toEqual(['/roads/14/1/2?scope=22%2C2301&projection=staff']);
});

test('an empty answer is an empty tile', async () => {
  await pretend((_req, res) => res.writeHead(204).end());
  expect(await ask()).toBe('');
});

test('a tile that is refused comes from PostGIS, and the next is asked of Martin again', async () => {
  let asked = 0;
  await pretend((_req, res) => (++asked === 1 ? res.writeHead(500).end('no') : res.end('from Martin')));
  expect(await ask()).toBe('from PostGIS');
  expect(martin.up).toBe(true);
  expect(await ask()).toBe('from Martin');
});

test('when it is gone PostGIS serves at once and nobody asks it in vain', async () => {
  let asked = 0;
  await pretend((req) => {
    asked++;
    req.socket.destroy();
  });
  expect(await ask()).toBe('from PostGIS');
  expect(martin.up).toBe(false);
  expect(await ask()).toBe('from PostGIS');
  expect(asked).toBe(1);
});

test('a connection closed between two tiles is no failure', async () => {
  let asked = 0;
  await pretend((req, res) => {
    if (++asked === 2) req.socket.destroy();
    else res.end('from Martin');
  });
  expect(await ask()).toBe('from Martin');
  expect(await ask()).toBe('from Martin');
  expect(martin.up).toBe(true);
  expect(asked).toBe(3);
});

test('a tile nobody waits for any more is not asked for', async () => {
  let asked = 0;
  await pretend((_req, res) => {
    asked++;
    setTimeout(() => res.end('from Martin'), 50);
  });
  const first = ask();
  const second = ask(() => false);
  await expect(second).rejects.toThrow(NobodyWaits);
  expect(await first).toBe('from Martin');
  expect(asked).toBe(1);
  expect(martin.up).toBe(true);
});
