import { fieldsOf, type Layer } from '#geodata/layers/define.ts';
import { findLayer } from '#geodata/layers/index.ts';
import type { Actor } from '#server/access/actor.ts';
import { projectionOf } from '#server/access/actor.ts';
import { maySee } from '#server/access/layers.ts';
import { withinScope } from '#server/access/scope.ts';
import { join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';
import { rowsOf, table } from '#server/layers/history.rows.ts';

export type Box = [west: number, south: number, east: number, north: number];

/** Columns of a layer this actor may see. */
export function columnsFor(layer: Layer, actor: Actor): readonly string[] {
  return projectionOf(actor) === 'public' ? (layer.public ?? []) : Object.keys(layer.properties.shape);
}

/** The actor's columns of a row `f` as one object. */
export function properties(layer: Layer, actor: Actor): Sql {
  const pairs = columnsFor(layer, actor).map((column) => sql`${column}::text, ${raw(`f."${column}"`)}`);
  return sql`jsonb_build_object(${join(pairs)})`;
}

/** The actor's scope as a condition on a row `f`. */
export const scopeOf = (layer: Layer, actor: Actor) => withinScope(layer, actor, raw('f.division_code'));

interface LayerCount {
  id: string;
  total: number;
  /** How many of them have a place. */
  located: number;
  /** When one last changed. */
  newest: Date | null;
}

/** How many features of each layer lie within the actor's scope; as of a moment, or now. */
export async function countLayers(tx: Tx, layers: readonly Layer[], actor: Actor, asOf?: string) {
  const counted: Sql[] = [];
  for (const layer of layers) {
    const counts = asOf === undefined ? sql`tiles.counts` : countsThen(layer, asOf);
    counted.push(sql`
      SELECT ${layer.id}::text AS id, coalesce(sum(n), 0)::bigint AS total,
             coalesce(sum(n) FILTER (WHERE x IS NOT NULL), 0)::bigint AS located,
             (SELECT max(f.valid_from) FROM ${await rowsOf(tx, layer, asOf)} f WHERE ${scopeOf(layer, actor)}) AS newest
      FROM ${counts} AS counts WHERE layer = ${layer.id} AND ${withinScope(layer, actor, raw('division_code'))}`);
  }
  const { rows } = await tx.query<LayerCount>(join(counted, ' UNION ALL '));
  return rows;
}

/** The kept counts with what has changed since then taken back: far fewer rows than all of a layer's. */
function countsThen(layer: Layer, asOf: string): Sql {
  const columns = raw(`division_code, CASE WHEN geom IS NOT NULL THEN 0 END`);
  return sql`(
    SELECT layer, division_code, x, n FROM tiles.counts
    UNION ALL SELECT ${layer.id}, ${columns}, -1 FROM ${table(layer)} WHERE valid_from > ${asOf}
    UNION ALL SELECT ${layer.id}, ${columns}, 1 FROM ${raw(`"${layer.schema}"."${layer.id}_history"`)}
              WHERE valid_from <= ${asOf} AND valid_to > ${asOf})`;
}

export interface ListedFeature {
  id: number;
  label: string | null;
  center: [number, number];
  properties: Record<string, unknown>;
  distance_m: number | null;
}

/** Features of a layer in a box, nearest to a point first; as of a moment, or now. */
export async function listFeatures(
  tx: Tx,
  layer: Layer,
  actor: Actor,
  view: { bbox: Box; near: [number, number]; limit: number; offset: number; only?: Only | undefined },
  asOf?: string
): Promise<ListedFeature[]> {
  const { bbox, near, limit, offset, only } = view;
  const from = sql`ST_SetSRID(ST_Point(${near[0]}, ${near[1]}), 4326)`;
  const { rows } = await tx.query<ListedFeature>(sql`
    SELECT id, label, ARRAY[ST_X(spot), ST_Y(spot)] AS center, properties, round(metres)::integer AS distance_m
    FROM (
      SELECT f.id, ${raw(`f."${layer.label}"`)}::text AS label, ${spotOf(layer)} AS spot, ${properties(layer, actor)} AS properties,
             ST_Distance(f.geom::geography, ${from}::geography) AS metres
      FROM ${await rowsOf(tx, layer, asOf)} f
      WHERE f.geom && ST_MakeEnvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4326) AND ${scopeOf(layer, actor)} AND ${isOnly(only)}
      ORDER BY f.geom <-> ${from}, f.id
      LIMIT ${candidates(limit + offset, near[1])}
    ) AS near_by
    ORDER BY metres, id LIMIT ${limit} OFFSET ${offset}`);
  return rows;
}

/**
 * The index orders by degrees, which are shorter from west to east than from south to north. Enough candidates by
 * degrees hold the nearest by metres.
 */
function candidates(wanted: number, lat: number): number {
  return Math.ceil(wanted / Math.max(0.05, Math.cos((lat * Math.PI) / 180) ** 2)) + 50;
}

/** One property's value that all features of an answer have; the column comes from the registry. */
export interface Only {
  column: string;
  value: string;
}

const isOnly = (only?: Only) => (only ? sql`${raw(`f."${only.column}"`)}::text = ${only.value}` : sql`true`);

/** How many features of a layer touch a box; as of a moment, or now. */
export async function countInBox(
  tx: Tx,
  layer: Layer,
  actor: Actor,
  { bbox, only }: { bbox: Box; only?: Only | undefined },
  asOf?: string
): Promise<number> {
  const [west, south, east, north] = bbox;
  const { rows } = await tx.query<{ n: number }>(sql`
    SELECT count(*) AS n FROM ${await rowsOf(tx, layer, asOf)} f
    WHERE f.geom && ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4326) AND ${scopeOf(layer, actor)} AND ${isOnly(only)}`);
  return rows[0]?.n ?? 0;
}

/** A point that stands for the feature. */
function spotOf(layer: Layer): Sql {
  return layer.geometry === 'point' ? raw('f.geom') : raw('ST_PointOnSurface(f.geom)');
}

/** A feature that another one's property names by its id. */
export interface Reference {
  layer: string;
  id: number;
  label: string | null;
}

/** What a row `f` refers to, by property, with the names of today. */
function references(layer: Layer, actor: Actor): Sql {
  const pairs = columnsFor(layer, actor).flatMap((column) => {
    const target = findLayer(fieldsOf(layer)[column]?.layer ?? '');
    if (!target || !maySee(actor, target)) return [];
    return [
      sql`${column}::text, (
        SELECT jsonb_build_object('layer', ${target.id}::text, 'id', r.id, 'label', r.${raw(`"${target.label}"`)})
        FROM ${table(target)} r WHERE r.id = f.${raw(`"${column}"`)} AND ${withinScope(target, actor, raw('r.division_code'))})`
    ];
  });
  return pairs.length ? sql`jsonb_build_object(${join(pairs)})` : sql`'{}'::jsonb`;
}

export interface FoundFeature {
  id: number;
  label: string | null;
  center: [number, number] | null;
  bbox: Box | null;
  geometry: unknown;
  properties: Record<string, unknown>;
  /** By property; null where it names nothing the actor may see. */
  references: Record<string, Reference | null>;
  divisionCode: string | null;
  gridCode: string | null;
  gridName: string | null;
  source: string;
  observedAt: Date | null;
  validFrom: Date;
}

/** One feature with all that the actor may see of it, as of a moment or now; undefined when none is within scope. */
export async function findFeature(
  tx: Tx,
  layer: Layer,
  actor: Actor,
  id: number,
  asOf?: string
): Promise<FoundFeature | undefined> {
  const { rows } = await tx.query<FoundFeature>(sql`
    SELECT f.id, ${raw(`f."${layer.label}"`)}::text AS label,
           CASE WHEN f.geom IS NOT NULL THEN ARRAY[ST_X(${spotOf(layer)}), ST_Y(${spotOf(layer)})] END AS center,
           CASE WHEN f.geom IS NOT NULL THEN ARRAY[ST_XMin(f.geom), ST_YMin(f.geom), ST_XMax(f.geom), ST_YMax(f.geom)] END AS bbox,
           ST_AsGeoJSON(f.geom, 6)::jsonb AS geometry, ${properties(layer, actor)} AS properties,
           ${references(layer, actor)} AS "references",
           f.division_code AS "divisionCode", f.grid_code AS "gridCode", f.source,
           (SELECT grid.name FROM governance.grids AS grid WHERE grid.code = f.grid_code) AS "gridName",
           f.observed_at AS "observedAt", f.valid_from AS "validFrom"
    FROM ${await rowsOf(tx, layer, asOf)} f WHERE f.id = ${id} AND ${scopeOf(layer, actor)}`);
  return rows[0];
}
