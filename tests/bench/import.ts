import { execFile } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzipSync } from 'node:zlib';
import { root } from '../../scripts/provision/root.ts';
import { sharedFolder } from '../../scripts/test/shared-folder.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import { median, ratio, type Bench, type BenchContext } from './support/bench.ts';

const run = promisify(execFile);
const file = join(sharedFolder, 'hongkong', 'buildings.geojsonl.gz');
const ROWS = 100_505;

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

/** The same file again, all of it known, against the first time. */
export const unchanged: Bench = {
  name: 'import/unchanged_ratio',
  unit: '×',
  bar: { atMost: 0.5 },
  async run(ctx) {
    const rounds: { first: number; again: number }[] = [];
    for (let round = 0; round < 3; round++) {
      await timed(ctx, async (url) => {
        const began = performance.now();
        await importBuildings(url, ctx.signal);
        const between = performance.now();
        await importBuildings(url, ctx.signal, { known: true });
        rounds.push({ first: between - began, again: performance.now() - between });
      });
    }
    const seconds = (side: 'first' | 'again') => (median(rounds.map((each) => each[side])) / 1000).toFixed(1);
    const note = `${seconds('again')} s again, ${seconds('first')} s the first time`;
    return { value: median(rounds.map(({ first, again }) => again / first)), note };
  }
};

/** Hong Kong's buildings and nine copies of them beside each other in one file: memory does not grow with the file. */
export const tenfold: Bench = {
  name: 'import/hk10_memory_mb',
  unit: 'MB',
  bar: { atMost: 512 },
  async run(ctx) {
    const dir = await mkdtemp(join(tmpdir(), 'gezhi-bench-'));
    try {
      const path = join(dir, 'hk10.geojsonl.gz');
      await writeCopies(path, 10);
      let value = 0;
      const took = await timed(ctx, async (url) => {
        value = await importBuildings(url, ctx.signal, { path, rows: 10 * ROWS });
      });
      return { value, note: `${(10 * ROWS).toLocaleString('en')} buildings in ${took.toFixed(0)} s` };
    } finally {
      await rm(dir, { recursive: true });
    }
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

/** Runs the command on a file of so many buildings, all new or all known, and gives the megabytes it says it took. */
async function importBuildings(url: string, signal: AbortSignal, { path = file, rows = ROWS, known = false } = {}) {
  const command = [join(root, 'scripts', 'import.ts'), 'buildings', path];
  const env = { ...process.env, DATABASE_URL: url };
  const { stdout } = await run(process.execPath, command, { cwd: root, env, signal });
  const [read, inserted, unchanged] = [rows, known ? 0 : rows, known ? rows : 0].map((n) => n.toLocaleString('en'));
  if (!new RegExp(`buildings +${read} +${inserted} +0 +${unchanged} `).test(stdout)) {
    throw new Error(`not all buildings arrived:\n${stdout}`);
  }
  return Number(/at most (\d+) MB/.exec(stdout)?.[1]);
}

/** Writes the buildings once more for each copy, a degree further east, under ids of their own. */
async function writeCopies(path: string, copies: number): Promise<void> {
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
  const texts = function* () {
    for (let copy = 0; copy < copies; copy++) for (const line of lines) yield `${aside(line, copy)}\n`;
  };
  await pipeline(Readable.from(texts()), createGzip({ level: 1 }), createWriteStream(path));
}

function aside(line: string, copy: number): string {
  const feature = JSON.parse(line) as { properties: Record<string, unknown>; geometry: { coordinates: Nested } };
  feature.properties.osm_id = `${String(feature.properties.osm_id)} ${copy}`;
  feature.geometry.coordinates = eastward(feature.geometry.coordinates, copy);
  return JSON.stringify(feature);
}

type Nested = number[] | Nested[];

function eastward(nested: Nested, degrees: number): Nested {
  const [x, y] = nested;
  return typeof x === 'number' ? [x + degrees, y as number] : (nested as Nested[]).map((at) => eastward(at, degrees));
}
