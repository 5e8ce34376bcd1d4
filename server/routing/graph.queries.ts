import type { PackedBlock } from '#geodata/routing/block.ts';
import type { Closure } from '#geodata/routing/closures.ts';
import { ruleNames } from '#geodata/routing/block.ts';
import { join, raw, sql, type Tx } from '#server/db/sql.ts';

/** The numbers by which readers tell whether they have the present graph; version 0 was never built. */
export interface GraphState {
  version: number;
  closures: number;
  builtAt: Date | null;
  edges: number;
}

export async function readState(tx: Tx): Promise<GraphState> {
  const { rows } = await tx.query<GraphState>(
    sql`SELECT version, closures, built_at AS "builtAt", edges FROM routing.graph`
  );
  return rows[0]!;
}

export interface Rebuilt {
  version: number;
  /** Another process was at it; nothing was done. */
  busy: boolean;
  /** Roads taken anew, edges that came and went. */
  changed: number;
  added: number;
  removed: number;
}

/** Brings the graph to the present of the roads; must run in a REPEATABLE READ transaction. */
export async function rebuild(tx: Tx, whole: boolean): Promise<Rebuilt> {
  // A city's roads sort in memory, and take longer than a request may.
  await tx.query(sql`SELECT set_config('work_mem', '64MB', true), set_config('statement_timeout', '0', true)`);
  const { rows } = await tx.query<Rebuilt>(sql`SELECT * FROM routing.rebuild(${whole})`);
  return rows[0]!;
}

/** Blocks that changed after a version, in no order. */
export async function changedBlocks(tx: Tx, after: number): Promise<number[]> {
  const { rows } = await tx.query<{ block: number }>(sql`SELECT block FROM routing.blocks WHERE version > ${after}`);
  return rows.map(({ block }) => block);
}

const rules = join(
  ruleNames.map((name) => raw(`r.${name}`)),
  ', '
);

/** The contents of some blocks, in the form unpackBlock() reads; those without edges are empty. */
export async function packBlocks(tx: Tx, blocks: number[]): Promise<PackedBlock[]> {
  const { rows } = await tx.query<Omit<PackedBlock, 'packed'> & { packed: Buffer }>(sql`
    SELECT asked.block, e.edges, e.packed, coalesce(r.roads, '[]') AS roads
    FROM unnest(${blocks}::integer[]) AS asked (block),
    LATERAL (
      SELECT count(*)::integer AS edges, coalesce(string_agg(
        int8send(id) || int8send(source) || int8send(target) || int8send(road_id) || float8send(length_m) || float4send(gate_passes)
          || set_byte('\\x00'::bytea, 0, coalesce(array_position(ARRAY['main', 'vehicle', 'pedestrian', 'fire'], gate), 0))
          || ST_AsBinary(geom, 'XDR'), ''::bytea ORDER BY id), ''::bytea) AS packed
      FROM routing.edges WHERE edges.block = asked.block
    ) AS e,
    LATERAL (
      SELECT json_agg(json_build_array(r.id, ${rules}))::text AS roads
      FROM routing.roads r WHERE r.id IN (SELECT road_id FROM routing.edges WHERE edges.block = asked.block)
    ) AS r`);
  return rows;
}

/** Closures that are in force or to come, with the edges they close: the one a point lies on, or all that an area touches. */
export async function readClosures(tx: Tx): Promise<Closure[]> {
  const { rows } = await tx.query<Closure>(sql`
    SELECT c.id, c.modes, extract(epoch FROM c.starts_at)::float8 * 1000 AS "from",
           extract(epoch FROM c.ends_at)::float8 * 1000 AS until,
           ARRAY(
             SELECT e.id::float8 FROM routing.edges e WHERE GeometryType(c.geom) <> 'POINT' AND ST_Intersects(e.geom, c.geom)
             UNION ALL
             (SELECT e.id::float8 FROM routing.edges e
              WHERE GeometryType(c.geom) = 'POINT' AND ST_DWithin(e.geom, c.geom, ${CLOSED_WITHIN_DEG})
              ORDER BY e.geom <-> c.geom, e.id LIMIT 1)
           ) AS edges
    FROM routing.closures c
    WHERE c.lifted_at IS NULL AND (c.ends_at IS NULL OR c.ends_at > now())`);
  return rows;
}

/** How near a way must be to a closed point, degrees (20 to 25 m). */
const CLOSED_WITHIN_DEG = 0.00025;
