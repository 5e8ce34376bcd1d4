import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { visit, type MapElement } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const street = '/command#map=15/43.8868/125.3235';
let site: TestSite;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  site = await testSite({ demo: true, web: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const rows = Array.from(
  { length: 40 },
  (_, i) => `点${i},${i % 2 ? '甲' : '乙'},${125.32 + (i % 10) / 1000},${43.885 + i / 20_000}`
);
const csv = ['名称,类,经度,纬度', ...rows, '无处,甲,,'].join('\n');

/** Drops a file on the map as a hand would. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.locator('[data-map]').evaluate(
    (element, { name, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      for (const type of ['dragover', 'drop'])
        element.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    },
    { name, text }
  );
}

const drawn = (page: Page) =>
  page.locator('[data-map]').evaluate((element) => {
    const { map } = element as MapElement;
    return map.queryRenderedFeatures().filter(({ source }) => source.startsWith('overlay:')).length;
  });

describe('a file dropped on the map', () => {
  test('becomes a layer of this browser: drawn, listed, inspected, kept, forgotten, and never sent', async () => {
    const visited = await visit(browser, site, street, { role: 'commander:*' });
    const { page, complaints, close } = visited;
    await visited.drawn();
    await page.getByRole('heading', { name: '临时图层' }).waitFor();
    const sent: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));

    await drop(page, '巡查.csv', csv);
    const add = page.getByRole('button', { name: '添加到地图' });
    await add.click();
    await page.getByText('第 42 行: 没有坐标').waitFor();
    await add.click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => drawn(page), { timeout: 20_000 }).toBe(40);

    await page.getByRole('button', { name: '列出: 巡查' }).click();
    await page.getByRole('button', { name: '点0', exact: true }).click();
    await page
      .getByRole('complementary', { name: /仅本浏览器/ })
      .getByText('乙', { exact: true })
      .waitFor();
    expect(page.url()).not.toContain('sel=');

    await page.reload();
    await visited.drawn();
    await page.getByRole('button', { name: '定位到图层: 巡查' }).click();
    await expect.poll(() => drawn(page), { timeout: 20_000 }).toBe(40);
    await page.getByRole('checkbox', { name: /巡查/ }).uncheck();
    await expect.poll(() => drawn(page)).toBe(0);
    await page.getByRole('button', { name: '移除: 巡查' }).click();
    await page.reload();
    await visited.drawn();
    await page.getByRole('button', { name: '打开文件…' }).waitFor();
    expect(await page.getByRole('checkbox', { name: /巡查/ }).count()).toBe(0);
    expect(sent).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('is refused in words when it is broken', async () => {
    const visited = await visit(browser, site, street, { role: 'commander:*' });
    const { page, close } = visited;
    await visited.drawn();
    await page.getByRole('heading', { name: '临时图层' }).waitFor();
    await drop(page, 'broken.geojson', '{\n"type": "FeatureCollection",\n"features": [}\n');
    await page.getByText('JSON 格式有误（第 3 行）').waitFor();
    await page.getByRole('button', { name: '取消' }).click();
    await drop(page, 'book.xlsx', 'PK\u0003\u0004');
    await page.getByText('这不是文本文件').waitFor();
    await close();
  });

  test('may be KML, and is told by its content', async () => {
    const visited = await visit(browser, site, street, { role: 'commander:*' });
    const { page, close } = visited;
    await visited.drawn();
    await page.getByRole('heading', { name: '临时图层' }).waitFor();
    const place =
      '<Placemark><name>岗亭</name><Point><coordinates>125.3235,43.8868,0</coordinates></Point></Placemark>';
    await drop(page, 'posts.txt', `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">${place}</kml>`);
    await page.getByRole('button', { name: '添加到地图' }).click();
    await expect.poll(() => drawn(page), { timeout: 20_000 }).toBe(1);
    await close();
  });
});

test('coordinates in the search box lead to their place, in the frame that is chosen', async () => {
  const visited = await visit(browser, site, street, { role: 'commander:*' });
  const { page, close } = visited;
  await visited.drawn();
  await page.getByRole('combobox', { name: '搜索' }).fill('125.3245，43.8868');
  const options = page.getByRole('option');
  await expect.poll(() => options.count()).toBe(3);
  expect(await options.allTextContents()).toEqual([
    expect.stringMatching(/125\.32450, 43\.88680.*WGS84/s),
    expect.stringMatching(/GCJ-02/),
    expect.stringMatching(/BD-09/)
  ]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.pin').waitFor();
  await expect.poll(() => page.url()).toMatch(/43\.884\d*\/125\.31[78]/);
  await page.keyboard.press('Escape');
  await close();
});
