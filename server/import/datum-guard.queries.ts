import type pg from 'pg';
import type { LngLat } from '#geodata/spatial/local_frame.ts';

/** Degrees of latitude of a square of about 2.4 km. */
const SQUARE = 0.0216;
/** A denser place than this says no more, and the densest of all cities stay below it. */
const MOST = 30_000;

/** Where a table has most features: the middles of its densest squares, best first. */
export async function densest(client: pg.ClientBase, table: string, places: number): Promise<LngLat[]> {
  const { rows } = await client.query<{ lng: number; lat: number }>(
    `SELECT avg(x) AS lng, avg(y) AS lat FROM (SELECT ST_XMin(geom) AS x, ST_YMin(geom) AS y FROM ${table}) AS corner
     GROUP BY floor(y / ${SQUARE}), floor(x * cos(radians(${SQUARE} * floor(y / ${SQUARE}))) / ${SQUARE})
     ORDER BY count(*) DESC, 1, 2 LIMIT ${places}`
  );
  return rows.map(({ lng, lat }) => [lng, lat]);
}

/** Where some features of a table lie, spread over all of it. */
export async function someSpots(client: pg.ClientBase, table: string, most: number): Promise<LngLat[]> {
  const { rows } = await client.query<{ lng: number; lat: number }>(
    `SELECT ST_X(at) AS lng, ST_Y(at) AS lat FROM (
       SELECT ST_PointOnSurface(geom) AS at FROM ${table} ORDER BY hashtext(source_id) LIMIT $1) AS spot`,
    [most]
  );
  return rows.map(({ lng, lat }) => [lng, lat]);
}

/** Whether any of the tables has a row. */
export async function anyRow(client: pg.ClientBase, tables: readonly string[]): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(
    `SELECT ${tables.map((table) => `EXISTS (SELECT FROM ${table})`).join(' OR ')} AS any`
  );
  return rows[0]!.any;
}

/** The lines and outlines of a table in a box of longitude and latitude. */
export async function linesWithin(
  client: pg.ClientBase,
  table: string,
  box: [west: number, south: number, east: number, north: number]
): Promise<LngLat[][]> {
  const lines: LngLat[][] = [];
  const { rows } = await client.query<{ json: string }>(
    `SELECT ST_AsGeoJSON(geom, 7) AS json FROM ${table} WHERE geom && ST_MakeEnvelope($1, $2, $3, $4, 4326) LIMIT ${MOST}`,
    box
  );
  for (const { json } of rows) collect((JSON.parse(json) as { coordinates: Nested }).coordinates, lines);
  return lines;
}

/** Layers whose things have names that people know them by. */
const named = [
  ...['asset.service_points', 'asset.key_sites', 'asset.compounds', 'asset.buildings', 'asset.gates'],
  ...['emergency.stations', 'emergency.shelters']
];
/** Named things that are compared, at most. */
const MOST_NAMED = 3000;
/** Degrees within which things of one name are one thing. */
const ONE_PLACE = 0.0003;

/**
 * Where delivered things lie beside things of the same name that are there. Only names that both sides have in one place
 * within `reach` metres count: a chain's branches say nothing, the same school from two sources does.
 */
export async function namedPairs(
  client: pg.ClientBase,
  stage: string,
  reach: number
): Promise<{ delivered: LngLat; there: LngLat }[]> {
  const held = named.map((table) => `SELECT name, geom FROM ${table} WHERE name = ANY ($1)`).join(' UNION ALL ');
  const { rows: ours } = await client.query<{ name: string; lng: number; lat: number }>(
    `SELECT name, ST_X(at) AS lng, ST_Y(at) AS lat FROM (
       SELECT name, (array_agg(ST_Centroid(geom)))[1] AS at FROM ${stage} WHERE length(name) > 1 GROUP BY name HAVING count(*) = 1
       ORDER BY hashtext(name) LIMIT ${MOST_NAMED}) AS once`
  );
  if (ours.length === 0) return [];
  const { rows } = await client.query<{ lng: number; lat: number; lng_there: number; lat_there: number }>(
    `SELECT o.lng, o.lat, min(ST_X(h.at)) AS lng_there, min(ST_Y(h.at)) AS lat_there
     FROM unnest($1::text[], $2::float8[], $3::float8[]) AS o (name, lng, lat)
     JOIN (SELECT name, ST_Centroid(geom) AS at FROM (${held}) AS all_named) AS h ON h.name = o.name
       AND abs(ST_Y(h.at) - o.lat) < $4 / 111000.0 AND abs(ST_X(h.at) - o.lng) < $4 / (111000.0 * cos(radians(o.lat)))
     GROUP BY o.name, o.lng, o.lat
     HAVING max(ST_Y(h.at)) - min(ST_Y(h.at)) < ${ONE_PLACE} AND max(ST_X(h.at)) - min(ST_X(h.at)) < ${ONE_PLACE}`,
    [ours.map(({ name }) => name), ours.map(({ lng }) => lng), ours.map(({ lat }) => lat), reach]
  );
  return rows.map(({ lng, lat, lng_there, lat_there }) => ({ delivered: [lng, lat], there: [lng_there, lat_there] }));
}

type Nested = LngLat | Nested[];

function collect(nested: Nested, into: LngLat[][]): void {
  if (isSpot(nested)) into.push([nested]);
  else if (nested[0] && isSpot(nested[0])) into.push(nested as LngLat[]);
  else for (const inner of nested) collect(inner, into);
}

function isSpot(nested: Nested): nested is LngLat {
  return typeof nested[0] === 'number';
}
