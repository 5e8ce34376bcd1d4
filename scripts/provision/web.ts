import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { OperatorError } from './operator-error.ts';
import { filesOf } from './files-of.ts';
import { root } from './root.ts';
import { lastWords, run } from './run.ts';

const SOURCES = ['web', 'geodata', 'svelte.config.js', '.config/vite.config.ts', 'package-lock.json'];
const UP_TO_DATE = 'up to date';
const stamp = join(root, '.data', 'build.stamp');

/**
 * Builds the web pages into `build/` unless they already are of these sources. Says which.
 * @param signal ends a build that is no longer wanted
 */
export async function buildWeb(signal?: AbortSignal): Promise<string> {
  // A container image carries the built pages without their sources.
  if (!existsSync(join(root, 'web'))) return UP_TO_DATE;
  return withLock('build', async () => {
    const wanted = hashOfSources();
    if (existsSync(join(root, 'build')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
      return UP_TO_DATE;
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const env = { ...process.env, NODE_ENV: 'production' };
    const built = await run(process.execPath, [vite, 'build', '--config', '.config/vite.config.ts'], {
      cwd: root,
      env,
      signal
    });
    if (built.code !== 0) throw new OperatorError(`The web pages could not be built:\n${lastWords(built, 30)}`);
    mkdirSync(join(root, '.data'), { recursive: true });
    writeFileSync(stamp, wanted);
    return 'built';
  });
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(join(root, source)))) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}
