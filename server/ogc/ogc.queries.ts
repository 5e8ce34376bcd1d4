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
}

export interface Wanted {
  layer: Layer;
  fields: readonly Published[];
  crs: Crs;
  /** Condition on a row `f`. */
  where: Sql;
  when: When | undefined;
  timeZone: string;
}

/** A page in the order of ids, from after one of them: a row that comes or goes moves no other to another page. */
export async function findPage(tx: Tx, wanted: Wanted, limit: number, after: number): Promise<Page> {
  const rows = await rowsWhen(tx, wanted.layer, wanted.when, wanted.timeZone);
  // Of the versions that held in a span of time, the last stands for the feature.
  const several = wanted.when !== undefined && isSeveral(wanted.when);
  const { rows: found } = await tx.query<{
    text: string | null;
    returned: number;
    next: number | null;
    more: boolean;
  }>(sql`
    WITH page AS MATERIALIZED (
      SELECT ${several ? sql`DISTINCT ON (f.id)` : empty} f.id, f.geom, ${columns(wanted.fields)}
      FROM ${rows} f WHERE f.id > ${after} AND ${wanted.where}
      ORDER BY f.id ${several ? sql`, f.valid_from DESC` : empty} LIMIT ${limit + 1}
    ), numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS n FROM page)
    SELECT string_agg(${featureText(wanted)}, ',' ORDER BY f.id) FILTER (WHERE f.n <= ${limit}) AS text,
           count(*) FILTER (WHERE f.n <= ${limit}) AS returned,
           max(f.id) FILTER (WHERE f.n <= ${limit}) AS next, count(*) > ${limit} AS more
    FROM numbered f`);
  const { text, returned, next, more } = found[0]!;
  return { text: text ?? '', returned, next: more ? next : null };
}

/** One feature as GeoJSON text without its last bracket; undefined when none is within reach. */
export async function findItem(tx: Tx, wanted: Wanted, id: number): Promise<string | undefined> {
  const { rows } = await tx.query<{ text: string }>(sql`
    SELECT ${featureText(wanted)} AS text FROM ${table(wanted.layer)} f WHERE f.id = ${id} AND ${wanted.where}`);
  return rows[0]?.text;
}

/** How many features are wanted in all; undefined where there are too many to count. */
export async function countWanted(tx: Tx, wanted: Wanted): Promise<number | undefined> {
  const rows = await rowsWhen(tx, wanted.layer, wanted.when, wanted.timeZone);
  const what = wanted.when && isSeveral(wanted.when) ? sql`DISTINCT f.id` : sql`1`;
  const { rows: found } = await tx.query<{ n: number }>(sql`
    SELECT count(*) AS n FROM (SELECT ${what} FROM ${rows} f WHERE ${wanted.where} LIMIT ${COUNTED + 1}) AS counted`);
  return found[0]!.n > COUNTED ? undefined : found[0]!.n;
}

/** How many features of a layer lie within the actor's scope, from the counts that are kept. */
export async function countAll(tx: Tx, layer: Layer, actor: Actor): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(sql`
    SELECT coalesce(sum(n), 0)::bigint AS n FROM tiles.counts
    WHERE layer = ${layer.id} AND ${withinScope(layer, actor, raw('division_code'))}`);
  return rows[0]!.n;
}

/** Where a layer's features lie, within the actor's scope; null where there are none. */
export async function findExtent(tx: Tx, layer: Layer, actor: Actor) {
  const isWhole = !layer.scoped || actor.scope.includes('*');
  // The root of the spatial index knows the box of the whole layer; it may be a little too large, never too small.
  const whole = sql`SELECT ST_EstimatedExtent(${layer.schema}, ${layer.id}, 'geom')::box2d AS box`;
  const scoped = sql`
    SELECT ST_Extent(f.geom) AS box FROM ${table(layer)} f WHERE ${withinScope(layer, actor, raw('f.division_code'))}`;
  const { rows } = await tx.query<{ west: number | null; south: number; east: number; north: number }>(sql`
    SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
    FROM (${isWhole ? whole : scoped}) AS extent`);
  const { west, south, east, north } = rows[0]!;
  return west === null ? null : ([west, south, east, north] as [number, number, number, number]);
}

function columns(fields: readonly Published[]): Sql {
  return join(fields.map(({ name }) => columnOf(name)));
}

/** A row `f` as a GeoJSON feature, centimetres of place. */
function featureText({ fields, crs }: Pick<Wanted, 'fields' | 'crs'>): Sql {
  const placed = crs.srid === 4326 ? sql`f.geom` : sql`ST_Transform(f.geom, ${crs.srid}::integer)`;
  const turned = crs.isFlipped ? sql`ST_FlipCoordinates(${placed})` : placed;
  const digits = crs.metric ? 2 : 7;
  const properties = join(fields.map(({ name }) => sql`${raw(`'${name}'`)}, ${columnOf(name)}`));
  return sql`'{"type":"Feature","id":' || f.id || ',"geometry":' || coalesce(ST_AsGeoJSON(${turned}, ${digits}, 0), 'null')
    || ',"properties":' || json_build_object(${properties})::text || '}'`;
}
