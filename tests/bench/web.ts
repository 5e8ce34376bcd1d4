import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import type { Bench } from './support/bench.ts';

/** What a public page never needs; a chunk that holds one of these strings holds the library. */
const foreign: Record<string, RegExp> = { 'deck.gl': /MapboxOverlay|deck\.gl/, 'h3-js': /latLngToCell/ };

/** All script a phone fetches until the public list can be read and the map is idle, gzipped. */
export const publicScript: Bench = {
  name: 'web/public_kb',
  unit: 'KB',
  bar: { atMost: 420 },
  async run({ cluster }) {
    await buildWeb();
    const superuser = cluster.url('postgres', 'postgres');
    const name = `gezhi_test_${process.pid}_9900`;
    await cloneTemplate(superuser, name, true);
    const config = readConfig({
      DATABASE_URL: roleUrl(superuser, 'gezhi_owner', name),
      DEMO: 'on',
      PORT: '0',
      LOG_LEVEL: 'silent'
    });
    const server = await startServer(config);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
      return await weigh(page, server.url);
    } finally {
      await browser.close();
      await server.close();
      await dropDatabase(superuser, name);
    }
  }
};

async function weigh(page: Page, url: string) {
  const scripts: Promise<{ url: string; text: string }>[] = [];
  page.on('response', (response) => {
    // The map's worker is cut out of a script already fetched, as a blob.
    if (response.request().resourceType() !== 'script' || response.url().startsWith('blob:')) return;
    scripts.push(response.text().then((text) => ({ url: response.url(), text })));
  });
  await page.goto(url);
  await page.locator('main ol > li').first().waitFor();
  await page.locator('[data-idle="true"]').waitFor({ timeout: 60_000 });
  const fetched = await Promise.all(scripts);
  for (const [library, sign] of Object.entries(foreign)) {
    const holder = fetched.find(({ text }) => sign.test(text));
    if (holder) throw new Error(`${holder.url} holds ${library}, which the public page must not fetch`);
  }
  const bytes = fetched.map(({ text }) => gzipSync(text).length).reduce((sum, size) => sum + size, 0);
  return { value: bytes / 1024, note: `${fetched.length} scripts` };
}
