import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { converter, type Frame } from '#geodata/spatial/datum.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { ShiftRefusal } from '#server/import/datum-guard.ts';
import { ImportError } from '#server/import/import-error.ts';
import { runDelivery, type DeliveryOptions } from '#server/import/import.service.ts';
import { sharedFolder } from '../../scripts/test/shared-folder.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import type { Bench, BenchContext } from './support/bench.ts';

/** Metres within which a measured shift must lie of the true one. */
const CLOSE_M = 30;

/**
 * Decisions of the datum guard over the stated cases: what lies where it should is taken, what was moved is refused with
 * the shift it has, what cannot be in its frame gets its sentence, and the vectors of 664 cities hold.
 */
export const datum: Bench = {
  name: 'import/datum',
  unit: 'share right',
  bar: { atLeast: 1 },
  async run(ctx) {
    const site = await openSite(ctx);
    const wrong: string[] = [];
    let cases = 0;
    const decide = async (name: string, right: Promise<boolean> | boolean) => {
      ctx.signal.throwIfAborted();
      cases++;
      const isRight = await right;
      ctx.log(`${isRight ? '✓' : '✗'} ${name}`);
      if (!isRight) wrong.push(name);
    };
    try {
      await vectors(decide);
      await sentences(site, decide);
      await movedPlaces(site, decide);
      await untouched(site, decide);
    } finally {
      await site.close();
    }
    const note = wrong.length > 0 ? `wrong: ${wrong.join('; ')}` : `${cases} cases`;
    return { value: (cases - wrong.length) / cases, note };
  }
};

type Decide = (name: string, right: Promise<boolean> | boolean) => Promise<void>;
type Site = Awaited<ReturnType<typeof openSite>>;

async function openSite({ cluster, signal }: BenchContext) {
  const superuser = cluster.url('postgres', 'postgres');
  const name = `gezhi_test_${process.pid}_9900`;
  await cloneTemplate(superuser, name, false);
  const ownerUrl = roleUrl(superuser, 'gezhi_owner', name);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const dir = await mkdtemp(join(tmpdir(), 'gezhi-bench-'));
  return {
    client,
    dir,
    /** What becomes of a delivery: null where it was taken, else why it was not. */
    async deliver(target: string, file: string, more: Partial<DeliveryOptions> = {}): Promise<ImportError | null> {
      try {
        await runDelivery({ ownerUrl, target, file, signal, ...more });
        return null;
      } catch (error) {
        if (error instanceof ImportError) return error;
        throw error;
      }
    },
    async close() {
      await client.end();
      await dropDatabase(superuser, name);
      await rm(dir, { recursive: true });
    }
  };
}

/** gcoord's own tolerances: 1e-6° between GCJ-02 and BD-09, 1e-4° between WGS84 and either. */
async function vectors(decide: Decide): Promise<void> {
  type City = Record<'WGS84' | 'GCJ02' | 'BD09', [number, number]>;
  const listed = JSON.parse(readFileSync(data('datum/china_cities_frames.json'), 'utf8')) as { coords: City }[];
  const cities = listed.map(({ coords }) => coords);
  const frames = { WGS84: 'wgs84', GCJ02: 'gcj02', BD09: 'bd09' } as const;
  const names = Object.keys(frames) as (keyof typeof frames)[];
  for (const from of names) {
    for (const to of names) {
      if (from === to) continue;
      const [convert, tolerance] = [
        converter(frames[from], frames[to]),
        from === 'WGS84' || to === 'WGS84' ? 1e-4 : 1e-6
      ];
      const off = (city: City) =>
        Math.max(...convert(city[from]).map((value, axis) => Math.abs(value - city[to][axis]!)));
      await decide(
        `664 cities from ${from} to ${to}`,
        cities.length === 664 && cities.every((city) => off(city) < tolerance)
      );
    }
  }
}

const changchun: LngLat = [125.3245, 43.8868];

