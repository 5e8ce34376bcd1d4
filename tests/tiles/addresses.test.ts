import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSite, type TestSite } from '../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
});
afterAll(() => site.close());

const problemOf = async (reply: Response) => ({
  status: reply.status,
  type: ((await reply.json()) as { type: string }).type
});
test.each([
  '/tiles/roads/x/0/0',
  '/tiles/roads/1.5/0/0',
  '/tiles/roads/-1/0/0',
  '/tiles/roads/3/8/0',
  '/tiles/roads/3/0/8',
  '/tiles/roads/3/0/-1',
  '/tiles/roads/1e1/0/0',
  '/tiles/roads/0x1/0/0',
  '/tiles/roads/03/0/0',
  '/tiles/roads/99999999999/0/0',
  '/tiles/roads/14/0/0.pbf',
  '/tiles/roads/%20/0/0',
  '/tiles/roads/14//0',
  '/tiles/roads/31/0/0'
])('%s is no tile', async (path) =>
  expect(await problemOf(await site.ask(path))).toEqual({ status: 400, type: '/problems/not-a-tile' })
);

test.each([
  '/tiles/nope/1/0/0',
  '/tiles/Roads/1/0/0',
  '/tiles/roads%27/1/0/0',
  '/tiles/counted/1/0/0',
  '/tiles/constructor/1/0/0',
  '/tiles/nope.json',
  '/tiles/.json'
])('%s is no layer', async (path) =>
  expect(await problemOf(await site.ask(path))).toEqual({ status: 404, type: '/problems/no-such-layer' })
);

test.each(['/tiles', '/tiles/', '/tiles/roads', '/tiles/roads/1/0', '/tiles/roads/1/0/0/0', '/tiles//1/0/0/'])(
  '%s is nothing',
  async (path) => {
    expect(await problemOf(await site.ask(path))).toEqual({ status: 404, type: '/problems/not-found' });
  }
);

test('a tile finer than the layer has does not exist, and the answer says where tiles end', async () => {
  const reply = await site.ask('/tiles/water/16/0/0', undefined, { headers: { 'Accept-Language': 'en' } });
  expect(reply.status).toBe(404);
  expect(await reply.json()).toMatchObject({
    type: '/problems/zoom-too-high',
    detail: expect.stringContaining('end at zoom 15')
  });
});
