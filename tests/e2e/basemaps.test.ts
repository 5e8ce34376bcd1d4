import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { fakeService, type FakeService } from '../basemaps/support/service.ts';
import { vectorTile, writeMbTiles } from '../basemaps/support/archives.ts';
import { visit, type MapElement, type Visit } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const role = 'commander:*';
const path = '/command#map=15/43.8868/125.3235&layers=roads';
let folder: string;
let service: FakeService;
let site: TestSite;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gezhi-basemaps-'));
  service = await fakeService();
  const blue = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#2050a0' } })
    .png()
    .toBuffer();
  service.answer = (req, res) => (req.url!.startsWith('/dead') ? void res.writeHead(500).end() : void res.end(blue));
  writeMbTiles(join(folder, 'v.mbtiles'), { format: 'pbf' }, { '0/0/0': vectorTile('water', 'boundary') });
  const title = (zh: string) => ({ zh, en: zh });
  writeFileSync(
    join(folder, 'basemaps.json'),
    JSON.stringify({
      basemaps: [
        { id: 'province', kind: 'mbtiles', title: title('省底图'), path: 'v.mbtiles', shown: true },
        {
          ...{ id: 'imagery', kind: 'xyz', title: title('卫星影像'), url: `${service.url}/{z}/{x}/{y}` },
          ...{ attribution: '影像 © 测试', approval_no: 'GS(2026)0001号', access: 'public' }
        },
        { id: 'dead', kind: 'xyz', title: title('坏服务'), url: `${service.url}/dead/{z}/{x}/{y}` }
      ]
    })
  );
  await buildWeb();
  site = await testSite({ demo: true, web: true, settings: { BASEMAPS: join(folder, 'basemaps.json') } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await service?.close();
  rmSync(folder, { recursive: true });
});

const styled = ({ map }: Visit) =>
  map.evaluate((element) =>
    (element as MapElement).map
      .getStyle()
      .layers.filter(({ id, type }) => id.startsWith('basemap:') && type === 'raster')
      .map((layer) => [layer.id, layer.type === 'raster' ? layer.paint?.['raster-opacity'] : null])
  );

test('imagery is switched on, thinned out, ordered and attributed by keyboard, and remembered', async () => {
  const visited = await visit(browser, site, path, { role });
  const { page, drawn, close } = visited;
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.server.url) && !/^(blob|data):/.test(request.url())) foreign.push(request.url());
  });
  await drawn();
  const opener = page.getByRole('button', { name: '底图与影像' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const box = page.getByRole('checkbox', { name: '卫星影像' });
  await box.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => styled(visited)).toEqual([['basemap:imagery', 1]]);
  await page.getByText('影像 © 测试 · 审图号：GS(2026)0001号', { exact: true }).waitFor();

  await page.getByRole('slider', { name: /卫星影像/ }).focus();
  for (let n = 0; n < 8; n++) await page.keyboard.press('ArrowLeft');
  await expect.poll(() => styled(visited)).toEqual([['basemap:imagery', 0.6]]);
  await page.getByRole('button', { name: '卫星影像：下移一层' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.getByRole('slider').count()).toBe(0);
  expect(foreign).toEqual([]);

  await page.reload();
  await drawn();
  await expect.poll(() => styled(visited)).toEqual([['basemap:imagery', 0.6]]);
  await opener.click();
  expect(await page.getByRole('region', { name: '底图与影像' }).getByRole('checkbox').count()).toBe(3);
  const order = await page.locator('section.panel .which').allInnerTexts();
  expect(order.map((text) => text.trim())).toEqual(['坏服务', '省底图', '卫星影像']);
  await close();
});

test('a basemap that does not answer is told by name, and the layers stay', async () => {
  const visited = await visit(browser, site, path, { role });
  const { page, map, drawn, close } = visited;
  await drawn();
  await page.getByRole('button', { name: '底图与影像' }).click();
  await page.getByRole('checkbox', { name: '坏服务' }).check();
  await page.getByText(/底图“坏服务”没有回应/).waitFor();
  const roads = await map.evaluate(
    (element) => (element as MapElement).map.queryRenderedFeatures().filter(({ source }) => source === 'roads').length
  );
  expect(roads).toBeGreaterThan(0);
  await close();
});

test('the public map offers what is public, and no boundary is drawn or served anywhere', async () => {
  const { page, map, drawn, close } = await visit(browser, site, '/#map=15/43.8868/125.3235');
  await drawn();
  await page.getByRole('button', { name: '底图与影像' }).click();
  expect(await page.locator('section.panel').getByRole('checkbox').count()).toBe(1);
  const boundaries = await map.evaluate((element) =>
    (element as MapElement).map
      .getStyle()
      .layers.filter((layer) => 'source-layer' in layer && /boundar|admin/.test(layer['source-layer'] ?? ''))
      .map(({ id }) => id)
  );
  expect(boundaries).toEqual([]);
  await close();
});