/** Degrees declared as metres, feet, swapped axes, GCJ-02 outside China: each has its sentence. */
async function sentences(site: Site, decide: Decide): Promise<void> {
  const [x, y] = converter('wgs84', 'epsg:4551')(changchun);
  const cases: [name: string, at: readonly [number, number], frame: Frame | undefined, sentence: RegExp][] = [
    ['degrees declared as metres', changchun, 'epsg:4551', /its coordinates are degrees/],
    ['metres declared as degrees', [x, y], 'wgs84', /its coordinates are metres/],
    ['feet', [x / 0.3048, y / 0.3048], 'epsg:4551', /seem to be feet/],
    ['swapped degrees', [changchun[1], changchun[0]], undefined, /axes seem to be swapped/],
    ['swapped metres', [y, x], 'epsg:4551', /axes seem to be swapped/],
    ['GCJ-02 in Vaduz', [9.52, 47.14], 'gcj02', /outside China/],
    ['GCJ-02 in Seoul', [126.98, 37.57], 'gcj02', /outside China/],
    ['BD-09 in Monaco', [7.42, 43.74], 'bd09', /outside China/]
  ];
  for (const [name, at, datum, sentence] of cases) {
    const file = await writeFeatures(site, 'contrary', [
      { properties: { id: 1, name: '路口' }, geometry: { type: 'Point', coordinates: [...at] } }
    ]);
    const error = await site.deliver('cameras', file, { datum });
    await decide(name, error !== null && sentence.test(error.words.en));
  }
}

/** The campus in Beijing and Changchun's roads, moved: refused, with the frame and within 30 m of the true shift. */
async function movedPlaces(site: Site, decide: Decide): Promise<void> {
  await decide('Beijing campus where it is', (await site.deliver('osm', data('osm/beijing_cau.osm.gz'))) === null);
  await decide(
    'Changchun roads where they are',
    (await site.deliver('roads', data('changchun/roads.geojson'), { source: 'changchun' })) === null
  );
  const campus = `geom && ST_MakeEnvelope(116, 39, 117, 41, 4326) AND source = 'osm'`;
  for (const frame of ['gcj02', 'bd09'] as const) {
    for (const [name, layer, where] of [
      ['campus buildings', 'buildings', campus],
      ['campus roads', 'roads', campus],
      ['Changchun roads', 'roads', `source = 'changchun'`]
    ] as const) {
      const file = await writeFeatures(site, `${layer}-${frame}`, await movedRows(site, layer, where, frame));
      await decide(`${name} in ${frame}`, isFound(await site.deliver(layer, file, { source: 'app' }), frame));
      const right = await site.deliver(layer, file, { source: 'app', datum: frame, dryRun: true });
      await decide(`${name} in ${frame}, said to be`, right === null);
    }
  }
}

function isFound(error: ImportError | null, frame: Frame): boolean {
  if (!(error instanceof ShiftRefusal)) return false;
  const { at, east_m, north_m, frame: named } = error.shift;
  const [x, y] = localFrame(at).toPlane(converter(frame, 'wgs84')(at));
  return named === frame && Math.hypot(east_m + x, north_m + y) < CLOSE_M;
}

/** Monaco, Liechtenstein and Hong Kong, again under another name: never flagged. */
async function untouched(site: Site, decide: Decide): Promise<void> {
  for (const place of ['monaco', 'liechtenstein']) {
    const file = data(`osm/${place}.osm.pbf`);
    await decide(place, (await site.deliver('osm', file, { source: place })) === null);
    await decide(
      `${place} again`,
      (await site.deliver('osm', file, { source: `${place} again`, dryRun: true })) === null
    );
  }
  for (const [layer, file] of [
    ['buildings', 'buildings'],
    ['roads', 'roads'],
    ['service_points', 'pois'],
    ['landuse', 'landuse']
  ] as const) {
    const path = data(`hongkong/${file}.geojsonl.gz`);
    await decide(`Hong Kong ${layer}`, (await site.deliver(layer, path, { source: 'hk' })) === null);
    await decide(
      `Hong Kong ${layer} again`,
      (await site.deliver(layer, path, { source: 'hk again', dryRun: true })) === null
    );
  }
}

interface Row {
  properties: object;
  geometry: { type: string; coordinates: Nested };
}
type Nested = number[] | Nested[];

async function movedRows({ client }: Site, layer: string, where: string, frame: Frame): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT to_jsonb(t) - 'geom' - 'id' - 'source' AS properties, ST_AsGeoJSON(geom)::jsonb AS geometry FROM asset.${layer} AS t WHERE ${where}`
  );
  const move = converter('wgs84', frame);
  const moved = (nested: Nested): Nested =>
    typeof nested[0] === 'number' ? [...move(nested as [number, number])] : (nested as Nested[]).map(moved);
  return rows.map(({ properties, geometry }) => ({
    properties,
    geometry: { ...geometry, coordinates: moved(geometry.coordinates) }
  }));
}

async function writeFeatures({ dir }: Site, name: string, rows: readonly Row[]): Promise<string> {
  const path = join(dir, `${name}.geojsonl`);
  await writeFile(path, rows.map((row) => `${JSON.stringify({ type: 'Feature', ...row })}\n`).join(''));
  return path;
}

function data(path: string): string {
  return join(sharedFolder, path);
}
