// Runs the benches whose name begins with one of the given prefixes, all without one. Reached by `npm run bench`.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { live } from '../../scripts/lifetime.ts';
import { OperatorError } from '../../scripts/provision/operator-error.ts';
import { openPrivateCluster } from '../../scripts/provision/private-database.ts';
import { root } from '../../scripts/provision/root.ts';
import type { Bench, BenchContext } from './support/bench.ts';

interface Result {
  name: string;
  value: number | null;
  unit: string;
  bar: string;
  met: boolean;
  note?: string;
}

await live(async ({ own, signal }) => {
  const benches = await findBenches(process.argv.slice(2));
  const cluster = await openPrivateCluster(() => {});
  own(() => cluster.stop());
  const results: Result[] = [];
  for (const bench of benches) {
    signal.throwIfAborted();
    console.log(`${bench.name} …`);
    const result = await measure(bench, { cluster, signal, log: (line) => console.log(`  ${line}`) });
    results.push(result);
    console.log(`  ${lineOf(result)}`);
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
  mkdirSync(join(root, '.data'), { recursive: true });
  const report = { measuredAt: new Date().toISOString(), machine, results };
  writeFileSync(join(root, '.data', 'bench.json'), `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${machine}\n${results.map(lineOf).join('\n')}\n\nWritten to .data/bench.json`);
  process.exitCode = results.every(({ met }) => met) ? 0 : 1;
});

/** Every bench that a module of this folder exports. */
async function findBenches(prefixes: string[]): Promise<Bench[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && file !== 'run.ts');
  const modules = (await Promise.all(files.sort().map((file) => import(join(import.meta.dirname, file))))) as object[];
  const all = modules.flatMap((module) => Object.values(module)).filter(isBench);
  const found = all.filter(({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)));
  if (found.length > 0) return found;
  throw new OperatorError(
    `There is no bench ${prefixes.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`
  );
}

function isBench(exported: unknown): exported is Bench {
  const { name, run, bar } = exported as Partial<Bench>;
  return typeof name === 'string' && typeof run === 'function' && typeof bar === 'object';
}

async function measure(bench: Bench, ctx: BenchContext): Promise<Result> {
  const bar = 'atMost' in bench.bar ? `≤ ${bench.bar.atMost}` : `≥ ${bench.bar.atLeast}`;
  const { name, unit } = bench;
  try {
    const { value, note } = await bench.run(ctx);
    const met = 'atMost' in bench.bar ? value <= bench.bar.atMost : value >= bench.bar.atLeast;
    return { name, value: Math.round(value * 1000) / 1000, unit, bar, met, note };
  } catch (error) {
    // One bench that cannot run says so and leaves the others their turn.
    return { name, value: null, unit, bar, met: false, note: (error as Error).message };
  }
}

function lineOf({ name, value, unit, bar, met, note }: Result): string {
  const figure = value === null ? 'not measured' : `${value} ${unit}`;
  return `${met ? '✓' : '✗'} ${name.padEnd(24)} ${figure.padStart(14)}   ${bar}${note ? `   (${note})` : ''}`;
}
