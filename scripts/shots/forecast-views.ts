import { withEnglish } from './looks.ts';
import type { View } from './views.ts';

const shown: [name: string, forecast: string, act?: View['act']][] = [
  ['forecast', 'all~7~expected~map~2.1.2.1', (page) => page.locator('[data-cell]').first().click()],
  ['forecast-risk', 'all~7~risk~map~2.1.2.1'],
  ['forecast-consequence', 'all~7~consequence~map~2.1.2.1'],
  ['forecast-grids', 'all~7~grids~map~2.1.2.1'],
  ['forecast-test', 'all~7~expected~test~2.1.2.1'],
  ['forecast-withheld', 'fire~7~expected~map~2.1.2.1'],
  ['forecast-visits', 'noise~7~expected~visits~2.1.2.1']
];

/** What a forecast can show, over a quiet map. */
export const forecastViews: View[] = shown.map(([name, forecast, act]) => ({
  ...{ name, role: 'commander:*', looks: withEnglish, ...(act && { act }) },
  path: `/command#map=12.6/43.887/125.3235&layers=divisions,roads&forecast=${forecast}`
}));
