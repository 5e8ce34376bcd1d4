import type { Geometry, Position } from 'geojson';
import type { Cursor } from './cursor.ts';
import type { Budget } from './expression.ts';

/** Geometry types of well-known text, with how deep their lists of positions nest. */
const depths: Record<string, { type: Exclude<Geometry['type'], 'GeometryCollection'>; depth: 0 | 1 | 2 | 3 }> = {
  POINT: { type: 'Point', depth: 0 },
  LINESTRING: { type: 'LineString', depth: 1 },
  POLYGON: { type: 'Polygon', depth: 2 },
  MULTIPOINT: { type: 'MultiPoint', depth: 1 },
  MULTILINESTRING: { type: 'MultiLineString', depth: 2 },
  MULTIPOLYGON: { type: 'MultiPolygon', depth: 3 }
};

/** Whether a geometry in well-known text begins here. */
export function isWkt(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  const name = text.toUpperCase();
  return kind === 'word' && (name in depths || name === 'GEOMETRYCOLLECTION');
}

/**
 * Reads a geometry of well-known text as GeoJSON, its third coordinate left out.
 * @throws Cql2Error where it is none or has too many positions
 */
export function readWkt(cursor: Cursor, budget: Budget, depth = 0): Geometry {
  budget.node(depth);
  if (!isWkt(cursor)) throw cursor.unexpected('几何', 'a geometry');
  const name = cursor.take().text.toUpperCase();
  cursor.tookWord('Z');
  if (name === 'GEOMETRYCOLLECTION')
    return { type: 'GeometryCollection', geometries: list(cursor, () => readWkt(cursor, budget, depth + 1)) };
  const { type, depth: lists } = depths[name]!;
  const coordinates = type === 'Point' ? inBrackets(cursor, budget) : nested(cursor, budget, lists, type);
  return { type, coordinates } as Geometry;
}

type Nested = Position | Nested[];

function nested(cursor: Cursor, budget: Budget, depth: number, type: string): Nested {
  if (depth > 1) return list(cursor, () => nested(cursor, budget, depth - 1, type));
  // MULTIPOINT ((1 2), (3 4)) and MULTIPOINT (1 2, 3 4) are both in use.
  return list(cursor, () =>
    type === 'MultiPoint' && cursor.isSign('(') ? inBrackets(cursor, budget) : position(cursor, budget)
  );
}

function list<T>(cursor: Cursor, read: () => T): T[] {
  cursor.expectSign('(');
  const items = [read()];
  while (cursor.tookSign(',')) items.push(read());
  cursor.expectSign(')');
  return items;
}

function inBrackets(cursor: Cursor, budget: Budget): Position {
  cursor.expectSign('(');
  const at = position(cursor, budget);
  cursor.expectSign(')');
  return at;
}

function position(cursor: Cursor, budget: Budget): Position {
  budget.position();
  const at = [cursor.expectNumber(), cursor.expectNumber()];
  if (cursor.peek().kind === 'number') cursor.take();
  return at;
}
