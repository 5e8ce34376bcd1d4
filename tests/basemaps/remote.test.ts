import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testSite, type TestSite } from '../support/site.ts';
import { fakeService, type FakeService } from './support/service.ts';

const commander = { role: 'commander' as const, scope: ['*'] };
const KEY = 'secret0key';
const picture = (background: string) =>
  sharp({ create: { width: 256, height: 256, channels: 4, background } })
    .png()
    .toBuffer();

let folder: string;
let service: FakeService;
let site: TestSite;
let red: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gezhi-basemaps-'));
  service = await fakeService();
  red = await picture('red');
  const title = (zh: string) => ({ title: { zh, en: zh } });
  const xyz = (id: string, more = {}) => ({
    ...{ id, ...title(id), kind: 'xyz', url: `${service.url}/${id}/{z}/{x}/{y}.png`, timeout_ms: 300, ...more }
  });
  const basemaps = [
    xyz('imagery', { access: 'public', approval_no: 'GS(2026)0001号', attribution: '影像 © 某单位', opacity: 0.8 }),
    xyz('keyed', {
      url: `${service.url}/keyed/{s}/{z}/{x}/{-y}?tk={key}`,
      key: KEY,
      subdomains: ['t0', 't1'],
      referer: 'https://map.example/'
    }),
    {
      ...{ id: 'wmts', ...title('wmts'), kind: 'wmts', url: `${service.url}/img_w/wmts?tk={key}`, key: KEY },
      ...{ layer: 'img', matrix_set: 'w', format: 'tiles', timeout_ms: 300 }
    },
    {
      ...{
        id: 'rest',
        ...title('rest'),
        kind: 'wmts',
        layer: 'vec',
        matrix_set: 'GoogleMapsCompatible',
        matrix: 'L{z}'
      },
      url: `${service.url}/rest/{Layer}/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}`
    },
    xyz('degrees', { crs: 'EPSG:4490' }),
    xyz('slow'),
    xyz('huge'),
    xyz('away', { url: 'http://127.0.0.1:9/{z}/{x}/{y}' })
  ];
  const file = join(folder, 'basemaps.json');
  writeFileSync(file, JSON.stringify({ basemaps }));
  site = await testSite({ settings: { BASEMAPS: file } });
});
afterAll(async () => {
  await site.close();
  await service.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  service.asked.length = 0;
  service.answer = (_req, res) => res.writeHead(200, { 'Content-Type': 'image/png' }).end(red);
});

const tile = (path: string) => site.ask(`/basemaps/${path}`, commander);
const problem = async (reply: Response) => [reply.status, ((await reply.json()) as { type: string }).type];

describe('a basemap', () => {
  test('is told to those who may see it, without its address and its key', async () => {
    const told = async (as?: typeof commander) =>
      (await site.ask('/api/basemaps', as)).json() as Promise<{ basemaps: { id: string }[] }>;
    expect((await told()).basemaps).toEqual([
      expect.objectContaining({
        ...{ id: 'imagery', kind: 'raster', attribution: '影像 © 某单位', approvalNo: 'GS(2026)0001号', opacity: 0.8 }
      })
    ]);
    const { basemaps } = await told(commander);
    expect(basemaps).toHaveLength(8);
    const text = JSON.stringify(basemaps);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('http');
  });

  test('is served to those who may see it and is no basemap to others', async () => {
    expect((await site.ask('/basemaps/imagery/3/1/2')).status).toBe(200);
    expect(await problem(await site.ask('/basemaps/keyed/3/1/2'))).toEqual([404, '/problems/no-such-basemap']);
    expect(await problem(await tile('nope/3/1/2'))).toEqual([404, '/problems/no-such-basemap']);
  });

  test('comes through this server as the picture it is, under the policy of data, and is asked for once', async () => {
    const [reply, again] = [await tile('imagery/4/1/2'), await tile('imagery/4/1/2')];
    expect(Buffer.from(await reply.arrayBuffer()).equals(red)).toBe(true);
    expect(reply.headers.get('content-type')).toBe('image/png');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(again.status).toBe(200);
    expect(service.asked).toEqual(['/imagery/4/1/2.png']);
  });

  test('is asked for once by many who want the same tile at once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => tile('imagery/5/1/2')));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(service.asked).toHaveLength(1);
  });

  test.each([
    ['keyed/4/5/6', `/keyed/t1/4/5/9?tk=${KEY}`],
    [
      'wmts/4/5/6',
      `/img_w/wmts?tk=${KEY}&SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX=4&TILEROW=6&TILECOL=5`
    ],
    ['rest/4/5/6', '/rest/vec/default/GoogleMapsCompatible/L4/6/5']
  ])('%s is asked of its service as %s', async (asked, address) => {
    const referers: unknown[] = [];
    service.answer = (req, res) => {
      referers.push(req.headers.referer);
      res.end(red);
    };
    expect((await tile(asked)).status).toBe(200);
    expect(service.asked).toEqual([address]);
    expect(referers).toEqual([asked.startsWith('keyed') ? 'https://map.example/' : undefined]);
  });

  test.each(['imagery/3/8/0', 'imagery/3/0/8', 'imagery/19/0/0'])(
    '%s has no tile and nobody is asked',
    async (path) => {
      expect(await problem(await tile(path))).toEqual([404, '/problems/no-tile']);
      expect(service.asked).toEqual([]);
    }
  );

  test.each([
    'imagery/x/0/0',
    'imagery/1/-1/0',
    'imagery/1/0/1.5',
    'imagery/01/0/0',
    'imagery/1/0/%2e%2e%2f',
    'imagery/1/0/http:%2f%2f10.0.0.1'
  ])('%s is no tile and nobody is asked', async (path) => {
    expect((await tile(path)).status).toBe(422);
    expect(service.asked).toEqual([]);
  });
});

