import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { converter } from '#geodata/spatial/datum.ts';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { makeDataset, membersOf, zipOf } from '../import/datasets/index.ts';
import { workbookOf } from '../import/datasets/workbook.ts';
import { folder, run, writeText } from '../import/support.ts';
import { visit, type MapElement, type Visit } from '../support/pages.ts';
import { describeWithSharedData, sharedData, testWithSharedData as test } from '../support/shared.ts';
import { testSite, type TestSite } from '../support/site.ts';

/** Every step starts a process and draws a map; on a machine that is busy with others both take their time. */
const SLOW_MS = 120_000;
vi.setConfig({ testTimeout: 5 * SLOW_MS });
const dir = folder();
let site: TestSite;
let browser: Browser;

beforeAll(async () => {
  await buildWeb();
  site = await testSite({ demo: true, web: true, settings: { IMPORT_FOLDER: join(dir, 'uploads') } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

type Line = { properties: { osm_id: string; name: string | null }; geometry: { coordinates: [number, number][] } };
const roadsFile = () => sharedData('changchun/roads.geojson');
const roads = () => (JSON.parse(readFileSync(roadsFile(), 'utf8')) as { features: Line[] }).features;

/** Everything a table says of the rows that are valid now, apart from when they began to be. */
async function stateOf(table: string): Promise<string> {
  const { rows } = await site.db.pool.query<{ state: string }>(
    `SELECT md5(string_agg(row::text, '' ORDER BY id)) AS state
     FROM (SELECT id, to_jsonb(t) - 'valid_from' AS row FROM ${table} AS t) AS now`
  );
  return rows[0]!.state;
}

const state = (page: Page, words: string) =>
  page.locator('[data-state]', { hasText: words }).waitFor({ timeout: SLOW_MS });

/** Opens the wizard and takes a file as far as its preview. */
async function preview(file: string, layer: string, source: string): Promise<Visit> {
  const visited = await visit(browser, site, '/admin/import', { role: 'commander:*' });
  const { page } = visited;
  await page.getByRole('button', { name: '选择文件' }).waitFor();
  await page.locator('.drop input[type=file]').setInputFiles(file);
  await state(page, '等待设置');
  await page.getByLabel('导入到图层').selectOption(layer);
  await page.getByLabel('来源名称').fill(source);
  await page.getByRole('button', { name: '预览', exact: true }).click();
  await state(page, '等待导入');
  await page.getByText(/可导入 [\d,]+ \/ [\d,]+ 行/).waitFor();
  return visited;
}

async function bringIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^导入( [\d,]+ 行)?$/ }).click();
  await state(page, '已完成');
}

/** Follows the link to the map and counts what of a source is drawn there. */
async function drawnOf(page: Page, layer: string, source: string): Promise<number> {
  await page.getByRole('link', { name: '在地图上看' }).click();
  await page.locator('[data-idle="true"]').waitFor({ timeout: SLOW_MS });
  const ids = await page.locator('[data-map]').evaluate((element, layer) => {
    const { map } = element as MapElement;
    return map
      .queryRenderedFeatures()
      .filter(({ source }) => source === layer)
      .map(({ id }) => Number(id));
  }, layer);
  const { rows } = await site.db.pool.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM asset.${layer} WHERE source = $1 AND id = ANY ($2)`,
    [source, ids]
  );
  return rows[0]!.n;
}

async function undo(page: Page): Promise<void> {
  await page.getByRole('button', { name: '撤销这次导入', exact: true }).click();
  await page.getByText('导入已撤销，数据回到导入之前。').first().waitFor({ timeout: SLOW_MS });
}

describeWithSharedData('the wizard takes to the map', () => {
  test('a GBK Shapefile in CGCS2000 3° zone 42, and undo brings back the day before', async () => {
    const options = ['-f', 'ESRI Shapefile', '-t_srs', 'EPSG:4530', '-lco', 'ENCODING=GBK'];
    const made = await makeDataset(dir, roadsFile(), 'roads', ...options);
    const file = writeText(dir, '宽城道路.zip', zipOf(membersOf(made, '道路数据/')));
    const before = await stateOf('asset.roads');
    const { page, complaints, close } = await preview(file, 'roads', '测绘院');
    await page.getByText('Shapefile').first().waitFor();
    await page.locator('strong', { hasText: 'CGCS2000 3度带第42带' }).waitFor();
    await page.getByRole('cell', { name: '民康路' }).first().waitFor();
    expect(await stateOf('asset.roads')).toBe(before);
    // A page that is loaded anew finds the delivery where it was.
    await page.reload();
    await state(page, '等待导入');
    await bringIn(page);
    const { rows } = await site.db.pool.query<{ n: number; m: number }>(
      `SELECT count(*)::integer AS n, min(ST_Distance(geom::geography, ST_Point(125.3192884, 43.8837863)::geography)) AS m
       FROM asset.roads WHERE source = '测绘院' AND name = '民康路'`
    );
    expect(rows[0]!.n).toBeGreaterThan(0);
    expect(rows[0]!.m).toBeLessThan(0.1);
    const wizard = page.url();
    expect(await drawnOf(page, 'roads', '测绘院')).toBeGreaterThan(0);
    await page.goto(wizard);
    await state(page, '已完成');
    await undo(page);
    expect(await stateOf('asset.roads')).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a GCJ-02 CSV, refused with arrows and the measured shift until its frame is right', async () => {
    // The real roads, so that there is something a shifted delivery can be compared with.
    await run(site.db, 'roads', roadsFile(), { source: '现状道路' });
    const before = await stateOf('asset.service_points');
    const toGcj = converter('wgs84', 'gcj02');
    const corners = roads()
      .flatMap(({ geometry }) => geometry.coordinates)
      .filter((_, index) => index % 6 === 0);
    const lines = corners.map((at, index) => [index + 1, `便民点${index + 1}`, '购物', ...toGcj(at)].join(','));
    const file = writeText(dir, '便民点.csv', ['id,名称,类别,经度,纬度', ...lines].join('\n'));
    const { page, complaints, close } = await preview(file, 'service_points', '应用导出');
    await page
      .getByRole('alert')
      .filter({ hasText: /偏移 \d+ 米/ })
      .waitFor();
    await page.locator('[data-idle="true"]').waitFor({ timeout: SLOW_MS });
    const arrows = await page.locator('[data-map]').evaluate((element) => {
      const { map } = element as MapElement;
      return map.queryRenderedFeatures().filter(({ source }) => source === 'overlay:arrows').length;
    });
    expect(arrows).toBeGreaterThan(0);
    expect(await page.getByRole('button', { name: /^导入/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '按 GCJ-02（高德、腾讯） 重新预览' }).click();
    await page.getByText('由您指定').waitFor({ timeout: SLOW_MS });
    await page.getByText('与图上已有数据吻合').waitFor({ timeout: SLOW_MS });
    await bringIn(page);
    const { rows } = await site.db.pool.query<{ n: number; m: number }>(
      `SELECT count(*)::integer AS n, max(ST_Distance(p.geom::geography, ST_Point(c.lng, c.lat, 4326)::geography)) AS m
       FROM asset.service_points p JOIN unnest($1::text[], $2::float8[], $3::float8[]) AS c (id, lng, lat) ON c.id = p.source_id
       WHERE p.source = '应用导出'`,
      [corners.map((_, index) => String(index + 1)), corners.map(([lng]) => lng), corners.map(([, lat]) => lat)]
    );
    expect(rows[0]!.n).toBeGreaterThan(100);
    expect(rows[0]!.m).toBeLessThan(1);
    await undo(page);
    expect(await stateOf('asset.service_points')).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });

  test('an XLSX address list, each row matched with an address of the map or refused', async () => {
    const { rows: known } = await site.db.pool.query<{ address: string; number: string }>(
      `SELECT b.address, b.number FROM asset.buildings b
       WHERE b.number IS NOT NULL AND b.address IS NOT NULL AND b.compound_id IS NOT NULL ORDER BY b.id LIMIT 6`
    );
    const list = known.map(({ address }, index) => [`社区服务点${index + 1}`, '购物', `${address}2单元101室`]);
    const sheet = { rows: [['名称', '类别', '地址'], ...list, ['找不到', '购物', '不存在的大街 999 号']] };
    const file = writeText(dir, '街道名单.xlsx', workbookOf({ 名单: sheet }));
    const before = await stateOf('asset.service_points');
    const { page, complaints, close } = await preview(file, 'service_points', '街道办');
    await page
      .getByText(/匹配“.+”，把握 \d+%/)
      .first()
      .waitFor();
    await page.getByRole('row').filter({ hasText: '找不到' }).getByText('拒绝', { exact: true }).waitFor();
    await bringIn(page);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: /下载被拒绝的/ }).click();
    const refused = readFileSync(await (await download).path(), 'utf8');
    expect(refused).toContain('不存在的大街 999 号');
    const wizard = page.url();
    expect(await drawnOf(page, 'service_points', '街道办')).toBeGreaterThan(0);
    await page.goto(wizard);
    await undo(page);
    expect(await stateOf('asset.service_points')).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });
});
