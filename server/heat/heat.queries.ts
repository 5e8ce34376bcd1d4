import type { EventRow } from '#server/heat/event-columns.ts';
import { join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { grids } from '#geodata/layers/grids.ts';
import { events } from '#geodata/layers/events.ts';

/** Rows read at once; in between, others are answered. */
const BATCH = 20_000;

const columns = raw(`id, floor(extract(epoch FROM reported_at))::bigint AS at, kind, reported_by AS source, status,
  duplicate_of IS NOT NULL AS repeats, position_quality = 'doubtful' AS doubtful, ST_X(geom) AS lng, ST_Y(geom) AS lat,
  division_code AS division, grid_code AS grid`);

/** What the next look must not have seen: the transactions that are over. */
export async function snapshot(tx: Tx): Promise<string> {
  const { rows } = await tx.query<{ now: string }>(sql`SELECT pg_current_snapshot()::text AS now`);
  return rows[0]!.now;
}

/** A batch of events in the order of their time, after the last one of the batch before. */
export async function eventsAfter(tx: Tx, last: { at: string; id: number } | null) {
  const after = last ? sql`WHERE (reported_at, id) > (${last.at}::timestamptz, ${last.id})` : sql``;
  const { rows } = await tx.query<EventRow & { exactly: string }>(sql`
    SELECT ${columns}, reported_at::text AS exactly FROM governance.events ${after}
    ORDER BY reported_at, id LIMIT ${BATCH}`);
  return { rows, done: rows.length < BATCH };
}

/** Ids of the events changed by transactions that a snapshot had not seen; null stands for very many. */
export async function changedSince(tx: Tx, seen: string): Promise<(number | null)[]> {
  const { rows } = await tx.query<{ id: number | null }>(sql`
    SELECT DISTINCT event_id AS id FROM governance.event_changes
    WHERE xid >= pg_snapshot_xmin(${seen}::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, ${seen}::pg_snapshot)`);
  return rows.map(({ id }) => id);
}

export async function eventsOf(tx: Tx, ids: readonly number[]): Promise<EventRow[]> {
  const { rows } = await tx.query<EventRow>(
    sql`SELECT ${columns} FROM governance.events WHERE id = ANY(${ids}::bigint[])`
  );
  return rows;
}

export interface Home {
  households: number;
  lng: number;
  lat: number;
  division: string | null;
  grid: string | null;
}

/** Buildings with households. */
export async function homes(tx: Tx): Promise<Home[]> {
  const { rows } = await tx.query<Home>(sql`
    SELECT households, ST_X(spot) AS lng, ST_Y(spot) AS lat, division, grid FROM (
      SELECT households, ST_PointOnSurface(geom) AS spot, division_code AS division, grid_code AS grid
      FROM asset.buildings WHERE households > 0
    ) AS home`);
  return rows;
}

export interface LatestEvent {
  id: number;
  kind: string;
  status: string;
  source: string;
  reportedAt: Date;
  lng: number;
  lat: number;
}

/** Events by their ids as far as the actor may see them, the latest first. */
export async function eventsById(tx: Tx, actor: Actor, ids: readonly number[]): Promise<LatestEvent[]> {
  const { rows } = await tx.query<LatestEvent>(sql`
    SELECT id, kind, status, reported_by AS source, reported_at AS "reportedAt", ST_X(geom) AS lng, ST_Y(geom) AS lat
    FROM governance.events f
    WHERE id = ANY(${ids}::bigint[]) AND ${withinScope(events, actor, raw('f.division_code'))}
    ORDER BY reported_at DESC, id DESC`);
  return rows;
}

export interface Outline {
  code: string;
  name: string;
  center: [number, number];
  /** Null where no boundary is published. */
  geometry: { type: 'MultiPolygon'; coordinates: [number, number][][][] } | null;
}

/** Names and boundaries of the units within the actor's scope. */
export async function outlines(tx: Tx, actor: Actor, by: 'grid' | 'community' | 'street'): Promise<Outline[]> {
  const shape =
    raw(`f.code, f.name, CASE WHEN f.geom IS NOT NULL THEN ARRAY[ST_X(f.label_geom), ST_Y(f.label_geom)] END AS center,
    ST_AsGeoJSON(f.geom, 6)::jsonb AS geometry`);
  const within = withinScope(grids, actor, raw('f.code'));
  const from =
    by === 'grid'
      ? sql`governance.grids f WHERE f.kind = 'unit' AND ${withinScope(grids, actor, raw('f.division_code'))}`
      : sql`governance.divisions f WHERE f.level = ${by === 'street' ? 4 : 5} AND ${by === 'street' ? streetsWithin(actor) : within}`;
  const { rows } = await tx.query<Outline>(sql`SELECT ${shape} FROM ${from} ORDER BY f.code`);
  return rows;
}

/** Streets that lie in the scope, and those that the scope lies in. */
function streetsWithin(actor: Actor): Sql {
  const inside = withinScope(grids, actor, raw('f.code'));
  const above = actor.scope.filter((code) => code.length > 9).map((code) => `${code.slice(0, 9)}000`);
  return above.length ? sql`(${inside} OR f.code = ANY(${above}))` : inside;
}

export interface PlaceName {
  id: string;
  /** Compound or road the spot is at, where there is one near. */
  near: string | null;
  nearKind: 'compound' | 'road' | null;
  community: string | null;
  street: string | null;
}

/** What people call some spots: the compound one stands in or the nearest road with a name, and the division around. */
export async function placeNames(
  tx: Tx,
  spots: readonly { id: string; lng: number; lat: number; reach_m: number }[]
): Promise<PlaceName[]> {
  const values = spots.map(
    ({ id, lng, lat, reach_m }) => sql`(${id}::text, ST_SetSRID(ST_Point(${lng}, ${lat}), 4326), ${reach_m}::float8)`
  );
  const { rows } = await tx.query<PlaceName>(sql`
    SELECT spot.id, coalesce(compound.name, road.name) AS near,
           CASE WHEN compound.name IS NOT NULL THEN 'compound' WHEN road.name IS NOT NULL THEN 'road' END AS "nearKind",
           community.name AS community, street.name AS street
    FROM (VALUES ${join(values)}) AS spot (id, geom, reach_m)
    LEFT JOIN LATERAL (SELECT c.name FROM asset.compounds c WHERE ST_Intersects(c.geom, spot.geom) ORDER BY c.id LIMIT 1)
      AS compound ON true
    LEFT JOIN LATERAL (
      SELECT name FROM (SELECT r.name, r.geom FROM asset.roads r WHERE r.name IS NOT NULL
                        ORDER BY r.geom <-> spot.geom LIMIT 1) AS nearest
      WHERE ST_Distance(nearest.geom::geography, spot.geom::geography) <= spot.reach_m
    ) AS road ON true
    LEFT JOIN LATERAL (SELECT d.name FROM governance.divisions d WHERE d.level = 5 AND ST_Intersects(d.geom, spot.geom)
                       ORDER BY d.code LIMIT 1) AS community ON true
    LEFT JOIN LATERAL (SELECT d.name FROM governance.divisions d WHERE d.level = 4 AND ST_Intersects(d.geom, spot.geom)
                       ORDER BY d.code LIMIT 1) AS street ON true`);
  return rows;
}

/** Names of grids or divisions by their codes. */
export async function unitNames(tx: Tx, by: 'grid' | 'community' | 'street', codes: readonly string[], actor: Actor) {
  const from =
    by === 'grid'
      ? sql`governance.grids f WHERE ${withinScope(grids, actor, raw('f.division_code'))} AND`
      : sql`governance.divisions f WHERE`;
  const { rows } = await tx.query<{ id: string; name: string }>(
    sql`SELECT f.code AS id, f.name FROM ${from} f.code = ANY(${codes})`
  );
  return rows;
}
