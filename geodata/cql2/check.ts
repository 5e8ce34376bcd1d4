import {
  Cql2Error,
  scalarsOf,
  type Comparison,
  type Expression,
  type Instant,
  type Property,
  type Relation,
  type Scalar,
  type Shape,
  type Time
} from './expression.ts';

/** What a field holds, as far as a filter must know. */
export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'geometry';

/** The fields a caller may filter by, and nothing else. */
export type Queryables = ReadonlyMap<string, FieldType>;

/**
 * Sees to it that a filter speaks only of fields that may be asked about, and compares like with like, so that the
 * database is never asked what it would refuse. A field that exists and is not published is refused in the same words
 * as one that does not exist.
 * @throws Cql2Error
 */
export function checkExpression(expression: Expression, fields: Queryables): void {
  if (typeof expression === 'boolean') return;
  if (expression.op === 'and' || expression.op === 'or' || expression.op === 'not') {
    for (const part of expression.args) checkExpression(part, fields);
  } else if (expression.op.startsWith('s_') || expression.op.startsWith('t_')) {
    checkRelation(expression as Relation, fields);
  } else checkComparison(expression as Comparison, fields);
}

/** @throws Cql2Error for a field that is not among those that may be asked about */
export function fieldType(name: string, fields: Queryables): FieldType {
  const type = fields.get(name);
  if (type) return type;
  throw new Cql2Error(
    `没有可查询的字段“${name.slice(0, 60)}”。`,
    `There is no queryable field "${name.slice(0, 60)}".`
  );
}

function checkComparison(comparison: Comparison, fields: Queryables): void {
  if (comparison.op === 'isNull') {
    const [operand] = comparison.args;
    if (typeof operand !== 'object' || !('property' in operand))
      throw new Cql2Error('IS NULL 前须为字段。', 'IS NULL follows a field.');
    fieldType(operand.property, fields);
    return;
  }
  const [first, ...others] = scalarsOf(comparison).map((value) => scalarType(value, fields));
  const odd = others.find((type) => !areAlike(first!, type));
  if (odd || first === 'geometry') throw unlike(first!, odd ?? 'geometry');
  if (comparison.op === 'like') {
    if (first !== 'text') throw unlike(first!, 'text');
    assertPattern(comparison.args[1]);
  }
}

/** A pattern is a text, or CASEI of one; a lone backslash at its end would escape nothing. */
function assertPattern(pattern: Scalar): void {
  if (typeof pattern === 'object' && 'op' in pattern) return assertPattern(pattern.args[0]);
  if (typeof pattern !== 'string') throw new Cql2Error('LIKE 后须为文本。', 'A text follows LIKE.');
  if (/(^|[^\\])(\\\\)*\\$/.test(pattern))
    throw new Cql2Error('LIKE 的模式不能以反斜杠结尾。', 'A pattern of LIKE does not end in a lone backslash.');
}

function scalarType(value: Scalar, fields: Queryables): FieldType {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if ('property' in value) return fieldType(value.property, fields);
  if ('date' in value) return 'date';
  if ('timestamp' in value) return 'timestamp';
  const inner = scalarType(value.args[0], fields);
  if (inner !== 'text') throw unlike('text', inner);
  return 'text';
}

/** A day is compared with a moment as its beginning. */
const isTime = (type: FieldType) => type === 'date' || type === 'timestamp';
const areAlike = (one: FieldType, other: FieldType) => one === other || (isTime(one) && isTime(other));

function checkRelation({ op, args }: Relation, fields: Queryables): void {
  const isSpatial = op.startsWith('s_');
  for (const operand of args as (Shape | Time)[]) {
    for (const { property } of propertiesOf(operand)) {
      const type = fieldType(property, fields);
      if (isSpatial ? type !== 'geometry' : !isTime(type)) throw unlike(isSpatial ? 'geometry' : 'timestamp', type);
    }
    if (isSpatial && 'type' in operand) assertRings(operand);
  }
}

function propertiesOf(operand: Shape | Time): Property[] {
  if ('property' in operand) return [operand];
  if (!('interval' in operand)) return [];
  return operand.interval.filter((end): end is Property => typeof end === 'object');
}

/** Lines have two positions and rings four, closed: PostGIS raises for anything less. */
function assertRings(shape: Exclude<Shape, Property | { bbox: unknown } | Instant>): void {
  if (shape.type === 'GeometryCollection') return shape.geometries.forEach(assertRings);
  const { type, coordinates } = shape;
  const lines = type === 'LineString' ? [coordinates] : type === 'MultiLineString' ? coordinates : [];
  const rings = type === 'Polygon' ? coordinates : type === 'MultiPolygon' ? coordinates.flat() : [];
  if (lines.some((line) => line.length < 2))
    throw new Cql2Error('线须至少有两个点。', 'A line has two positions at least.');
  for (const ring of rings) {
    const [first, last] = [ring[0], ring.at(-1)];
    if (ring.length < 4 || first?.[0] !== last?.[0] || first?.[1] !== last?.[1])
      throw new Cql2Error('面的环须闭合，且至少有四个点。', 'A ring is closed and has four positions at least.');
  }
}

const titles: Record<FieldType, { zh: string; en: string }> = {
  text: { zh: '文本', en: 'text' },
  number: { zh: '数值', en: 'number' },
  boolean: { zh: '布尔值', en: 'boolean' },
  date: { zh: '日期', en: 'date' },
  timestamp: { zh: '时刻', en: 'time' },
  geometry: { zh: '几何', en: 'geometry' }
};

function unlike(one: FieldType, other: FieldType): Cql2Error {
  return new Cql2Error(
    `${titles[one].zh}与${titles[other].zh}不能这样比较。`,
    `A ${titles[one].en} and a ${titles[other].en} cannot be compared in this way.`
  );
}
