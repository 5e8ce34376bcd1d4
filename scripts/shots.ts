// `npm run shots [word]`: photographs every screen into .data/shots/, or those whose name contains the word.
// SITE=http://host:port photographs a site that already runs; otherwise one is started from this clone's demo city.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { live, type Lifetime } from './lifetime.ts';
import { claimSite, fillDatabase, openDatabase, readSettings, withDatabase } from './prepare.ts';
import { launchBrowser } from './provision/browser.ts';
import { root } from './provision/root.ts';
import { step } from './provision/steps.ts';
import { buildWeb } from './provision/web.ts';
import { sizes, views, type Look, type View } from './shots/views.ts';

const folder = join(root, '.data', 'shots');
const IDLE_MS = 60_000;

await live(async (lifetime) => {
  const site = process.env.SITE ?? (await startSite(lifetime));
  const browser = await launchBrowser();
  lifetime.own(() => browser.close());
  mkdirSync(folder, { recursive: true });
  const [word = ''] = process.argv.slice(2);
  for (const view of views.filter(({ name }) => name.includes(word))) {
    for (const look of view.looks) {
      lifetime.signal.throwIfAborted();
      await step(`${view.name} ${look.join(' ')}`, () => photograph(browser, site, view, look));
    }
  }
});

async function startSite({ own, signal }: Lifetime): Promise<string> {
  const settings = readSettings(() => ({ DEMO: 'on' }));
  await claimSite();
  const database = await openDatabase(own);
  await fillDatabase(database.ownerUrl, true);
  await step('Web pages', () => buildWeb(signal));
  const { startServer } = await import('#server/main.ts');
  const server = await startServer({ ...withDatabase(settings, database), PORT: 0, HOST: '127.0.0.1' });
  own(() => server.close());
  return server.url;
}

/** Opens the page as its role in its language, waits until the map is drawn, acts, and takes the picture. */
async function photograph(browser: Browser, site: string, view: View, [size, theme, lang]: Look): Promise<string> {
  const phone = size === 'phone';
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: phone ? 2 : 1
  });
  await context.addCookies([
    { name: 'gezhi_demo_role', value: view.role ?? 'resident:', url: site },
    { name: 'gezhi_lang', value: lang, url: site }
  ]);
  const page = await context.newPage();
  const drawn = async () => {
    if (!view.plain) await page.locator('[data-idle="true"]').waitFor({ timeout: IDLE_MS });
  };
  await page.goto(site + view.path, { waitUntil: 'load' });
  await drawn();
  if (view.act) {
    await view.act(page, lang);
    await page.waitForTimeout(700);
    await drawn();
  }
  // Names fade in once the map is otherwise still.
  await page.waitForTimeout(400);
  const file = `${view.name}-${size}-${theme}-${lang}.png`;
  await page.screenshot({ path: join(folder, file) });
  await context.close();
  return file;
}
