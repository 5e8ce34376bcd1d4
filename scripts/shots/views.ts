import type { Page } from 'playwright-core';
import { dataViews } from './data-views.ts';
import { forecastViews } from './forecast-views.ts';
import { heatViews } from './heat-views.ts';
import { importViews } from './import-views.ts';
import { both, everywhere, withEnglish } from './looks.ts';

export const sizes = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  wall: { width: 1920, height: 1080 }
};

type Size = keyof typeof sizes;
type Theme = 'light' | 'dark';
type Lang = 'zh' | 'en';
export type Look = [Size, Theme, Lang];

export interface View {
  name: string;
  path: string;
  /** `role:scope` of the demo's role cookie; absent: a resident. */
  role?: string;
  /** What is done before the picture is taken. */
  act?: (page: Page, lang: Lang) => Promise<void>;
  looks: Look[];
  /** A page without the map: there is nothing to wait for. */
  plain?: boolean;
}

const commander = 'commander:*';
const tab = (index: number) => async (page: Page) => page.getByRole('tab').nth(index).click();

/** Every layer that is drawn as symbols or view cones, for the close-up views. */
const allLayers =
  'landuse,green,water,waterways,railways,roads,buildings,compounds,divisions,grids,components,gates,meters,hydrants,cameras,service_points,shelters,stations,teams,key_sites,events';

export const views: View[] = [
  { name: 'public', path: '/', looks: [...withEnglish, ['phone', 'light', 'en']] },
  {
    name: 'public-street',
    path: '/#map=16.5/43.8868/125.3235',
    looks: [
      ['desk', 'light', 'zh'],
      ['phone', 'dark', 'zh']
    ]
  },
  {
    name: 'public-full',
    path: '/',
    act: (page) => page.locator('.handle button').last().click(),
    looks: [['phone', 'light', 'zh']]
  },
  {
    name: 'public-selected',
    path: '/#map=16/43.8868/125.3235',
    act: async (page) => {
      await page.locator('main ol button').first().click();
      await page.locator('aside').waitFor();
    },
    looks: everywhere
  },
  {
    name: 'command',
    path: '/command',
    role: commander,
    looks: [...withEnglish, ['wall', 'light', 'zh'], ['wall', 'dark', 'zh']]
  },
  { name: 'command-city', path: '/command#map=11.5/43.8868/125.3235', role: commander, looks: both },
  { name: 'command-district', path: '/command#map=14/43.8868/125.3235', role: commander, looks: both },
  {
    name: 'command-street',
    path: '/command#map=15.3/43.8868/125.3235/0/50',
    role: commander,
    looks: [...everywhere, ['wall', 'dark', 'zh']]
  },
  {
    name: 'command-close',
    path: `/command#map=17/43.8868/125.3235&layers=${allLayers}`,
    role: commander,
    looks: withEnglish
  },
  { name: 'command-closest', path: '/command#map=18.5/43.8868/125.3235', role: commander, looks: both },
  {
    name: 'command-list',
    path: '/command#map=15.5/43.8868/125.3235',
    role: commander,
    act: tab(1),
    looks: withEnglish
  },
  {
    name: 'command-divisions',
    path: '/command',
    role: commander,
    act: tab(2),
    looks: [
      ['desk', 'light', 'zh'],
      ['desk', 'light', 'en']
    ]
  },
  {
    name: 'command-drilled',
    path: '/command',
    role: commander,
    act: async (page, lang) => {
      await tab(2)(page);
      for (const name of ['吉林省', '长春市', '朝阳区'])
        await page.locator('.children button', { hasText: name }).first().click();
      await page.getByText(lang === 'zh' ? '范围内' : 'Within it').waitFor();
    },
    looks: [
      ['desk', 'dark', 'zh'],
      ['phone', 'light', 'zh']
    ]
  },
  {
    name: 'command-selected',
    path: '/command#map=16.5/43.8868/125.3235&layers=' + allLayers,
    role: commander,
    act: async (page) => {
      await tab(1)(page);
      await page.locator('main ol button').first().click();
      await page.locator('aside h2').waitFor();
    },
    looks: withEnglish
  },
  {
    name: 'command-past',
    path: `/command#map=15.5/43.8868/125.3235&as_of=${new Date(Date.now() - 60_000).toISOString()}`,
    role: commander,
    looks: withEnglish
  },
  {
    name: 'command-past-dialog',
    path: '/command',
    role: commander,
    act: (page) => page.locator('button.asof').click(),
    looks: [
      ['desk', 'light', 'zh'],
      ['phone', 'dark', 'zh'],
      ['phone', 'light', 'en']
    ]
  },
  {
    name: 'command-compound',
    path: '/command#map=17/43.8868/125.3235&layers=roads,buildings,compounds',
    role: commander,
    act: async (page) => {
      await tab(1)(page);
      await page.locator('main select').selectOption('compounds');
      await page.locator('main ol button').first().click();
      await page.locator('aside details').first().waitFor();
      await page.locator('aside .door').click();
    },
    looks: withEnglish
  },
  {
    name: 'command-search',
    path: '/command',
    role: commander,
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('人民');
      await page.locator('[role=option]').first().waitFor();
    },
    looks: [
      ['desk', 'light', 'zh'],
      ['phone', 'dark', 'zh']
    ]
  },
  {
    name: 'command-hover',
    path: '/command#map=12.5/43.8868/125.3235',
    role: commander,
    act: async (page) => page.mouse.move(900, 480),
    looks: both
  },
  {
    name: 'command-roles',
    path: '/command',
    role: commander,
    act: async (page, lang) => page.getByRole('button', { name: lang === 'zh' ? '演示角色' : 'Demo role' }).click(),
    looks: [
      ['desk', 'light', 'zh'],
      ['phone', 'light', 'zh']
    ]
  },
  ...heatViews,
  ...forecastViews,
  ...dataViews,
  { name: 'command-planner', path: '/command', role: 'planner:220102', looks: [['desk', 'light', 'zh']] },
  { name: 'command-resident', path: '/command', looks: [['desk', 'light', 'zh']] },
  ...importViews
];
