import { gzipSync } from 'node:zlib';
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { cloneTemplate, dropDatabase } from '../support/templates.ts';
import type { Bench, BenchContext, Measured } from './support/bench.ts';

const DATABASE = `gezhi_test_${process.pid}_0`;

/** All script a phone fetches until the public list is readable and the map idle, gzipped file by file. */
async function publicScript({ cluster, signal }: BenchContext): Promise<Measured> {
  await buildWeb(signal);
  const superuser = cluster.url('postgres', 'postgres');
  await cloneTemplate(superuser, DATABASE, true);
  const urlOf = (role: string) => cluster.url(role, DATABASE);
  const server = await startServer(
    readConfig({
      DATABASE_URL: urlOf('gezhi_owner'),
      SERVER_DATABASE_URL: urlOf('gezhi_server'),
      TILE_DATABASE_URL: urlOf('tile_reader'),
      DEMO: 'on',
      PORT: '0',
      LOG_LEVEL: 'silent'
    })
  );
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const page = await context.newPage();
    const scripts: Promise<{ kb: number; text: string }>[] = [];
    page.on('response', (response) => {
      // The map's workers are started from script that is here already.
      if (response.request().resourceType() !== 'script' || response.url().startsWith('blob:')) return;
      scripts.push(response.body().then((body) => ({ kb: gzipSync(body).length / 1024, text: body.toString() })));
    });
    await page.goto(server.url);
    await page.locator('main ol > li').first().waitFor();
    await page.locator('[data-idle="true"]').waitFor({ timeout: 60_000 });
    const fetched = await Promise.all(scripts);
    const unwanted = ['deck.gl', 'h3-js'].filter((name) => fetched.some(({ text }) => text.includes(name)));
    if (unwanted.length) throw new Error(`${unwanted.join(' and ')} is among the scripts of the public page`);
    return { value: fetched.reduce((sum, { kb }) => sum + kb, 0), note: `${fetched.length} files` };
  } finally {
    await browser.close();
    await server.close();
    await dropDatabase(superuser, DATABASE);
  }
}

export const publicKb: Bench = { name: 'web/public_kb', unit: 'KB', bar: { atMost: 420 }, run: publicScript };
