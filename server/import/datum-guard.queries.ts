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
       SELECT ST_PointOnSurface(geom) AS at FROM ${table} ORDER BY hashtext(source_id) LIMIT $1) AS some`,
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

type Nested = LngLat | Nested[];

function collect(nested: Nested, into: LngLat[][]): void {
  if (isSpot(nested)) into.push([nested]);
  else if (nested[0] && isSpot(nested[0])) into.push(nested as LngLat[]);
  else for (const inner of nested) collect(inner, into);
}

function isSpot(nested: Nested): nested is LngLat {
  return typeof nested[0] === 'number';
}
