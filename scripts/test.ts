// `npm test [-- part … [filter …]]`: every check and test, or the parts named. Reached through test.mjs.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasSharedData } from './test/shared-folder.ts';
import { live } from './lifetime.ts';
import { provisionChromium } from './provision/chromium.ts';
import { openPrivateCluster } from './provision/private-database.ts';
import { root } from './provision/root.ts';
import { step } from './provision/steps.ts';
import { buildWeb } from './provision/web.ts';
import { runTool, tools } from './test/tools.ts';
import { addTally, noTally, type Tally } from './test/tally.ts';
import { runVitest, suites } from './test/vitest.ts';

type Result = { part: string; tally: Tally; took: string };

const groups: Record<string, string[]> = { check: Object.keys(tools), all: [...Object.keys(tools), ...suites] };

await live(async ({ own, signal }) => {
  const began = performance.now();
  const { parts, filters } = readArguments(process.argv.slice(2));
  // Tests bring their own settings; those of a site must not reach them.
  for (const name of ['DATABASE_URL', 'SERVER_DATABASE_URL', 'TILE_DATABASE_URL', 'DEMO', 'PORT'])
    delete process.env[name];
  rmSync(join(root, '.data', 'test'), { recursive: true, force: true });
  await prepare(parts, own, signal);

  const results: Result[] = [];
  for (const part of parts) {
    signal.throwIfAborted();
    const partBegan = performance.now();
    console.log(`\n== ${part}`);
    const tally = tools[part] ? await runTool(tools[part]) : await runVitest(part, filters);
    results.push({ part, tally, took: seconds(partBegan) });
  }
  report(results, seconds(began));
});

async function prepare(parts: string[], own: (stop: () => Promise<void>) => void, signal: AbortSignal): Promise<void> {
  if (parts.includes('db') || parts.includes('e2e')) {
    const opening = step('Database', openPrivateCluster);
    // Held for the whole run, so that it is not started and stopped for every part.
    own(async () => (await opening.catch(() => undefined))?.stop());
    await opening;
  }
  if (parts.includes('e2e')) {
    process.env.CHROMIUM = await step('Chromium', provisionChromium);
    await step('Web pages', () => buildWeb(signal));
  }
}

function readArguments(given: string[]): { parts: string[]; filters: string[] } {
  const isPart = (name: string) => name in groups || groups.all?.includes(name);
  const named = given.filter(isPart).flatMap((name) => groups[name] ?? [name]);
  return { parts: named.length > 0 ? named : (groups.all ?? []), filters: given.filter((name) => !isPart(name)) };
}

function report(results: Result[], took: string): void {
  console.log(`\n== all, in ${took}`);
  for (const { part, tally, took } of results) {
    console.log(`${part.padEnd(8)} ${tally.failed === 0 ? 'passed' : `FAILED (${tally.failed})`}, ${took}`);
  }
  const total = results.map(({ tally }) => tally).reduce(addTally, noTally);
  // With the real extracts at hand nothing has a reason to be skipped.
  const skipsFail = hasSharedData && total.skipped > 0;
  if (!hasSharedData) console.log('../shared/data is not beside this checkout: the tests on real cities are skipped.');
  if (skipsFail) console.log(`${total.skipped} skipped although ../shared/data is there; that counts as failed.`);
  const failed = total.failed + (skipsFail ? total.skipped : 0);
  console.log(`tests: ${total.passed} passed, ${failed} failed, ${skipsFail ? 0 : total.skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
