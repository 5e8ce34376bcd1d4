import { both, everywhere, withEnglish } from './looks.ts';
import type { View } from './views.ts';

const commander = 'commander:*';

/** The catalogue of data and the systems it is exchanged with. */
export const dataViews: View[] = [
  { name: 'data', path: '/data', plain: true, looks: withEnglish },
  { name: 'data-layer', path: '/data/service_points', plain: true, looks: everywhere },
  { name: 'data-staff', path: '/data/key_sites', role: commander, plain: true, looks: both },
  { name: 'systems', path: '/admin/systems', role: 'system_admin:', plain: true, looks: everywhere },
  {
    name: 'systems-form',
    path: '/admin/systems',
    role: 'system_admin:',
    act: async (page) => {
      await page.locator('main button').first().click();
      await page.locator('dialog button').first().click();
    },
    plain: true,
    looks: everywhere
  }
];
