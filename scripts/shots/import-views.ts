import type { Page } from 'playwright-core';
import { everywhere, withEnglish } from './looks.ts';
import type { Look, View } from './views.ts';

type Lang = Look[2];

/** A small delivery with a row that has no place and one that has no number. */
const shelters = {
  name: '避难所.geojson',
  mimeType: 'application/geo+json',
  buffer: Buffer.from(
    JSON.stringify({
      type: 'FeatureCollection',
      features: Array.from({ length: 40 }, (_, i) => ({
        type: 'Feature',
        properties: {
          id: i,
          名称: `临时避难所 ${i + 1}`,
          室内: i % 2 ? '是' : '否',
          容纳人数: i === 7 ? '不详' : 100 + i
        },
        geometry: i === 3 ? null : { type: 'Point', coordinates: [125.31 + (i % 8) / 250, 43.875 + i / 2500] }
      }))
    })
  )
};
const table = {
  name: '巡查点.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      '名称,类型,数量,lng,lat',
      ...Array.from(
        { length: 120 },
        (_, i) => `点${i},${['学校', '医院', '商店'][i % 3]},${i},${125.31 + (i % 12) / 500},${43.88 + i / 9000}`
      )
    ].join('\n')
  )
};

/** Takes a delivery as far as its preview. */
async function previewed(page: Page, lang: Lang): Promise<void> {
  const zh = lang === 'zh';
  await page.getByRole('button', { name: zh ? '选择文件' : 'choose a file' }).waitFor();
  await page.locator('.drop input[type=file]').setInputFiles(shelters);
  await page.locator('[data-state=inspected]').waitFor({ timeout: 60_000 });
  await page.getByLabel(zh ? '导入到图层' : 'Into the layer').selectOption('shelters');
  await page.getByRole('button', { name: zh ? '预览' : 'Preview', exact: true }).click();
  await page.locator('[data-state=previewed]').waitFor({ timeout: 60_000 });
  await page.locator('[data-map]').scrollIntoViewIfNeeded();
  await page.locator('[data-map][data-idle=true]').waitFor({ timeout: 60_000 });
}

/** Puts a temporary layer on the map and colours it by a field. */
async function temporary(page: Page, lang: Lang): Promise<void> {
  const zh = lang === 'zh';
  await page.locator('input[type=file]').setInputFiles(table);
  await page.getByRole('button', { name: zh ? '添加到地图' : 'Add to the map' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: zh ? /^样式/ : /^Style/ }).click();
  await page.getByLabel(zh ? '按字段着色' : 'Colour by field').selectOption('类型');
}

/** The doors of the import: temporary layers, pasted coordinates, the wizard. */
export const importViews: View[] = [
  { name: 'command-temporary', path: '/command', role: 'commander:*', act: temporary, looks: everywhere },
  {
    name: 'command-coordinates',
    path: '/command',
    role: 'commander:*',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('125.3245, 43.8868');
      await page.locator('[role=option]').nth(2).waitFor();
    },
    looks: [
      ['desk', 'light', 'zh'],
      ['phone', 'dark', 'zh']
    ]
  },
  {
    name: 'import',
    path: '/admin/import',
    role: 'commander:*',
    plain: true,
    looks: withEnglish
  },
  {
    name: 'import-preview',
    path: '/admin/import',
    role: 'commander:*',
    plain: true,
    act: previewed,
    looks: withEnglish
  }
];
