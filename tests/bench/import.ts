import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/provision/root.ts';
import { sharedFolder } from '../../scripts/test/shared-folder.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import { ratio, type Bench, type BenchContext } from './support/bench.ts';

const run = promisify(execFile);
const file = join(sharedFolder, 'hongkong', 'buildings.geojsonl.gz');

/**
 * Bringing in Hong Kong's 100,505 buildings, as the whole command with checks, repair, history, counts and indexes,
 * against ogr2ogr copying the same file into a bare table. Each run takes an empty database.
 */
export const hongKongBuildings: Bench = {
  name: 'import/hk_ratio',
  unit: '×',
  bar: { atMost: 3 },
  async run(ctx) {
    let memoryMb = 0;
    const { value, ours, baseline } = await ratio(
      5,
      () => timed(ctx, async (url) => void (memoryMb = Math.max(memoryMb, await importBuildings(url, ctx.signal)))),
      () => timed(ctx, (url) => run('ogr2ogr', copyArguments(url), { signal: ctx.signal }))
    );
    const note = `${ours.toFixed(1)} s with at most ${memoryMb} MB, ogr2ogr ${baseline.toFixed(1)} s`;
    return { value, note };
  }
};

let made = 0;

/** Seconds of some work in an empty, migrated database; making and dropping it is not counted. */
async function timed({ cluster }: BenchContext, work: (ownerUrl: string) => Promise<unknown>): Promise<number> {
  const superuser = cluster.url('postgres', 'postgres');
  const name = `gezhi_test_${process.pid}_${9000 + ++made}`;
  await cloneTemplate(superuser, name, false);
  try {
    const began = performance.now();
    await work(roleUrl(superuser, 'gezhi_owner', name));
    return (performance.now() - began) / 1000;
  } finally {
    await dropDatabase(superuser, name);
  }
}

function copyArguments(url: string): string[] {
  return ['-f', 'PostgreSQL', url, `/vsigzip/${file}`, '-nln', 'public.copied', '--config', 'PG_USE_COPY', 'YES'];
}

/** Runs the command and gives the megabytes it says it took. */
async function importBuildings(url: string, signal: AbortSignal): Promise<number> {
  const command = [join(root, 'scripts', 'import.ts'), 'buildings', file];
  const env = { ...process.env, DATABASE_URL: url };
  const { stdout } = await run(process.execPath, command, { cwd: root, env, signal });
  if (!/buildings +100,505 +100,505 /.test(stdout)) throw new Error(`not all buildings arrived:\n${stdout}`);
  return Number(/at most (\d+) MB/.exec(stdout)?.[1]);
}
