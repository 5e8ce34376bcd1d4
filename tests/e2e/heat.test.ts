import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { insertEvent } from '../heat/support.ts';
import { visit, type MapElement } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const at = '#map=13.2/43.8868/125.3235';
const role = 'commander:*';
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

const open = async (heat: string, options: Parameters<typeof visit>[3] = {}) => {
  const opened = await visit(browser, site, `/command${at}&heat=${heat}`, { role, ...options });
  await opened.page.locator('[data-unit]').first().waitFor({ timeout: 60_000 });
  return opened;
};
const count = async (page: Page) => Number((await page.locator('.totals strong').innerText()).replace(/\D/g, ''));

describe('the heat', () => {
  test('is drawn on the map under its names, and listed with the same numbers', async () => {
    const { page, map, complaints, close } = await open('count~cell~9~90d~flat~all');
    const layers = () =>
      map.evaluate((element) => {
        const { map } = element as MapElement;
        const order = map.getLayersOrder();
        const heat = order.findIndex((id) => map.getLayer(id)?.type === 'custom');
        const names = order.findIndex((id) => map.getLayer(id)?.type === 'symbol');
        return { heat, order, before: heat >= 0 && heat < names };
      });
    await expect.poll(layers, { timeout: 60_000 }).toMatchObject({ before: true });
    const first = page.locator('[data-unit]').first();
    await first.click();
    const legend = page.getByRole('region', { name: '图例' });
    await legend.getByText('H3 9 级').waitFor();
    const listed = await page.locator('[data-unit] .muted').allInnerTexts();
    const numbers = listed.map((text) => parseInt(text, 10));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(await count(page)).toBeGreaterThan(1000);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a unit shows its series, kinds and latest events, which open', async () => {
    const { page, close } = await open('count~cell~8~28d~flat~all');
    await page.locator('[data-unit]').first().click();
    const aside = page.getByRole('complementary');
    await aside.getByRole('heading', { name: '各时段件数' }).waitFor();
    await aside.locator('svg path').first().waitFor({ state: 'attached' });
    await aside.getByRole('heading', { name: '事项构成' }).waitFor();
    await aside.locator('ul button').first().click();
    await expect.poll(() => page.url()).toContain('sel=events/');
    await close();
  });

  test('is played by keyboard: the window moves, classes stay, and the address can be shared', async () => {
    const { page, close } = await open('count~cell~9~28d~flat~all');
    const player = page.getByRole('region', { name: '时间播放' });
    const window = () => player.locator('output').innerText();
    const now = await window();
    await player.getByRole('button', { name: '播放' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(window).not.toBe(now);
    await page.keyboard.press('End');
    await expect.poll(window).toBe(now);
    await page.keyboard.press('Home');
    const first = await window();
    await page.keyboard.press('Enter');
    await expect.poll(window, { timeout: 30_000 }).not.toBe(first);
    const legend = page.getByRole('region', { name: '图例' }).locator('ul');
    const classes = await legend.innerText();
    const seen = await window();
    await expect.poll(window, { timeout: 30_000 }).not.toBe(seen);
    expect(await legend.innerText()).toBe(classes);
    await player.getByRole('button', { name: '暂停' }).click();
    await page.getByText('变化', { exact: true }).click();
    await expect.poll(() => page.url()).toContain('heat=change~cell~9~28d~flat~all');
    await close();
  });

  test('counts by grid, community and street with the same total', async () => {
    const { page, close } = await open('count~cell~9~90d~flat~all');
    const total = await count(page);
    for (const unit of ['网格', '社区', '街道']) {
      await page.locator('main').getByText(unit, { exact: true }).click();
      await page.getByRole('region', { name: '图例' }).getByText(unit, { exact: true }).waitFor();
      expect(await count(page)).toBe(total);
    }
    await close();
  });

  test('a new event is on the open map within two seconds', async () => {
    const { page, drawn, close } = await open('count~cell~9~7d~flat~all');
    await drawn();
    await page.getByText('实时', { exact: true }).waitFor();
    const before = await count(page);
    await insertEvent(site.db.pool, {});
    const began = performance.now();
    await expect.poll(() => count(page), { timeout: 5000, interval: 50 }).toBe(before + 1);
    expect(performance.now() - began).toBeLessThan(2000);
    await close();
  });

  test('says so when there is nothing, and when kinds tell about persons', async () => {
    const { page, close } = await visit(
      browser,
      site,
      `/command${at}&heat=count~cell~9~24h~flat~all~k.snow_and_ice~s.police`,
      { role }
    );
    await page.getByText('这个时段内没有这类事件').waitFor();
    await page.locator('summary').click();
    await page.getByRole('checkbox', { name: /邻里纠纷/ }).check();
    await page.getByText(/只能单独看/).waitFor();
    await close();
  });

  test('is exported as table, areas and picture, each saying what it is', async () => {
    const { page, drawn, close } = await open('count~cell~8~90d~flat~all');
    await drawn();
    const give = async (name: string) => {
      await page.getByRole('button', { name: '导出' }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      return readFileSync(await file.path());
    };
    const total = await count(page);
    const csv = (await give('CSV 表格')).toString('utf8').replace('\uFEFF', '').trim().split('\r\n');
    expect(csv[0]).toBe('id,name,lng,lat,count,from,to,counted_by,h3_res,about,synthetic');
    const rows = csv.slice(1).map((line) => line.split(','));
    expect(rows.reduce((sum, row) => sum + Number(row[4]), 0)).toBe(total);
    for (const [id, , lng, lat] of rows) expect(latLngToCell(Number(lat), Number(lng), 8)).toBe(id);
    const geojson = JSON.parse((await give('GeoJSON')).toString()) as { features: unknown[]; synthetic: string };
    expect(geojson.features).toHaveLength(rows.length);
    expect(geojson.synthetic).toBe('yes');
    const png = await give('PNG 图片');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(50_000);
    await close();
  });

  test('works on a phone, from the list alone where no map can be drawn', async () => {
    const { page, close } = await open('count~cell~9~90d~flat~all', {
      ...{ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    await page.locator('[data-unit]').first().click();
    await page.getByRole('complementary').getByRole('heading', { name: '事项构成' }).waitFor();
    await close();
  });
});
