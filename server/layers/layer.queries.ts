import type { Layer } from '#geodata/layers/define.ts';
import type { Actor } from '#server/access/actor.ts';
import { projectionOf } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';

export type Box = [west: number, south: number, east: number, north: number];

/** Columns of a layer this actor may see. */
export function columnsFor(layer: Layer, actor: Actor): readonly string[] {
  return projectionOf(actor) === 'public' ? (layer.public ?? []) : Object.keys(layer.properties.shape);
}

/** Schema-qualified table; both names come from the registry, never from a caller. */
function table(layer: Layer): Sql {
  return raw(`"${layer.schema}"."${layer.id}"`);
}

function properties(layer: Layer, actor: Actor): Sql {
  const pairs = columnsFor(layer, actor).map((column) => sql`${column}::text, ${raw(`f."${column}"`)}`);
  return sql`jsonb_build_object(${join(pairs)})`;
}

const scopeOf = (layer: Layer, actor: Actor) => withinScope(layer, actor, raw('f.division_code'));

/** How many features of each layer lie within the actor's scope, and how many of them have a place. */
export async function countLayers(tx: Tx, layers: readonly Layer[], actor: Actor) {
  const counted = layers.map(
    (layer) => sql`
      SELECT ${layer.id}::text AS id, coalesce(sum(n), 0)::bigint AS total,
             coalesce(sum(n) FILTER (WHERE x IS NOT NULL), 0)::bigint AS located,
             (SELECT max(f.valid_from) FROM ${table(layer)} f) AS newest
      FROM tiles.counts WHERE layer = ${layer.id} AND ${withinScope(layer, actor, raw('division_code'))}`
  );
  const { rows } = await tx.query<{ id: string; total: number; located: number; newest: Date | null }>(
    join(counted, ' UNION ALL ')
  );
  return rows;
}

export interface ListedFeature {
  id: number;
  label: string | null;
  center: [number, number];
  properties: Record<string, unknown>;
  distance_m: number | null;
}

/** Features of a layer in a box, nearest to a point first. */
export async function listFeatures(
  tx: Tx,
  layer: Layer,
  actor: Actor,
  { bbox, near, limit, offset }: { bbox: Box; near: [number, number]; limit: number; offset: number }
): Promise<ListedFeature[]> {
  const spot = sql`ST_SetSRID(ST_Point(${near[0]}, ${near[1]}), 4326)`;
  const { rows } = await tx.query<ListedFeature>(sql`
    SELECT id, label, ARRAY[ST_X(spot), ST_Y(spot)] AS center, properties,
           round(ST_Distance(spot::geography, ${spot}::geography))::integer AS distance_m
    FROM (
      SELECT f.id, ${raw(`f."${layer.label}"`)}::text AS label, ${spotOf(layer)} AS spot, ${properties(layer, actor)} AS properties
      FROM ${table(layer)} f
      WHERE f.geom && ST_MakeEnvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4326) AND ${scopeOf(layer, actor)}
      ORDER BY f.geom <-> ${spot}, f.id
      LIMIT ${limit} OFFSET ${offset}
    ) AS nearest`);
  return rows;
}

/** How many features of a layer touch a box. */
export async function countInBox(tx: Tx, layer: Layer, actor: Actor, [west, south, east, north]: Box): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(sql`
    SELECT count(*) AS n FROM ${table(layer)} f
    WHERE f.geom && ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4326) AND ${scopeOf(layer, actor)}`);
  return rows[0]?.n ?? 0;
}

/** A point that stands for the feature. */
function spotOf(layer: Layer): Sql {
  return layer.geometry === 'point' ? raw('f.geom') : raw('ST_PointOnSurface(f.geom)');
}

export interface FoundFeature {
  id: number;
  label: string | null;
  center: [number, number] | null;
  bbox: Box | null;
  geometry: unknown;
  properties: Record<string, unknown>;
  divisionCode: string | null;
  gridCode: string | null;
  source: string;
  observedAt: Date | null;
  validFrom: Date;
}

/** One feature with all that the actor may see of it; undefined when there is none within scope. */
export async function findFeature(tx: Tx, layer: Layer, actor: Actor, id: number): Promise<FoundFeature | undefined> {
  const { rows } = await tx.query<FoundFeature>(sql`
    SELECT f.id, ${raw(`f."${layer.label}"`)}::text AS label,
           CASE WHEN f.geom IS NOT NULL THEN ARRAY[ST_X(${spotOf(layer)}), ST_Y(${spotOf(layer)})] END AS center,
           CASE WHEN f.geom IS NOT NULL THEN ARRAY[ST_XMin(f.geom), ST_YMin(f.geom), ST_XMax(f.geom), ST_YMax(f.geom)] END AS bbox,
           ST_AsGeoJSON(f.geom, 6)::jsonb AS geometry, ${properties(layer, actor)} AS properties,
           f.division_code AS "divisionCode", f.grid_code AS "gridCode", f.source,
           f.observed_at AS "observedAt", f.valid_from AS "validFrom"
    FROM ${table(layer)} f WHERE f.id = ${id} AND ${scopeOf(layer, actor)}`);
  return rows[0];
}
