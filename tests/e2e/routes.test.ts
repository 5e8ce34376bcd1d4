import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { visit, type MapElement } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

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

test('a way is found by keyboard alone, told in steps, drawn on the map and gone with its panel', async () => {
  const { page, map, drawn, complaints, close } = await visit(browser, site, '/command#map=15/43.884/125.325', {
    role: 'commander:*'
  });
  await drawn();
  const drawnParts = () =>
    map.evaluate((element) => {
      const { map } = element as MapElement;
      return [
        ...new Set(
          map
            .queryRenderedFeatures()
            .filter(({ source }) => source === 'way')
            .map(({ properties }) => String(properties.role))
        )
      ];
    });
  await page.getByRole('tab', { name: '路线' }).click();
  const fill = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByLabel(label, { exact: true }).press('Enter');
  };
  await fill('起点', '125.3200, 43.8830');
  await fill('终点', '125.3280, 43.8850');
  const answer = page.getByRole('region', { name: '路线' });
  await answer.getByText('到达').waitFor();
  expect(await answer.getByRole('listitem').count()).toBeGreaterThan(1);
  await answer.getByText('消防车').waitFor();
  await drawn();
  expect((await drawnParts()).sort()).toEqual(['from', 'line', 'to']);

  await page.getByLabel('查询').selectOption('reach');
  await page.getByRole('rowheader', { name: '15 分钟' }).waitFor();
  await drawn();
  expect(await drawnParts()).toContain('reach');

  await page.getByRole('tab', { name: '图层' }).click();
  await drawn();
  expect(await drawnParts()).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test('a click on the map is taken as an end while one is asked for, and selects again afterwards', async () => {
  const { page, map, drawn, close } = await visit(browser, site, '/command#map=16/43.884/125.325', {
    role: 'commander:*'
  });
  await drawn();
  await page.getByRole('tab', { name: '路线' }).click();
  await page.getByRole('button', { name: '在地图上点选: 起点' }).click();
  await map.click({ position: { x: 300, y: 300 } });
  await page.getByRole('button', { name: '清除 起点' }).waitFor();
  expect(await page.getByRole('complementary').count()).toBe(0);
  await map.click({ position: { x: 300, y: 300 } });
  await page.getByRole('button', { name: '到这里去' }).click();
  await page.getByRole('button', { name: '清除 终点' }).waitFor();
  await close();
});
