import type { Layer } from '#geodata/layers/define.ts';
import type { Crs } from '#geodata/spatial/crs.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { empty, join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';
import { columnOf, type Published } from '#server/features/published.ts';
import { isSeveral, rowsWhen, type When } from '#server/features/when.ts';
import { table } from '#server/layers/history.rows.ts';

/** Beyond this many nobody is told how many there are: counting would cost more than the page. */
const COUNTED = 100_000;

/** A page of features as the text of their GeoJSON, which is sent on as it is. */
export interface Page {
  /** Features separated by commas. */
  text: string;
  returned: number;
  /** Id of the last, where there are more. */
  next: number | null;
  /** How many there are on all pages; told on the first one, where they can be counted. */
  matched: number | undefined;
}

export type Extent = [west: number, south: number, east: number, north: number];

export interface Wanted {
  layer: Layer;
  fields: readonly Published[];
  crs: Crs;
  /** Condition on a row `f`. */
  where: Sql;
  /** Nothing but the scope is asked of a row. */
  isAll: boolean;
  when: When | undefined;
  timeZone: string;
}

/** A page in the order of ids, from after one of them: a row that comes or goes moves no other to another page. */
export async function findPage(
  tx: Tx,
  wanted: Wanted,
  { limit, after }: { limit: number; after: number }
): Promise<Page> {
  const rows = await rowsWhen(tx, wanted.layer, wanted.when, wanted.timeZone);
  // Of the versions that held in a span of time, the last stands for the feature.
  const several = wanted.when !== undefined && isSeveral(wanted.when);
  const isCounted = after === 0 && !wanted.isAll;
  // What set_config is asked holds for the next statement; that it is asked at all keeps parallel workers out of this
  // one. Starting them takes longer than reading a page.
  const { rows: found } = await tx.query<{
    text: string | null;
    returned: number;
    last: number | null;
    more: boolean;
    matched: number | null;
  }>(sql`
    WITH page AS MATERIALIZED (
      SELECT ${several ? sql`DISTINCT ON (f.id)` : empty} f.id, f.geom, ${columns(wanted.fields)}
      FROM ${rows} f WHERE f.id > ${after} AND ${wanted.where}
      ORDER BY f.id ${several ? sql`, f.valid_from DESC` : empty} LIMIT ${limit + 1}
    ), whole AS (SELECT count(*) > ${limit} AS more FROM page)
    SELECT string_agg(text, ',' ORDER BY id) AS text, count(*) AS returned, max(id) AS last, (SELECT more FROM whole) AS more,
           CASE WHEN ${isCounted} AND (SELECT more FROM whole) THEN (${counted(rows, wanted, several)}) END AS matched,
           set_config('max_parallel_workers_per_gather', '0', true)
    FROM (SELECT f.id, ${featureText(wanted)} AS text FROM page f ORDER BY f.id LIMIT ${limit}) AS feature`);
  const { text, returned, last, more, matched } = found[0]!;
  const all = more ? (matched !== null && matched <= COUNTED ? matched : undefined) : returned;
  return { text: text ?? '', returned, next: more ? last : null, matched: after === 0 ? all : undefined };
}

function counted(rows: Sql, { where }: Wanted, several: boolean): Sql {
  return sql`SELECT count(*) FROM (SELECT ${several ? sql`DISTINCT f.id` : sql`1`} FROM ${rows} f WHERE ${where} LIMIT ${COUNTED + 1}) AS matching`;
}

/** One feature as GeoJSON text; undefined when none is within reach. */
export async function findItem(tx: Tx, wanted: Wanted, id: number): Promise<string | undefined> {
  const { rows } = await tx.query<{ text: string }>(sql`
    SELECT ${featureText(wanted)} AS text FROM ${table(wanted.layer)} f WHERE f.id = ${id} AND ${wanted.where}`);
  return rows[0]?.text;
}

/** How many features of a layer lie within the actor's scope, from the counts that are kept. */
export async function countAll(tx: Tx, layer: Layer, actor: Actor): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(sql`
    SELECT coalesce(sum(n), 0)::bigint AS n FROM tiles.counts
    WHERE layer = ${layer.id} AND ${withinScope(layer, actor, raw('division_code'))}`);
  return rows[0]!.n;
}

/** Where a layer's features lie, within the actor's scope; null where there are none. */
export async function findExtent(tx: Tx, layer: Layer, actor: Actor): Promise<Extent | null> {
  const isWhole = !layer.scoped || actor.scope.includes('*');
  // The root of the spatial index knows the box of the whole layer; it may be a little too large, never too small.
  const whole = sql`SELECT ST_EstimatedExtent(${layer.schema}, ${layer.id}, 'geom')::box2d AS box`;
  const scoped = sql`
    SELECT ST_Extent(f.geom) AS box FROM ${table(layer)} f WHERE ${withinScope(layer, actor, raw('f.division_code'))}`;
  const { rows } = await tx.query<{ west: number | null; south: number; east: number; north: number }>(sql`
    SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
    FROM (${isWhole ? whole : scoped}) AS extent`);
  const { west, south, east, north } = rows[0]!;
  return west === null ? null : [west, south, east, north];
}

function columns(fields: readonly Published[]): Sql {
  return join(fields.map(({ name }) => columnOf(name)));
}

/** A row `f` as a GeoJSON feature, centimetres of place. */
function featureText({ fields, crs }: Pick<Wanted, 'fields' | 'crs'>): Sql {
  const placed = crs.srid === 4326 ? sql`f.geom` : sql`ST_Transform(f.geom, ${crs.srid}::integer)`;
  const turned = crs.isFlipped ? sql`ST_FlipCoordinates(${placed})` : placed;
  const digits = crs.metric ? 2 : 7;
  return sql`'{"type":"Feature","id":' || f.id || ',"geometry":' || coalesce(ST_AsGeoJSON(${turned}, ${digits}, 0), 'null')
    || ',"properties":' || (SELECT row_to_json(properties)::text FROM (SELECT ${columns(fields)}) AS properties) || '}'`;
}
