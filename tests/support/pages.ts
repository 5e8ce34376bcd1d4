import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Map as MapLibre } from 'maplibre-gl';
import type { TestSite } from './site.ts';

/** The element the map is drawn in, which carries it for tests. */
export type MapElement = HTMLElement & { map: MapLibre };

export interface Visit {
  page: Page;
  map: Locator;
  /** What the browser complained about: errors of the page and what the content security policy refused. */
  complaints: string[];
  /** Waits until everything in view is drawn. */
  drawn(): Promise<void>;
  close(): Promise<void>;
}

const IDLE_MS = 60_000;

/** Opens a page of the site as a role (`commander:*`), in Chinese on a desk unless told otherwise. */
export async function visit(
  browser: Browser,
  site: TestSite,
  path: string,
  { role, ...options }: BrowserContextOptions & { role?: string } = {}
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN', ...options });
  if (role) await context.addCookies([{ name: 'gezhi_demo_role', value: role, url: site.server.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(site.server.url + path);
  return {
    page,
    map: page.locator('[data-map]'),
    complaints,
    drawn: () => page.locator('[data-idle="true"]').waitFor({ timeout: IDLE_MS }),
    close: () => context.close()
  };
}

/** Layers with something drawn on screen now. */
export function drawnLayers(map: Locator): Promise<string[]> {
  return map.evaluate((element) => {
    const { map } = element as MapElement;
    return [...new Set(map.queryRenderedFeatures().map(({ source }) => source))].sort();
  });
}

/** Sources of the map's style. */
export function sources(map: Locator): Promise<string[]> {
  return map.evaluate((element) => Object.keys((element as MapElement).map.getStyle().sources));
}
