import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImportError } from '#server/import/import-error.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';
import { makeDataset, membersOf, zipOf, type Member } from './datasets/index.ts';
import { count, feature, folder, part, point, run, square, writeLines, writeText } from './support.ts';

let db: TestDatabase;
const dir = folder();
let shapes: Member[];
beforeAll(async () => {
  db = await testDatabase();
  const lines = Array.from({ length: 20 }, (_, id) => feature({ name: `路口${id}` }, point(125.3 + id / 1000, 43.9)));
  const folder = await makeDataset(
    dir,
    writeLines(dir, 'points.geojsonl', lines),
    'points',
    '-f',
    'ESRI Shapefile',
    '-lco',
    'ENCODING=UTF-8'
  );
  shapes = membersOf(folder);
}, 60_000);
afterAll(() => db.drop());

async function refused(file: string, sentence: RegExp, more = {}): Promise<void> {
  const error = await run(db, 'cameras', file, { source: 'bad', ...more }).catch((error: unknown) => error);
  expect(error, file).toBeInstanceOf(ImportError);
  const { words } = error as ImportError;
  expect(words.en).toMatch(sentence);
  expect(words.en).not.toMatch(/\n|undefined|Error:/);
  expect(words.zh).toMatch(/[\u4e00-\u9fff].*。$/);
  expect(await count(db, 'asset.cameras', `source = 'bad'`)).toBe(0);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`gezhi-import-${process.pid}-`))).toEqual([]);
}

const zip = (name: string, members: Member[]) => writeText(dir, name, zipOf(members));
const csv = Buffer.from('名称,经度,纬度,状态\n甲,125.3,43.9,在线\n');

test('a path that climbs out of the archive, an absolute one and one with a drive are refused', async () => {
  for (const name of ['../evil.csv', 'a/../../evil.csv', '/etc/evil.csv', 'C:\\evil.csv', '..\\evil.csv']) {
    await refused(zip('climbs.zip', [{ name, bytes: csv }]), /a file whose path leads out of the archive/);
  }
  expect(existsSync(join(tmpdir(), 'evil.csv'))).toBe(false);
});

test('a symbolic link in an archive is refused', async () => {
  const link = { name: 'points.shp', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 };
  await refused(
    zip('link.zip', [link, ...shapes.filter(({ name }) => name !== 'points.shp')]),
    /a symbolic link \(points\.shp\)/
  );
});

