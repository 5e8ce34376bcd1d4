import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { sources, visit, type MapElement } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
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

describe('the public page', () => {
  test('can be read before any script runs', async () => {
    const { page, close } = await visit(browser, site, '/', { javaScriptEnabled: false });
    expect(await page.locator('main ol > li').count()).toBeGreaterThanOrEqual(20);
    expect(await page.getByText('演示数据 · 虚构').isVisible()).toBe(true);
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.getByText('Demo data · fictitious').isVisible()).toBe(true);
    await close();
  });

  test('is kept by no shared cache, and its language link leads to no other site', async () => {
    const page = await fetch(site.server.url);
    expect(page.headers.get('cache-control')).toBe('private, no-cache');
    expect(page.headers.get('vary')).toContain('Cookie');
    const moved = await fetch(`${site.server.url}//elsewhere.example/?lang=en`, { redirect: 'manual' });
    expect(moved.headers.get('location')).toBe('/elsewhere.example/');
    expect(moved.headers.get('set-cookie')).not.toContain('Secure');
  });

  test('shows public layers only, whoever looks', async () => {
    const { map, drawn, close } = await visit(browser, site, '/', { role: 'commander:*' });
    await drawn();
    const shown = await sources(map);
    expect(shown).toContain('service_points');
    expect(shown).not.toContain('cameras');
    await close();
  });

  test('shows on the map the kind of service that was chosen in the list', async () => {
    const { page, map, drawn, close } = await visit(browser, site, '/');
    await drawn();
    await page.getByRole('button', { name: '医疗卫生', exact: true }).click();
    const kinds = () =>
      map.evaluate((element) => {
        const { map } = element as MapElement;
        return [
          ...new Set(
            map
              .queryRenderedFeatures({ layers: ['service_points:mark'] })
              .map(({ properties }) => properties.category as string)
          )
        ];
      });
    await expect.poll(kinds, { timeout: 10_000 }).toEqual(['medical']);
    await close();
  });

  test('stands on a phone as a sheet of three heights, the map above it', async () => {
    const { page, drawn, complaints, close } = await visit(browser, site, '/', phone);
    await drawn();
    const heights = async () => ({
      sheet: (await page.locator('main').boundingBox())!,
      map: (await page.locator('[data-map]').boundingBox())!
    });
    const half = await heights();
    expect(half.map.y + half.map.height).toBeLessThanOrEqual(half.sheet.y + 1);
    await page.getByRole('button', { name: '收到底部' }).click();
    const low = await heights();
    expect(low.sheet.height).toBeLessThan(half.sheet.height / 2);
    await page.getByRole('button', { name: '半屏' }).click();
    await page.getByRole('button', { name: '全屏' }).click();
    const full = await heights();
    expect(full.sheet.height).toBeGreaterThan(half.sheet.height * 1.8);
    await page.locator('main ol > li button').first().click();
    await page.getByRole('complementary').waitFor();
    expect((await page.locator('aside').boundingBox())!.height).toBeCloseTo(half.sheet.height, 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(complaints).toEqual([]);
    await close();
  });

  test('stands in the dark as the system asks', async () => {
    const { page, close } = await visit(browser, site, '/', { colorScheme: 'dark', javaScriptEnabled: false });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(14, 20, 32)');
    await close();
  });

  test('keeps every list working where the map cannot be drawn', async () => {
    const plain = await launchBrowser({ webgl: false });
    const { page, close } = await visit(plain, site, '/command#map=16/43.8868/125.3235&layers=service_points', {
      role: 'commander:*'
    });
    await page.getByRole('alert').filter({ hasText: 'WebGL2' }).waitFor();
    await page.getByRole('tab', { name: '列表' }).click();
    await page.locator('main ol > li').first().waitFor();
    await page
      .getByRole('button', { name: /^定位: / })
      .nth(5)
      .click();
    await expect.poll(() => page.url()).not.toContain('#map=16/43.8868/125.3235');
    await page.locator('main ol > li button').first().click();
    await page.getByRole('complementary').getByText('演示城市').waitFor();
    await close();
    await plain.close();
  });

  test('says that it no longer follows when the live stream is lost', async () => {
    const { page, drawn, close } = await visit(browser, site, '/');
    await drawn();
    await page.getByText('实时', { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText(/实时更新已中断/).waitFor({ timeout: 30_000 });
    await page.context().setOffline(false);
    await page.getByText('实时', { exact: true }).waitFor({ timeout: 30_000 });
    await close();
  });
});
