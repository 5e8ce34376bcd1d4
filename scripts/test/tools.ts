import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../provision/root.ts';
import type { Tally } from './tally.ts';

type Command = [script: string, ...args: string[]];

const prettier = 'node_modules/prettier/bin/prettier.cjs';
const ignore = ['--ignore-path', '.gitignore', '--ignore-path', '.config/prettierignore'];
const eslint = ['--config', '.config/eslint.config.js', '--max-warnings', '0'];
const cache = ['--cache', '--cache-location', '.data/cache/eslint', '--cache-strategy', 'content'];
const cacheOfPrettier = ['--cache', '--cache-location', '.data/cache/prettier', '--cache-strategy', 'content'];
const rooms = ['web', 'server', 'geodata', 'scripts', 'tests'];

/** The checks that run no code of ours, by name; the commands of one run in turn until one fails. */
export const tools: Record<string, Command[]> = {
  format: [[prettier, '--check', '--log-level', 'warn', ...cacheOfPrettier, ...ignore, '.']],
  lint: [['node_modules/eslint/bin/eslint.js', ...eslint, ...cache, '.']],
  types: [
    ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync'],
    [
      'node_modules/svelte-check/bin/svelte-check',
      '--tsconfig',
      'tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human'
    ]
  ],
  rules: [
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.config/dependency-cruiser.cjs',
      ...rooms
    ]
  ],
  unused: [['node_modules/knip/bin/knip.js', '--config', '.config/knip.json']]
};

/** Runs one check; it counts as one test. */
export async function runTool(commands: Command[]): Promise<Tally> {
  for (const [script, ...args] of commands) {
    if ((await runNode(script, args)) !== 0) return { passed: 0, failed: 1, skipped: 0 };
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

/** Runs a script of a package on this Node, its output shown as it comes; gives the exit code. */
export function runNode(script: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
    const forward = () => child.kill('SIGTERM');
    process.once('SIGTERM', forward);
    child.on('error', () => resolve(127));
    child.on('close', (code) => {
      process.off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}