test('an archive that would fill the disk is refused before it is unpacked', async () => {
  const zeros = Buffer.alloc(300 * 2 ** 20);
  await refused(zip('bomb.zip', [{ name: 'a.csv', bytes: zeros }]), /would unpack to [\d,]+ times its size/);
  await refused(
    zip('large.zip', [{ name: 'a.csv', bytes: zeros.subarray(0, 3 * 2 ** 20) }]),
    /holds more than 2 MB, the most that is read here/,
    { maxBytes: 2 * 2 ** 20 }
  );
  await refused(writeText(dir, 'bomb.csv.gz', Buffer.alloc(9 * 2 ** 20, 'a,b\n')), /holds more than 8 MB/, {
    maxBytes: 8 * 2 ** 20
  });
  const liar = { name: 'a.csv', bytes: zeros.subarray(0, 9 * 2 ** 20), claims: 100 };
  await refused(zip('liar.zip', [liar]), /damaged ZIP archive/);
  await refused(
    zip(
      'many.zip',
      Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.txt`, bytes: Buffer.from('') }))
    ),
    /more than 10,000 files/
  );
}, 60_000);

test('a file of 5 GB is refused by its size, one of 2 GB is streamed', async () => {
  const large = writeText(dir, 'large.geojsonl', '');
  truncateSync(large, 5 * 2 ** 30);
  await refused(large, /holds more than 4 GB, the most that is read here \(setting IMPORT_MAX_MB\)/);
  rmSync(large);
});

test('an archive with nothing to read, with several things, cut off, locked or inside another is refused', async () => {
  const readme = { name: '说明.txt', bytes: Buffer.from('x') };
  await refused(zip('nothing.zip', [readme]), /holds nothing that is read here/);
  await refused(
    zip('several.zip', [
      { name: 'a.csv', bytes: csv },
      { name: 'b.csv', bytes: csv }
    ]),
    /several files that could be meant \(a\.csv, b\.csv\)/
  );
  await refused(writeText(dir, 'cut.zip', zipOf(shapes).subarray(0, 900)), /damaged ZIP archive/);
  await refused(zip('nested.zip', [{ name: 'a.csv', bytes: zipOf(shapes) }]), /holds nothing that is read here/);
  await refused(
    zip('png.zip', [{ name: 'a.gpkg', bytes: Buffer.from('89504e470d0a1a0a', 'hex') }]),
    /holds nothing that is read here/
  );
  expect(
    part(
      await run(db, 'cameras', zip('one.zip', [readme, { name: '表/a.csv', bytes: csv }]), { source: 'one' }),
      'cameras'
    ).inserted
  ).toBe(1);
});

test('a damaged Shapefile, GeoPackage, FlatGeobuf or KML is refused, whatever could be read of it', async () => {
  const cut = shapes.map((member) =>
    member.name === 'points.shp' ? { ...member, bytes: member.bytes.subarray(0, 300) } : member
  );
  await refused(zip('cut-shape.zip', cut), /cannot be read to its end|not taken/);
  const lines = writeLines(
    dir,
    'areas.geojsonl',
    Array.from({ length: 200 }, (_, id) => feature({ id }, square(125 + id / 100, 43.9)))
  );
  for (const [driver, name] of [
    ['GPKG', 'a.gpkg'],
    ['FlatGeobuf', 'a.fgb']
  ] as const) {
    const made = membersOf(await makeDataset(dir, lines, 'a', '-f', driver)).find((member) => member.name === name)!;
    await refused(writeText(dir, name, made.bytes.subarray(0, made.bytes.length / 2)), /cannot be read to its end/);
  }
  await refused(writeText(dir, 'cut.kml', '<kml><Document><Placemark><name>x</name>'), /cannot be read as KML/);
  const billion =
    '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>';
  await refused(writeText(dir, 'entities.kml', `<?xml version="1.0"?><kml>${billion}</kml>`), /cannot be read as KML/);
}, 120_000);

test('geometries of several kinds in one layer are told apart row by row', async () => {
  const mixed = [
    feature({ name: '甲' }, point(125.3, 43.9)),
    feature({ name: '乙' }, square(125.3, 43.9)),
    feature(
      { name: '丙' },
      {
        type: 'LineString',
        coordinates: [
          [125, 43],
          [125.1, 43]
        ]
      }
    )
  ];
  const made = await makeDataset(dir, writeLines(dir, 'mixed.geojsonl', mixed), 'mixed', '-f', 'GPKG');
  expect(
    part(await run(db, 'cameras', join(made, 'mixed.gpkg'), { source: 'mixed', map: {} }), 'cameras')
  ).toMatchObject({
    read: 3,
    refused: [{ reason: 'wrong_geometry', count: 2 }]
  });
}, 60_000);

test('a full disk is said to be full, and nothing is written', async () => {
  const small = join(dir, 'small');
  mkdirSync(small);
  const mounted = await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', small]).then(
    () => true,
    () => false
  );
  if (!mounted) return expect(process.getuid?.() === 0 && existsSync('/proc/self/ns/user')).toBeDefined();
  const before = process.env.TMPDIR;
  try {
    process.env.TMPDIR = small;
    const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, i) => `甲${i},125.3,43.9\n`).join(''));
    const error = await run(db, 'cameras', zip('full.zip', [{ name: 'a.csv', bytes }]), { source: 'bad' }).catch(
      (error: unknown) => error
    );
    expect((error as ImportError).words?.en).toMatch(/There is no room left in .*small to unpack the file/);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await promisify(execFile)('umount', [small]);
  }
  expect(await count(db, 'asset.cameras', `source = 'bad'`)).toBe(0);
});
