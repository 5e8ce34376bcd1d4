import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { provisionChromium } from './chromium.ts';

/** Draws WebGL in software and speaks to nobody but the pages it opens. */
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run'
];

/** A headless Chromium that can draw the map; `webgl: false` is one that cannot. */
export async function launchBrowser({ webgl = true } = {}): Promise<Browser> {
  const executablePath = onPath(await provisionChromium(() => {}));
  const args = webgl
    ? FLAGS
    : [...FLAGS.filter((flag) => !flag.includes('swiftshader')), '--disable-gpu', '--disable-3d-apis'];
  return chromium.launch({ executablePath, args });
}

/** The file a command name stands for; Playwright wants a path. */
function onPath(name: string): string {
  if (isAbsolute(name)) return name;
  const files = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return files.find((file) => existsSync(file)) ?? name;
}
