import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '#geodata/layers/index.ts';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { drawnLayers, sources, visit, type MapElement } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const street = '#map=16/43.8868/125.3235';
const commander = 'commander:*';
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

describe('the command map', () => {
  test('draws what is switched on, houses with their height', async () => {
    const { map, drawn, complaints, close } = await visit(browser, site, `/command${street}`, { role: commander });
    await drawn();
    expect(await sources(map)).toEqual(layers.map(({ id }) => id));
    expect(await drawnLayers(map)).toEqual(
      expect.arrayContaining(['buildings', 'compounds', 'events', 'grids', 'landuse', 'roads', 'service_points'])
    );
    const extruded = await map.evaluate((element) => {
      const { map } = element as MapElement;
      return map.queryRenderedFeatures({ layers: ['buildings:body'] }).length;
    });
    expect(extruded).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('counts truly when zoomed out', async () => {
    const { map, drawn, close } = await visit(browser, site, '/command#map=11/43.8868/125.3235&layers=events', {
      role: commander
    });
    await drawn();
    const counted = await map.evaluate((element) => {
      const { map } = element as MapElement;
      const cells = new Map(
        map
          .querySourceFeatures('events', { sourceLayer: 'events' })
          .map((cell) => [cell.id, Number(cell.properties.point_count)])
      );
      return [...cells.values()].reduce((sum, count) => sum + count, 0);
    });
    const { rows } = await site.db.pool.query<{ n: number }>(
      'SELECT count(*)::integer AS n FROM governance.events WHERE geom IS NOT NULL'
    );
    expect(counted).toBe(rows[0]!.n);
    await close();
  });

  test('knows no layer that its viewer may not see', async () => {
    const { page, map, drawn, close } = await visit(browser, site, `/command${street}`);
    await drawn();
    expect(await sources(map)).toEqual(layers.filter((layer) => layer.public).map(({ id }) => id));
    expect(await page.getByRole('checkbox', { name: '视频点位' }).count()).toBe(0);
    await close();
  });

  test('changes with the role of its viewer', async () => {
    const { page, map, drawn, close } = await visit(browser, site, `/command${street}`, { role: commander });
    await drawn();
    await page.getByRole('button', { name: '演示角色' }).click();
    await page.getByRole('button', { name: '居民 公开内容' }).click();
    await expect.poll(() => sources(map)).not.toContain('cameras');
    await page.getByRole('checkbox', { name: '视频点位' }).waitFor({ state: 'detached' });
    await close();
  });

  test('shows a change in the database within two seconds', async () => {
    const { page, map, drawn, close } = await visit(
      browser,
      site,
      '/command#map=17/43.8868/125.3235&layers=roads,shelters',
      { role: commander }
    );
    await drawn();
    await page.getByText('实时', { exact: true }).waitFor();
    await site.db.pool.query(
      `INSERT INTO emergency.shelters (source, source_id, name, indoor, capacity_persons, geom)
       VALUES ('test', 'live', '刚刚开放的避难场所', true, 300, ST_SetSRID(ST_Point(125.3235, 43.8868), 4326))`
    );
    const began = performance.now();
    await map.evaluate(async (element) => {
      const { map } = element as MapElement;
      while (
        !map
          .queryRenderedFeatures({ layers: ['shelters:mark'] })
          .some(({ properties }) => properties.name === '刚刚开放的避难场所')
      ) {
        await new Promise((later) => setTimeout(later, 50));
      }
    });
    expect(performance.now() - began).toBeLessThan(2000);
    await close();
  });

  test('lists what is in view, and selects from the list', async () => {
    const { page, map, drawn, close } = await visit(
      browser,
      site,
      '/command#map=16/43.8868/125.3235&layers=roads,service_points',
      { role: commander }
    );
    await drawn();
    await page.getByRole('tab', { name: '列表' }).click();
    const first = page.locator('main ol > li').first();
    await first.waitFor();
    const name = await first.locator('.name').innerText();
    await first.getByRole('button').first().click();
    await page.getByRole('complementary').getByRole('heading', { name }).waitFor();
    const id = Number(/sel=service_points\/(\d+)/.exec(page.url())?.[1]);
    const state = await map.evaluate(
      (element, id) =>
        (element as MapElement).map.getFeatureState({ source: 'service_points', sourceLayer: 'service_points', id }),
      id
    );
    expect(state).toMatchObject({ selected: true });
    await close();
  });

  test('has an address that leads back to view, layers and selection', async () => {
    const { page, map, drawn, close } = await visit(
      browser,
      site,
      '/command#map=15.5/43.89/125.32/30/40&layers=buildings,cameras,roads&sel=cameras/1',
      { role: commander }
    );
    await drawn();
    await page.getByRole('complementary').waitFor();
    const view = await map.evaluate((element) => {
      const { map } = element as MapElement;
      return [map.getZoom(), map.getBearing(), map.getPitch()];
    });
    expect(view).toEqual([15.5, 30, 40]);
    expect(await drawnLayers(map)).not.toContain('grids');
    await page.getByRole('checkbox', { name: '网格' }).check();
    await expect
      .poll(() => page.url())
      .toContain('#map=15.5/43.89/125.32/30/40&layers=buildings,cameras,grids,roads&sel=cameras/1');
    await close();
  });

  test('is worked by keyboard: / searches, arrows move, Escape lets go', async () => {
    const { page, map, drawn, close } = await visit(browser, site, `/command${street}`, { role: commander });
    await drawn();
    await page.keyboard.press('/');
    await page.keyboard.type('人民大街');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });

    const center = () => map.evaluate((element) => (element as MapElement).map.getCenter().lng);
    await map.locator('canvas').focus();
    // The search flew there; what is under way has to end before a move can be told from it.
    await expect
      .poll(() => map.evaluate((element) => (element as MapElement).map.isMoving()), { timeout: 15_000 })
      .toBe(false);
    const before = await center();
    await page.keyboard.press('ArrowRight');
    await expect.poll(center, { timeout: 15_000 }).toBeGreaterThan(before);
    await close();
  });

  test('changes language and theme without being opened again', async () => {
    const { page, map, drawn, close } = await visit(browser, site, `/command${street}`, {
      role: commander,
      colorScheme: 'light'
    });
    await drawn();
    await map.evaluate((element) => Object.assign((element as MapElement).map, { opened: 'once' }));
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('tab', { name: 'Layers' }).waitFor();
    await page.getByRole('button', { name: 'Switch to dark' }).click();
    await page.locator('html[data-theme="dark"][lang="en"]').waitFor({ state: 'attached' });
    const land = () =>
      map.evaluate((element) => (element as MapElement).map.getPaintProperty('land', 'background-color'));
    await expect.poll(land, { timeout: 15_000 }).toBe('#121A27');
    await page.getByRole('link', { name: 'Near me' }).click();
    await page.getByRole('group', { name: 'Kinds of service' }).waitFor();
    expect(await map.evaluate((element) => (element as MapElement).map)).toMatchObject({ opened: 'once' });
    await page.reload();
    await page.locator('html[data-theme="dark"][lang="en"]').waitFor({ state: 'attached' });
    await close();
  });

  test('opens the divisions down to a community, those without a boundary included', async () => {
    const { page, close } = await visit(browser, site, '/command', { role: commander });
    await page.getByRole('tab', { name: '区划' }).click();
    for (const name of ['吉林省', '长春市', '朝阳区'])
      await page.locator('.children').getByRole('button', { name }).first().click();
    await page.getByText(/其中 \d+ 个无公布界线/).waitFor();
    await page.locator('.children').getByRole('button', { name: '桂林街道' }).click();
    await page.getByRole('heading', { name: '桂林街道' }).waitFor();
    await close();
  });
});
