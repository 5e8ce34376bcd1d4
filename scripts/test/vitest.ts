import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../provision/root.ts';
import { tallyOf, type Tally, type VitestReport } from './tally.ts';
import { runNode } from './tools.ts';

/** Vitest's projects, in the order of how soon they tell something. */
export const suites = ['unit', 'db', 'e2e'];

/** Runs one project of vitest and counts its tests. */
export async function runVitest(project: string, filters: string[]): Promise<Tally> {
  const file = join(root, '.data', 'test', `${project}.json`);
  // Vite reads tsconfig.json, which builds on the one that SvelteKit generates.
  const synced = await runNode('node_modules/@sveltejs/kit/svelte-kit.js', ['sync']);
  const config = ['--config', '.config/vitest.config.ts', '--project', project, '--passWithNoTests'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code =
    synced || (await runNode('node_modules/vitest/vitest.mjs', ['run', ...config, ...reporters, ...filters]));
  return tallyOf(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as VitestReport) : undefined, code);
}
