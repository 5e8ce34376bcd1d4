import type pg from 'pg';
import type { Stage } from './stage.queries.ts';

/** How many rows are staged, and the box they lie in: west, south, east, north. */
export async function extentOf(client: pg.ClientBase, { name }: Stage) {
  const { rows } = await client.query<{ w: number | null; s: number; e: number; n: number; count: number }>(
    `SELECT ST_XMin(b) AS w, ST_YMin(b) AS s, ST_XMax(b) AS e, ST_YMax(b) AS n, count
     FROM (SELECT ST_Extent(geom) AS b, count(*)::integer AS count FROM ${name}) AS whole`
  );
  const { w, s, e, n, count } = rows[0]!;
  const bbox: [number, number, number, number] | null = w === null ? null : [w, s, e, n];
  return { bbox, count };
}
