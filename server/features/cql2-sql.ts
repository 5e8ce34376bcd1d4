import type { Geometry } from 'geojson';
import { fieldType, type FieldType, type Queryables } from '#geodata/cql2/check.ts';
import {
  Cql2Error,
  scalarsOf,
  type Comparison,
  type Expression,
  type Property,
  type Relation,
  type Scalar,
  type Shape,
  type Time
} from '#geodata/cql2/expression.ts';
import { instantOf, readDay, readMoment } from '#geodata/cql2/times.ts';
import { boxToLngLat, geometryToLngLat, type Crs } from '#geodata/spatial/crs.ts';
import { join, raw, sql, type Sql } from '#server/db/sql.ts';
import { columnOf } from '#server/features/published.ts';
import { relationOfTimes, type Span } from '#server/features/times-sql.ts';

/** What a filter is read with. */
export interface FilterContext {
  fields: Queryables;
  /** System of the filter's coordinates. */
  crs: Crs;
  /** Days begin at midnight here. */
  timeZone: string;
}

/**
 * A checked filter as a condition on a row `f`. Every value is bound; names are those of published columns.
 * @throws Cql2Error where a geometry lies off the earth
 */
export function conditionOf(expression: Expression, context: FilterContext): Sql {
  if (typeof expression === 'boolean') return expression ? sql`true` : sql`false`;
  const { op } = expression;
  if (op === 'not') return sql`NOT ${conditionOf(expression.args[0]!, context)}`;
  if (op === 'and' || op === 'or')
    return sql`(${join(
      expression.args.map((part) => conditionOf(part, context)),
      op === 'and' ? ' AND ' : ' OR '
    )})`;
  if (op.startsWith('s_')) return spatial(expression as Relation, context);
  if (op.startsWith('t_')) {
    const [first, second] = (expression as { args: [Time, Time] }).args.map((time) => spanOf(time, context));
    return relationOfTimes(op, first!, second!);
  }
  return comparison(expression as Comparison, context);
}

function comparison(compared: Comparison, context: FilterContext): Sql {
  const { op, args } = compared;
  if (op === 'isNull')
    return args[0].property === 'geometry' ? sql`f.geom IS NULL` : sql`${columnOf(args[0].property)} IS NULL`;
  const values = scalarsOf(compared).map((value) => typed(value, context));
  // A day and a moment meet as moments.
  const asMoments = values.some(({ type }) => type === 'timestamp') && values.some(({ type }) => type === 'date');
  const [left, ...others] = values.map((one) =>
    asMoments && one.type === 'date' ? beginOfDay(one.value, context) : one.value
  ) as [Sql, ...Sql[]];
  if (op === 'like') return sql`${left} LIKE ${others[0]!}`;
  if (op === 'between') return sql`${left} BETWEEN ${others[0]!} AND ${others[1]!}`;
  if (op === 'in') return sql`${left} IN (${join(others)})`;
  return sql`${left} ${raw(op)} ${others[0]!}`;
}

function typed(scalar: Scalar, context: FilterContext): { value: Sql; type: FieldType } {
  if (typeof scalar === 'string') return { value: sql`${scalar}::text`, type: 'text' };
  // A real of 3.3 equals the number 3.3 as a numeric, and not as a double.
  if (typeof scalar === 'number') return { value: sql`${String(scalar)}::numeric`, type: 'number' };
  if (typeof scalar === 'boolean') return { value: sql`${scalar}::boolean`, type: 'boolean' };
  if ('date' in scalar) return { value: sql`${scalar.date}::date`, type: 'date' };
  if ('timestamp' in scalar) return { value: sql`${scalar.timestamp}::timestamptz`, type: 'timestamp' };
  if ('op' in scalar) return { value: sql`lower(${typed(scalar.args[0], context).value})`, type: 'text' };
  const type = fieldType(scalar.property, context.fields);
  const column = columnOf(scalar.property);
  return { value: type === 'number' ? sql`${column}::numeric` : column, type };
}

function beginOfDay(day: Sql, { timeZone }: FilterContext): Sql {
  return sql`((${day})::timestamp AT TIME ZONE ${timeZone})`;
}

/** A time as its first and last moment; a day lasts until the next begins. */
function spanOf(time: Time, context: FilterContext): Span {
  if ('interval' in time) {
    const [begin, end] = time.interval.map((part) =>
      typeof part === 'object' ? spanOf(part, context) : part === '..' ? always : spanOf(instantOf(part), context)
    );
    return { begin: begin!.begin, end: end!.end };
  }
  const { value, type } = typed(time, context);
  if (type === 'timestamp') return { begin: value, end: value };
  const next = beginOfDay(sql`${value} + 1`, context);
  return { begin: beginOfDay(value, context), end: sql`(${next} - interval '1 microsecond')` };
}

const always: Span = { begin: sql`'-infinity'::timestamptz`, end: sql`'infinity'::timestamptz` };

const spatialFunctions: Record<string, Sql> = {
  s_equals: raw('ST_Equals'),
  s_touches: raw('ST_Touches'),
  s_within: raw('ST_Within'),
  s_overlaps: raw('ST_Overlaps'),
  s_crosses: raw('ST_Crosses'),
  s_contains: raw('ST_Contains')
};

function spatial({ op, args }: Relation, context: FilterContext): Sql {
  const shapes = args as [Shape, Shape];
  const operands = join(shapes.map((shape) => shapeOf(shape, context)));
  if (op === 's_intersects') return sql`ST_Intersects(${operands})`;
  if (op === 's_disjoint') return sql`NOT ST_Intersects(${operands})`;
  if (shapes.some((shape) => 'type' in shape && shape.type === 'GeometryCollection'))
    throw new Cql2Error(
      '几何集合只能用于 S_INTERSECTS 与 S_DISJOINT。',
      'A geometry collection goes with S_INTERSECTS and S_DISJOINT only.'
    );
  return sql`${spatialFunctions[op]!}(${operands})`;
}

function shapeOf(shape: Shape, { crs }: FilterContext): Sql {
  if ('property' in shape) return raw('f.geom');
  if ('type' in shape) return literalShape(geometryToLngLat(crs, shape));
  const rings = boxToLngLat(crs, shape.bbox);
  return literalShape(rings && { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) });
}

/** A drawn geometry may cross itself; it is mended into one PostGIS takes, of the dimension it was drawn in. */
function literalShape(geometry: Geometry | null): Sql {
  if (!geometry) throw offTheEarth();
  const given = sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(geometry)}), 4326)`;
  if (!geometry.type.endsWith('Polygon')) return given;
  return sql`ST_CollectionExtract(ST_MakeValid(${given}), 3)`;
}

function offTheEarth(): Cql2Error {
  return new Cql2Error(
    '过滤条件中的坐标不在所述坐标系范围内；请检查 filter-crs 与坐标顺序。',
    'A coordinate of the filter is not a place in its coordinate system; check filter-crs and the order of axes.'
  );
}

/** What a filter must be told about a field of the caller's own naming: `?kind=school` as a comparison. */
export function equals(property: Property, text: string, fields: Queryables): Expression {
  const type = fieldType(property.property, fields);
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text)))
    return { op: '=', args: [property, Number(text)] };
  if (type === 'boolean' && (text === 'true' || text === 'false'))
    return { op: '=', args: [property, text === 'true'] };
  if (type === 'date' || type === 'timestamp')
    return { op: 't_intersects', args: [property, text.includes('T') ? readMoment(text) : readDay(text)] };
  return { op: '=', args: [property, text] };
}
