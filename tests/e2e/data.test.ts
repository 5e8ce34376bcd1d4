import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { visit } from '../support/pages.ts';
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

test('the catalogue is found, narrowed and read without script, as far as the visitor may see', async () => {
  const { page, close } = await visit(browser, site, '/data', { javaScriptEnabled: false });
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
  expect(await page.locator('tbody').textContent()).not.toContain('视频点位');
  await page.getByRole('searchbox').fill('开放时间');
  await page.getByRole('button', { name: '查找' }).click();
  expect(await page.locator('tbody tr').count()).toBe(1);
  await page.getByRole('link', { name: '服务点' }).click();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('service_points');
  for (const text of ['民政局', '无条件共享', 'opening_hours', '/ogc/collections/service_points'])
    expect(await page.locator('main').textContent()).toContain(text);
  await close();
});

test('a file is taken from the catalogue, and says which export it is', async () => {
  const { page, complaints, close } = await visit(browser, site, '/data/hydrants', { role: 'commander:220102' });
  await page.waitForLoadState('networkidle');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出' }).click()
  ]);
  expect(download.suggestedFilename()).toMatch(/^hydrants_wgs84_.*\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toMatch(/^\uFEFFid,编号,类型,/);
  await page.getByText(/已导出 [\d,]+ 个对象/).waitFor();
  const { rows } = await site.db.pool.query<{ id: string; rows: number }>(
    'SELECT id, rows FROM governance.exports ORDER BY began_at DESC LIMIT 1'
  );
  expect(text.trimEnd().split('\r\n')).toHaveLength(rows[0]!.rows + 1);
  expect(text).toContain(rows[0]!.id);
  expect(complaints).toEqual([]);
  await close();
});

test('what is more than the role may take is refused in a sentence', async () => {
  await site.db.pool.query("UPDATE governance.export_ceilings SET rows = 10 WHERE role = 'responder'");
  const { page, close } = await visit(browser, site, '/data/hydrants', { role: 'responder:*' });
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: '导出' }).click();
  expect(await page.getByRole('alert').textContent()).toMatch(/超过“现场处置”一次可导出的 10 个/);
  await close();
});

test('a connected system is written down; what is wrong is marked and what was typed stays', async () => {
  const { page, close } = await visit(browser, site, '/admin/systems', { role: 'system_admin:' });
  await page.getByText('还没有登记任何系统。').waitFor();
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: '新增系统' }).click();
  await page.getByLabel('名称', { exact: true }).fill('水务平台');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('请选择主管部门。').waitFor();
  expect(await page.getByLabel('名称', { exact: true }).inputValue()).toBe('水务平台');
  await page.getByLabel('主管部门').selectOption('water_resources');
  await page.getByRole('checkbox', { name: '计量表' }).check();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: '水务平台' }).waitFor();
  expect(await page.locator('main').textContent()).toContain('尚未运行');
  await close();
});
