import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import pg from 'pg';
import { readConfig } from '#server/config.ts';
import { sessions } from '#server/access/session.ts';
import { log } from '#server/http/log.ts';
import { writeProblem } from '#server/http/problem.ts';
import { dataPolicy } from '#server/http/security.ts';
import { TileCache } from '#server/tiles/cache.ts';
import { front } from '#server/tiles/front.ts';
import { tileRoutes } from '#server/tiles/tile.routes.ts';
import { BlockVersions } from '#server/tiles/versions.ts';

const config = readConfig({ DATABASE_URL: 'postgresql://', DEMO: 'on' });
const versions = new BlockVersions();
let throughExpress = 0;
let queries = 0;
let broken = false;
let server: Server;
let origin: string;

beforeAll(async () => {
  const source = {
    async tile() {
      queries++;
      if (broken) throw Object.assign(new Error('no database'), { code: 'ECONNREFUSED' });
      return new Uint8Array([queries]);
    }
  };
  const tiles = tileRoutes(config, new TileCache(1e6), versions, source);
  const app = express().disable('x-powered-by');
  log.level = 'silent';
  app.use((_req, _res, next) => {
    throughExpress++;
    next();
  });
  app.use('/tiles', dataPolicy, tiles.routes);
  app.use('/failing', () => {
    throw new Error('said by Express');
  });
  app.use(writeProblem);
  server = createServer(front([sessions(config, new pg.Pool()).handler], tiles, app)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => versions.bumpAll());

const ask = (path: string, role?: string) =>
  fetch(origin + path, role ? { headers: { Cookie: `gezhi_demo_role=${encodeURIComponent(role)}` } } : {});

async function told(reply: Response): Promise<unknown> {
  const headers = Object.fromEntries([...reply.headers].filter(([name]) => name !== 'date'));
  return [reply.status, headers, [...new Uint8Array(await reply.arrayBuffer())]];
}

test('a tile that is there is answered before Express, in the same words', async () => {
  const made = await told(await ask('/tiles/roads/14/1/1'));
  const before = throughExpress;
  expect(await told(await ask('/tiles/roads/14/1/1'))).toEqual(made);
  expect(await told(await ask('/tiles/roads/14/1/1?scope=*&projection=staff'))).toEqual(made);
  expect(throughExpress).toBe(before);
});

test('a tile for staff is made before Express; one for the public is made behind its gate', async () => {
  const before = throughExpress;
  expect((await ask('/tiles/roads/14/2/2', 'commander:*')).status).toBe(200);
  expect((await ask('/tiles/cameras/14/2/2', 'commander:22')).status).toBe(200);
  expect((await ask('/tiles/cameras/14/2/2', 'commander:')).status).toBe(204);
  expect(throughExpress).toBe(before);
  expect((await ask('/tiles/roads/14/2/2')).status).toBe(200);
  expect((await ask('/tiles/roads/1/0/0')).status).toBe(204);
  expect(throughExpress).toBe(before + 2);
});

test('a failure is told by Express, and nothing is asked twice', async () => {
  const before = queries;
  broken = true;
  const reply = await ask('/tiles/roads/14/3/3', 'commander:*');
  broken = false;
  expect(reply.status).toBe(503);
  expect(reply.headers.get('Retry-After')).toBe('5');
  expect(await reply.json()).toMatchObject({ type: '/problems/database-unavailable' });
  expect(queries).toBe(before + 1);
  expect((await ask('/tiles/roads/14/3/3', 'commander:*')).status).toBe(200);
});

test('a tile that was changed since is made anew', async () => {
  const first = await told(await ask('/tiles/roads/14/1/1'));
  versions.bump('roads', null);
  expect(await told(await ask('/tiles/roads/14/1/1'))).not.toEqual(first);
});

test('a tile that is there for some is refused to others', async () => {
  const path = '/tiles/cameras/14/1/1';
  for (let n = 0; n < 2; n++) {
    expect((await ask(path, 'commander:*')).status).toBe(200);
    expect((await ask(path)).status).toBe(403);
    expect((await ask(path, 'system_admin:*')).status).toBe(403);
  }
  const [whole, part] = [await told(await ask(path, 'commander:*')), await told(await ask(path, 'commander:22'))];
  expect(part).not.toEqual(whole);
});

test.each([
  ['/tiles/roads/99/1/1', 400],
  ['/tiles/roads/16.5/1/1', 400],
  ['/tiles/nope/1/1/1', 404],
  ['/tiles/roads.json', 200],
  ['/failing', 500],
  ['/', 404]
])('%s is left to Express, which answers %i', async (path, status) => {
  const before = throughExpress;
  expect((await ask(path)).status).toBe(status);
  expect(throughExpress).toBe(before + 1);
});
