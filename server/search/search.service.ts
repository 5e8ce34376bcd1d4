import type { Pool } from 'pg';
import type { Layer } from '#geodata/layers/define.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { asActor, join, raw, sql, type Sql } from '#server/db/sql.ts';
import { visibleLayers } from '#server/access/layers.ts';

/** Layers whose names people look for, in the order they expect them. */
const searched = [
  'divisions',
  'compounds',
  'roads',
  'service_points',
  'key_sites',
  'stations',
  'shelters',
  'buildings',
  'green',
  'water'
];
const PER_LAYER = 8;

export interface SearchResult {
  layer: string;
  id: number;
  label: string;
  center: [number, number] | null;
  /** Name of the division it lies in. */
  place: string | null;
}

/** Features whose name contains the text, names that begin with it first, then the nearest and the shortest. */
export async function search(pool: Pool, actor: Actor, text: string, near?: [number, number]): Promise<SearchResult[]> {
  const pattern = text.replace(/[\\%_]/g, '\\$&');
  const layers = visibleLayers(actor)
    .filter((layer) => searched.includes(layer.id))
    .sort((a, b) => searched.indexOf(a.id) - searched.indexOf(b.id));
  const found = layers.map((layer, rank) => oneLayer(layer, actor, pattern, rank, near));
  const { rows } = await asActor(pool, actor, (tx) =>
    tx.query<SearchResult>(sql`
      SELECT layer, id, label, CASE WHEN spot IS NOT NULL THEN ARRAY[ST_X(spot), ST_Y(spot)] END AS center,
             (SELECT name FROM governance.divisions WHERE code = "divisionCode") AS place
      FROM (${join(found, ' UNION ALL ')}) AS found
      ORDER BY label ILIKE ${pattern + '%'} DESC, rank, distance NULLS LAST, length(label), id LIMIT 20`)
  );
  return rows;
}

function oneLayer(layer: Layer, actor: Actor, pattern: string, rank: number, near?: [number, number]): Sql {
  const label = raw(`f."${layer.label}"`);
  const distance = near
    ? sql`f.geom <-> ST_SetSRID(ST_Point(${near[0]}, ${near[1]}), 4326)`
    : sql`NULL::double precision`;
  // A street is many rows; one of each name is enough.
  return sql`(
    SELECT DISTINCT ON (label, "divisionCode") * FROM (
      SELECT ${layer.id}::text AS layer, ${rank}::integer AS rank, f.id, ${label}::text AS label,
             ST_PointOnSurface(f.geom) AS spot, f.division_code AS "divisionCode", ${distance} AS distance
      FROM ${raw(`"${layer.schema}"."${layer.id}"`)} f
      WHERE ${label} ILIKE ${`%${pattern}%`} AND ${withinScope(layer, actor, raw('f.division_code'))}
      ORDER BY ${label} ILIKE ${pattern + '%'} DESC, distance, length(${label}), f.id LIMIT ${PER_LAYER * 5}
    ) AS named ORDER BY label, "divisionCode", distance, id LIMIT ${PER_LAYER})`;
}
