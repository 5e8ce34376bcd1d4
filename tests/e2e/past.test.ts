import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { visit, type MapElement, type Visit } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const role = 'commander:*';
/** A page drawn in software takes its time. */
const SOON = { timeout: 15_000 };
const spot = '125.3235 43.8868';
let site: TestSite;
let browser: Browser;
/** A moment at which the shelter stood under its old name, and which the map is asked as of. */
let then: string;
let shelter: number;

beforeAll(async () => {
  await buildWeb();
  site = await testSite({ demo: true, web: true });
  browser = await launchBrowser();
  const { rows } = await site.db.pool.query<{ id: number }>(
    `INSERT INTO emergency.shelters (source, source_id, name, indoor, capacity_persons, geom)
     VALUES ('test', 'past', '老广场', false, 300, 'SRID=4326;POINT(${spot})') RETURNING id::int`
  );
  shelter = rows[0]!.id;
  then = new Date().toISOString();
  await site.db.pool.query(
    `UPDATE emergency.shelters SET name = '新广场', capacity_persons = 450, geom = ST_Translate(geom, 0.0004, 0) WHERE id = $1`,
    [shelter]
  );
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const view = '/command#map=17/43.8868/125.3235&layers=roads,shelters';
const names = ({ map }: Visit) =>
  map.evaluate((element) =>
    (element as MapElement).map
      .queryRenderedFeatures({ layers: ['shelters:mark'] })
      .map(({ properties }) => String(properties.name))
  );

describe('the past', () => {
  test('is chosen in the status bar, shown by map, list and address, and left again', async () => {
    const visited = await visit(browser, site, view, { role });
    const { page, drawn, complaints, close } = visited;
    await drawn();
    await expect.poll(() => names(visited), SOON).toContain('新广场');

    await page.getByRole('button', { name: /数据时间/ }).click();
    const dialog = page.getByRole('dialog', { name: '看过去某一时刻' });
    await dialog.getByLabel(/^时刻/).fill('2999-01-01T00:00');
    await dialog.evaluate((element) => element.querySelector('form')!.setAttribute('novalidate', ''));
    await dialog.getByRole('button', { name: '查看' }).click();
    await dialog.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.evaluate((asOf) => (location.hash += `&as_of=${asOf}`), then);
    await page.getByText(/^正在查看 .* 的数据$/).waitFor();
    await expect.poll(() => names(visited), SOON).toContain('老广场');
    expect(await names(visited)).not.toContain('新广场');
    await page.getByRole('tab', { name: '列表' }).click();
    await page.locator('main ol').getByText('老广场').waitFor();
    await page.getByText('已暂停', { exact: true }).waitFor();

    await page.getByRole('button', { name: '回到现在' }).click();
    await expect.poll(() => names(visited), SOON).toContain('新广场');
    await page.locator('main ol').getByText('新广场').waitFor();
    expect(page.url()).not.toContain('as_of');
    expect(complaints).toEqual([]);
    await close();
  });

  test('does not move while it is looked at', async () => {
    const visited = await visit(browser, site, `${view}&as_of=${then}`, { role });
    await visited.drawn();
    await expect.poll(() => names(visited), SOON).toContain('老广场');
    await visited.map.evaluate((element) => {
      const { map } = element as MapElement;
      Object.assign(element, { fetched: 0 });
      map.on('dataloading', () => (element as unknown as { fetched: number }).fetched++);
    });
    await site.db.pool.query(`UPDATE emergency.shelters SET capacity_persons = 451 WHERE id = $1`, [shelter]);
    await visited.page.waitForTimeout(1500);
    expect(await visited.map.evaluate((element) => (element as unknown as { fetched: number }).fetched)).toBe(0);
    expect(await names(visited)).toContain('老广场');
    await visited.close();
  });

  test('of a feature is told by the inspector: what changed, from what to what, and where it lay', async () => {
    const { page, map, drawn, close } = await visit(browser, site, `${view}&sel=shelters/${shelter}`, { role });
    await drawn();
    const inspector = page.getByRole('complementary');
    await inspector.getByRole('button', { name: '历史版本' }).click();
    const moved = inspector.locator('li', { hasText: '位置或形状' });
    expect(await moved.locator('del').allInnerTexts()).toContain('老广场');
    expect(await moved.locator('ins').allInnerTexts()).toContain('新广场');
    await moved.getByRole('button', { name: '在地图上显示原位置' }).click();
    const outlined = () => map.evaluate((element) => !!(element as MapElement).map.getSource('past_outline'));
    await expect.poll(outlined).toBe(true);
    await inspector.getByText('首次登记').waitFor();
    await inspector.getByRole('button', { name: '关闭' }).click();
    await expect.poll(outlined).toBe(false);
    await close();
  });

  test('is no matter of the public map', async () => {
    const { page, drawn, close } = await visit(browser, site, `/#map=16/43.8868/125.3235&as_of=${then}`);
    await drawn();
    expect(await page.getByRole('button', { name: /数据时间/ }).count()).toBe(0);
    expect(await page.getByText(/正在查看/).count()).toBe(0);
    await close();
  });
});

describe('a compound', () => {
  test('lists its buildings and gates and says how its contract stands; a building leads back to it', async () => {
    const { rows } = await site.db.pool.query<{ id: number; name: string }>(
      `UPDATE asset.compounds SET contract_from = '2020-01-01', contract_until = '2023-01-01', property_company = '甲物业'
       WHERE id = (SELECT compound_id FROM asset.buildings WHERE number = '1' ORDER BY id LIMIT 1) RETURNING id::int, name`
    );
    const { id, name } = rows[0]!;
    const { page, close } = await visit(browser, site, `/command#sel=compounds/${id}`, { role });
    const inspector = page.getByRole('complementary');
    await inspector.getByText('合同已到期').waitFor();
    await inspector.getByText(/^楼栋（\d+）$/).waitFor();
    await inspector.getByRole('button', { name: /^1 号楼/ }).click();
    await inspector.getByRole('button', { name }).click();
    await inspector.getByRole('heading', { name }).waitFor();
    await close();
  });
});
