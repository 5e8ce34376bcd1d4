import type pg from 'pg';
import { demoCity, type DemoCity } from '#geodata/demo/index.ts';
import { copyRows } from './copy.ts';
import { ewkb } from './ewkb.ts';
import { layerTables, tableOf } from './tables.ts';

type Log = (line: string) => void;

/** Written to divisions that are drawn on made-up ground, and how such ground is told from a real one. */
const BOUNDARY_NOTE = '演示用示意界线，非法定界线 / synthetic boundary for demonstration';

/** Deletes every row of an earlier demo with its history, and frees its grid codes: they were never anyone's. */
export async function removeCity(client: pg.Client, log: Log): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM governance.grids WHERE source = 'demo' LIMIT 1`);
  if (rowCount) log('removing the older demo city');
  await client.query(
    `DELETE FROM governance.grid_codes WHERE code IN (SELECT code FROM governance.grids WHERE source = 'demo')`
  );
  for (const table of layerTables.toReversed()) {
    await client.query(`DELETE FROM ${table} WHERE source = 'demo'`);
    await client.query(`DELETE FROM ${table}_history WHERE source = 'demo'`);
  }
  await client.query('UPDATE governance.divisions SET geom = NULL, geometry_note = NULL WHERE geometry_note = $1', [
    BOUNDARY_NOTE
  ]);
}

/** Generates the city as of a day and copies it in. Runs inside the caller's transaction. */
export async function loadCity(client: pg.Client, { asOf, log }: { asOf: string; log: Log }): Promise<void> {
  log('laying out the city');
  const city = demoCity({ asOf });
  await drawDivisions(client, city.divisionShapes);
  const ids = await reserveIds(client, city);
  for (const [layer, rows] of Object.entries(withIds(city, ids))) {
    log(`loading ${rows.length} ${layer.replaceAll('_', ' ')}`);
    await copyRows(
      client,
      tableOf(layer),
      rows.map((row) => ({ source: 'demo', ...row }))
    );
  }
  await copyRows(
    client,
    'governance.building_people',
    city.buildingPeople.map(({ building, ...counts }) => ({ building_id: ids.get(building)!, ...counts }))
  );
  await client.query('SELECT tiles.compact_counts()');
}

/** Gives ground to divisions that have none. */
async function drawDivisions(client: pg.Client, shapes: DemoCity['divisionShapes']): Promise<void> {
  await client.query(
    `UPDATE governance.divisions AS d SET geom = drawn.geom::geometry, geometry_note = $3
     FROM unnest($1::text[], $2::text[]) AS drawn (code, geom) WHERE d.code = drawn.code AND d.geom IS NULL`,
    [shapes.map(({ code }) => code), shapes.map(({ geom }) => ewkb(geom)), BOUNDARY_NOTE]
  );
}

/** Ids for the rows that others refer to, by source_id. */
async function reserveIds(client: pg.Client, { layers }: DemoCity): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const layer of ['compounds', 'buildings', 'events'] as const) {
    const { rows } = await client.query<{ last: string }>(
      `SELECT setval(seq, nextval(seq) + $2 - 1) AS last FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS seq) AS own`,
      [tableOf(layer), layers[layer].length]
    );
    const first = Number(rows[0]!.last) - layers[layer].length + 1;
    layers[layer].forEach(({ source_id }, i) => ids.set(source_id, first + i));
  }
  return ids;
}

/** The layers with references by id in place of references by source_id. */
function withIds({ layers }: DemoCity, ids: Map<string, number>): Record<string, object[]> {
  const idOf = (source_id: string | null) => (source_id === null ? null : ids.get(source_id)!);
  return {
    ...layers,
    compounds: layers.compounds.map((row) => ({ id: idOf(row.source_id), ...row })),
    buildings: layers.buildings.map(({ compound, ...row }) => ({
      id: idOf(row.source_id),
      ...row,
      compound_id: idOf(compound)
    })),
    gates: layers.gates.map(({ compound, ...row }) => ({ ...row, compound_id: idOf(compound) })),
    events: layers.events.map((row) => ({ id: idOf(row.source_id), ...row, duplicate_of: idOf(row.duplicate_of) }))
  };
}
