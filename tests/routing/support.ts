import { unpackBlock } from '#geodata/routing/block.ts';
import { Engine } from '#geodata/routing/engine.ts';
import { buildGraph, type Graph } from '#geodata/routing/graph.ts';
import * as queries from '#server/routing/graph.queries.ts';
import { rebuildGraph } from '#server/routing/rebuild.service.ts';
import { asSystem } from '#server/db/sql.ts';
import type { TestDatabase } from '../support/db.ts';

export interface NewRoad {
  /** Degrees; one line. */
  line: [number, number][];
  class?: string;
  [column: string]: unknown;
}

let made = 0;

/** Inserts a road and gives its id. */
export async function insertRoad(db: TestDatabase, { line, ...columns }: NewRoad): Promise<number> {
  const row = { class: 'minor', source: 'test', source_id: `road ${++made}`, ...columns };
  const names = Object.keys(row);
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO asset.roads (${names.join()}, geom)
     VALUES (${names.map((_, i) => `$${i + 2}`).join()}, ST_Multi(ST_SetSRID(ST_GeomFromGeoJSON($1), 4326))) RETURNING id`,
    [JSON.stringify({ type: 'LineString', coordinates: line }), ...Object.values(row)]
  );
  return Number(rows[0]!.id);
}

export async function clearRoads(db: TestDatabase): Promise<void> {
  await db.pool.query('DELETE FROM asset.roads');
  await db.pool.query('DELETE FROM asset.gates');
  await db.pool.query('DELETE FROM routing.closures');
}

export async function rebuild(db: TestDatabase, whole = false) {
  const done = (await rebuildGraph(db.pool, { whole }))!;
  return Object.fromEntries(Object.entries(done).map(([name, n]) => [name, typeof n === 'boolean' ? n : Number(n)]));
}

/** The graph of the database as a server would have it after loading it whole. */
export async function engineOf(db: TestDatabase): Promise<Engine> {
  const engine = new Engine();
  await asSystem(
    db.pool,
    async (tx) => {
      const blocks = await queries.changedBlocks(tx, 0);
      for (const packed of await queries.packBlocks(tx, blocks)) engine.put(packed);
      engine.commit(await queries.readClosures(tx));
    },
    { isolation: 'REPEATABLE READ' }
  );
  return engine;
}

/** The same as bare arrays. */
export async function graphIn(db: TestDatabase): Promise<Graph> {
  return asSystem(db.pool, async (tx) => {
    const blocks = (await queries.changedBlocks(tx, 0)).sort((a, b) => a - b);
    return buildGraph((await queries.packBlocks(tx, blocks)).map(unpackBlock));
  });
}

/** Every edge by what it is, whatever its id: road, ends with their levels, length, gate, line. */
export async function edgesOf(db: TestDatabase): Promise<string[]> {
  const { rows } = await db.pool.query<{ edge: string }>(`
    SELECT concat_ws(' ', road_id, a.x, a.y, a.level, b.x, b.y, b.level, e.length_m, gate, gate_passes, block, ST_AsText(geom)) AS edge
    FROM routing.edges e JOIN routing.nodes a ON a.id = e.source JOIN routing.nodes b ON b.id = e.target ORDER BY 1`);
  return rows.map(({ edge }) => edge);
}
