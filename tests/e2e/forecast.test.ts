import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { visit, type MapElement } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const role = 'commander:*';
const at = '#map=12.6/43.887/125.3235';
let site: TestSite;
let browser: Browser;

// The forecast is made as it is on a fresh start: by itself, in the background.
beforeAll(async () => {
  await buildWeb();
  site = await testSite({ demo: true, web: true, settings: { FORECASTS: 'on' } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = async (forecast: string, options: Parameters<typeof visit>[3] = {}) => {
  const opened = await visit(browser, site, `/command${at}&forecast=${forecast}`, { role, ...options });
  await kindOf(opened.page).waitFor({ timeout: 60_000 });
  return opened;
};
const kindOf = (page: Page) => page.getByRole('combobox', { name: '事项' });
const listed = (page: Page) => page.locator('[data-cell]').first().waitFor({ timeout: 100_000 });
const done = async () => {
  await expect
    .poll(
      async () =>
        (await site.db.pool.query<{ done: boolean }>('SELECT finished_at IS NOT NULL AS done FROM risk.progress'))
          .rows[0]?.done,
      { timeout: 110_000, interval: 500 }
    )
    .toBe(true);
};

test('the first forecast appears by itself after a fresh start, with its progress before it', async () => {
  const { page, complaints, close } = await open('all~7~expected~map~2.1.2.1');
  await page.locator('.status progress, .status .gate').first().waitFor({ timeout: 60_000 });
  await listed(page);
  await page.getByText('显示的是模型', { exact: false }).waitFor();
  await page.getByText('演示城市：事件由与模型同类的过程生成', { exact: false }).waitFor();
  expect(complaints).toEqual([]);
  await close();
  await done();
});

describe('the map', () => {
  test('is drawn under the names and listed with the same cells; a cell says why', async () => {
    const { page, map, complaints, close } = await open('all~7~expected~map~2.1.2.1');
    await listed(page);
    const under = () =>
      map.evaluate((element) => {
        const { map } = element as MapElement;
        const order = map.getLayersOrder();
        const drawn = order.findIndex((id) => map.getLayer(id)?.type === 'custom');
        return drawn >= 0 && drawn < order.findIndex((id) => map.getLayer(id)?.type === 'symbol');
      });
    await expect.poll(under, { timeout: 60_000 }).toBe(true);
    await page.getByRole('region', { name: '图例' }).getByText('此处预计上报更多', { exact: false }).waitFor();
    await page.locator('[data-cell]').first().click();
    const aside = page.getByRole('complementary');
    await aside.getByText('由哪些部分组成').waitFor();
    const shares = await aside.locator('td.n').allInnerTexts();
    const sum = shares.reduce((total, text) => total + (text.startsWith('<') ? 0 : parseFloat(text)), 0);
    expect(shares).toHaveLength(6);
    expect(sum).toBeGreaterThan(99.4);
    expect(sum).toBeLessThan(100.6);
    expect(await aside.locator('.event').count()).toBe(5);
    await aside.locator('.event').first().click();
    await expect.poll(() => page.url()).toContain('sel=events/');
    expect(complaints).toEqual([]);
    await close();
  });

  test('risk shows likelihood and consequence both, and the weights are in the address', async () => {
    const { page, close } = await open('all~7~risk~map~2.1.2.1');
    await listed(page);
    const legend = page.getByRole('region', { name: '图例' });
    expect(await legend.locator('td').count()).toBe(9);
    await page.getByRole('combobox', { name: '80 岁以上占比' }).selectOption('0');
    await expect.poll(() => page.url()).toContain('0.1.2.1');
    await page.locator('[data-cell]').first().getByText('可能性', { exact: false }).waitFor();
    await close();
  });

  test('the four classes are empty until a person signs, and then name who did', async () => {
    const { page, complaints, close } = await open('all~7~grids~map~2.1.2.1');
    await page.getByText('还没有人为这张图的档界签字', { exact: false }).waitFor({ timeout: 60_000 });
    await page.getByLabel('签字人姓名').fill('王指挥');
    await page.getByLabel('理由').fill('季度会商');
    await page.getByRole('button', { name: '签字发布' }).click();
    await page.getByText('王指挥（指挥）签于', { exact: false }).waitFor();
    await page.getByRole('region', { name: '图例' }).getByText('重点关注').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test('what is not published says why in words', async () => {
    const { page, close } = await open('fire~7~expected~map~2.1.2.1');
    await page.getByText('平均每周不足 3 件', { exact: false }).waitFor();
    await kindOf(page).selectOption('heating_shortage');
    await page.getByRole('radio', { name: '28 天' }).check({ force: true });
    await page.locator('.gate').waitFor();
    expect(await page.locator('.gate').innerText()).toMatch(/不显示|长期平均|模型/);
    await close();
  });

  test('a commander of one district sees its cells, and a planner no single event', async () => {
    const district = await open('all~7~expected~map~2.1.2.1', { role: 'commander:220102' });
    await listed(district.page);
    await district.page.getByText('管辖范围内预计', { exact: false }).waitFor();
    await district.close();
    const planner = await open('all~7~expected~map~2.1.2.1', { role: 'planner:220102' });
    await listed(planner.page);
    await planner.page.locator('[data-cell]').first().click();
    await planner.page.getByText('您的角色看不到单件事件', { exact: false }).waitFor();
    expect(await planner.page.getByRole('radio', { name: '检查' }).count()).toBe(0);
    await planner.close();
  });
});

test('the test shows five rows and its charts, and says that nothing was scored yet', async () => {
  const { page, complaints, close } = await open('all~7~expected~test~2.1.2.1');
  const table = page.getByRole('region', { name: '检验' }).getByRole('table');
  await table.waitFor({ timeout: 60_000 });
  expect(await table.locator('thead th').allInnerTexts()).toEqual([
    '近 28 天',
    '长期平均',
    '时空核',
    '模型',
    '最好可能'
  ]);
  await expect.poll(() => page.locator('[role="img"] svg').count(), { timeout: 60_000 }).toBe(3);
  await page.getByText('还没有一张事先发布的图走完它的时段', { exact: false }).waitFor();
  expect(await page.locator('table').last().locator('tbody tr').count()).toBeGreaterThan(3);
  expect(complaints).toEqual([]);
  await close();
});

test('a round of visits is planned along the roads, ticked off, and its finding is an event', async () => {
  const { page, complaints, close } = await open('noise~7~expected~visits~2.1.2.1');
  await page.getByLabel('走访次数').fill('8');
  await page.getByRole('button', { name: '排出计划' }).click();
  await page.waitForURL(/\/inspections\//, { timeout: 60_000 });
  await page.getByText('随机走访从未被点出的', { exact: false }).waitFor();
  expect(await page.locator('ol > li').count()).toBe(8);
  const first = page.locator('ol > li').first();
  await first.getByLabel('备注').fill('夜间施工');
  await first.getByRole('button', { name: '发现问题' }).click();
  await first.getByRole('link', { name: '生成的事件' }).waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: '没有问题' }).first().isVisible()).toBe(false);
  expect(await page.getByText('☐ 没有问题').first().isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  await close();
});
