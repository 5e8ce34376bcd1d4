import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '#server/db/migrate.ts';
import { addLayer } from '../../scripts/layer/add-layer.ts';
import { findGaps } from '../../scripts/layer/gaps.ts';
import { root } from '../../scripts/provision/root.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'gezhi-layer-'));
  for (const folder of ['migrations', 'tiles', 'geodata'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return () => rmSync(copy, { recursive: true });
});

const lamps = { name: 'street_lamps', geometry: 'point', schema: 'asset' } as const;

test.each(['point', 'line', 'polygon'] as const)(
  'a new layer of %ss is whole: it migrates, draws and is in the registry',
  async (geometry) => {
    const name = `street_${geometry}s`;
    const files = addLayer(copy, { name, geometry, schema: 'emergency' });
    expect(files).toHaveLength(4);
    expect(findGaps(copy)).toEqual([]);
    await migrate(db.ownerUrl, () => {}, copy);
    // The database of this file knows the layer's migration from now on; the next copy must not number another alike.
    await db.pool.query(`DELETE FROM public.schema_migrations WHERE name LIKE '%\\_${name}'`);
    const { rows } = await db.pool.query(
      `SELECT tiles.${name}(14, 1, 1, '{"scope": "*", "projection": "staff"}') AS tile`
    );
    expect(rows[0].tile).toHaveLength(0);
    const listed = execFileSync(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { layers } from '${join(copy, 'geodata', 'layers', 'index.ts')}'; console.log(layers.at(-1).id)`
    ]);
    expect(listed.toString().trim()).toBe(name);
  }
);

test('a half-added layer is told with the file that is missing', () => {
  const [migration, tileFunction, layerFile] = addLayer(copy, lamps);
  rmSync(join(copy, tileFunction!));
  expect(findGaps(copy)).toEqual(['Layer street_lamps is half added: tiles/functions/street_lamps.sql is missing.']);
  rmSync(join(copy, layerFile!));
  expect(findGaps(copy)).toContain('Layer street_lamps is half added: geodata/layers/street_lamps.ts is missing.');
  rmSync(join(copy, migration!));
  expect(findGaps(copy)[0]).toMatch(
    /^Layer street_lamps is half added: a migration migrations\/NNNN_street_lamps\.sql .* is missing\.$/
  );
});

test('a layer that the registry imports but does not list is told', () => {
  addLayer(copy, lamps);
  const index = join(copy, 'geodata', 'layers', 'index.ts');
  writeFileSync(index, readFileSync(index, 'utf8').replace(/,\n {2}streetLamps\n/, '\n'));
  expect(findGaps(copy)).toEqual(['Layer street_lamps is half added: geodata/layers/index.ts does not list it.']);
});

test.each(['buildings', 'StreetLamps', 'street-lamps', '../lamps', ''])(
  '"%s" is refused as a name and nothing is written',
  (name) => {
    const before = readdirSync(join(copy, 'geodata', 'layers'));
    expect(() => addLayer(copy, { ...lamps, name })).toThrow(/already|no name of a layer/);
    expect(readdirSync(join(copy, 'geodata', 'layers'))).toEqual(before);
  }
);