describe('a service', () => {
  test('that has no tile there is no fault', async () => {
    service.answer = (_req, res) => void res.writeHead(404).end();
    expect(await problem(await tile('imagery/6/1/1'))).toEqual([404, '/problems/no-tile']);
  });

  test.each([
    ['a page', 200, '<html>no</html>'],
    ['nothing', 200, ''],
    ['a refusal', 403, 'wrong key'],
    ['a failure', 500, 'oops']
  ])('that answers with %s is broken, said without its address or its words', async (_, status, body) => {
    service.answer = (_req, res) => void res.writeHead(status, { 'Content-Type': 'image/png' }).end(body);
    const reply = await tile(`keyed/9/${body.length}/${status % 100}`);
    const text = await reply.clone().text();
    expect(await problem(reply)).toEqual([502, '/problems/basemap-broken']);
    for (const hidden of [KEY, '127.0.0.1', 'wrong', 'oops', '<html>']) expect(text).not.toContain(hidden);
    service.answer = (_req, res) => void res.end(red);
    expect((await tile('keyed/9/1/1')).status).toBe(200);
  });

  test('that leads elsewhere is not followed', async () => {
    service.answer = (req, res) =>
      req.url === '/inside' ? void res.end(red) : void res.writeHead(302, { Location: `${service.url}/inside` }).end();
    expect(await problem(await tile('rest/9/1/1'))).toEqual([502, '/problems/basemap-broken']);
    expect(service.asked).not.toContain('/inside');
  });

  test('that sends without end is cut off', async () => {
    let sent = 0;
    service.answer = (_req, res) => {
      res.writeHead(200, { 'Content-Type': 'image/png' });
      res.write(red);
      const more = setInterval(() => {
        sent += 512 * 1024;
        res.write(Buffer.alloc(512 * 1024));
      }, 5);
      res.on('close', () => clearInterval(more));
    };
    expect(await problem(await tile('huge/3/1/1'))).toEqual([502, '/problems/basemap-broken']);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  test('that cannot be reached is told as broken', async () => {
    expect(await problem(await tile('away/3/1/1'))).toEqual([502, '/problems/basemap-broken']);
  });

  test('that does not answer is not waited for, and is left alone after a few failures', async () => {
    service.answer = () => {};
    for (let n = 0; n < 5; n++)
      expect(await problem(await tile(`slow/7/${n}/1`))).toEqual([504, '/problems/basemap-slow']);
    const asked = service.asked.length;
    expect(await problem(await tile('slow/7/9/1'))).toEqual([503, '/problems/basemap-resting']);
    expect(service.asked).toHaveLength(asked);
    // The others are served meanwhile.
    service.answer = (_req, res) => void res.end(red);
    expect((await tile('imagery/7/9/1')).status).toBe(200);
  });
});

describe('tiles in degrees (EPSG:4490)', () => {
  /** Each source tile is one colour: its row as green, its column as blue. */
  async function striped(path: string): Promise<Buffer> {
    const [, , , x, y] = /^(\/degrees)\/(\d+)\/(\d+)\/(\d+)/.exec(path)!;
    return picture(`rgb(0, ${Number(y) % 256}, ${Number(x) % 256})`);
  }
  beforeEach(() => {
    service.answer = (req, res) => void striped(req.url!).then((bytes) => res.end(bytes));
  });

  test('are drawn where they lie in Web Mercator, from the rows they need and no others', async () => {
    // Changchun: 43.88°N lies in row 524 of 2048 at zoom 12.
    const [z, x, y] = [12, 3473, 1490];
    const reply = await tile(`degrees/${z}/${x}/${y}`);
    expect(reply.status).toBe(200);
    const { data, info } = await sharp(Buffer.from(await reply.arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([256, 256]);
    const latOf = (row: number) =>
      (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + row / 256)) / 2 ** z))) * 180) / Math.PI;
    const wanted = new Set<string>();
    for (let row = 0; row < 256; row++) {
      const source = Math.floor(((90 - latOf(row + 0.5)) / 180) * 2 ** (z - 1));
      wanted.add(`/degrees/${z}/${x}/${source}.png`);
      expect(data[row * 256 * info.channels + 1], `row ${row}`).toBe(source % 256);
      expect(data[row * 256 * info.channels + 2]).toBe(x % 256);
    }
    expect(new Set(service.asked)).toEqual(wanted);
  });

  test('begin at zoom 1, for there the world is one row of two', async () => {
    expect((await tile('degrees/0/0/0')).status).toBe(404);
    expect((await tile('degrees/1/0/0')).status).toBe(200);
    expect((await tile('degrees/1/1/1')).status).toBe(200);
    expect(new Set(service.asked)).toEqual(new Set(['/degrees/1/0/0.png', '/degrees/1/1/0.png']));
  });

  test('that are no pictures after all are told as broken', async () => {
    service.answer = (_req, res) => void res.end(Buffer.concat([red.subarray(0, 40), Buffer.alloc(40)]));
    expect(await problem(await tile('degrees/12/1/1'))).toEqual([502, '/problems/basemap-broken']);
  });

  test('of which there is none are none', async () => {
    service.answer = (_req, res) => void res.writeHead(404).end();
    expect((await tile('degrees/12/5/5')).status).toBe(404);
  });
});
