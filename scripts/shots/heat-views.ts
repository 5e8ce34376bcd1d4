import { both, everywhere, withEnglish } from './looks.ts';
import type { View } from './views.ts';

const commander = 'commander:*';

/** What the heat can show. */
export const heatViews: View[] = [
  {
    name: 'heat',
    path: '/command#map=13/43.8868/125.3235&heat=count~cell~auto~90d~flat~all',
    role: commander,
    looks: withEnglish
  },
  {
    name: 'heat-grids',
    path: '/command#map=12.6/43.8868/125.3235&heat=change~grid~auto~90d~flat~all',
    role: commander,
    looks: both
  },
  {
    name: 'heat-raised',
    path: '/command#map=13/43.88/125.3235/0/50&heat=rate~cell~9~90d~raised~all',
    role: commander,
    looks: both
  },
  {
    name: 'heat-unit',
    path: '/command#map=13.4/43.8868/125.3235&heat=anomaly~cell~8~28d~flat~all',
    role: commander,
    act: async (page) => {
      await page.locator('[data-unit]').first().click();
      await page.locator('aside svg path').first().waitFor({ state: 'attached' });
    },
    looks: everywhere
  }
];
