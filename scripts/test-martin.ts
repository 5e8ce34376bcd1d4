// `npm run test:martin`: that Martin and PostGIS give the same tiles, byte for byte, and that maps outlive Martin.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { live } from './lifetime.ts';
import { OperatorError } from './provision/operator-error.ts';
import { root } from './provision/root.ts';
import { runVitest } from './test/vitest.ts';

await live(async () => {
  const { status } = spawnSync(join(root, 'scripts', 'martin'), { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new OperatorError('Martin could not be built, so there is nothing to compare with.');
  const { passed, failed } = await runVitest('db', ['tests/tiles/martin']);
  console.log(`test:martin: ${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
});
