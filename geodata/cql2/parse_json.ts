import type { Geometry } from 'geojson';
import {
  assertReadable,
  Budget,
  comparisons,
  Cql2Error,
  flatBox,
  spatialOps,
  temporalOps,
  type Expression,
  type Property,
  type Scalar,
  type Shape,
  type Time
} from './expression.ts';
import { readDay, readEnd, readMoment } from './times.ts';

/** Positions nest this deep in each type of geometry. */
const depths: Record<string, number> = {
  ...{ Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }
};

/**
 * Reads CQL2 JSON and keeps nothing of it but what is known.
 * @throws Cql2Error naming the part that is not CQL2
 */
export function parseJson(source: string): Expression {
  assertReadable(source);
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch {
    throw new Cql2Error('过滤条件不是有效的 JSON。', 'The filter is not JSON.');
  }
  return new Reader().expression(json, 0);
}

type Node = Record<string, unknown>;

class Reader {
  readonly #budget = new Budget();

  expression(json: unknown, depth: number): Expression {
    this.#budget.node(depth);
    if (typeof json === 'boolean') return json;
    const { op, args } = operationOf(json);
    const inner = (part: unknown) => this.expression(part, depth + 1);
    const scalar = (part: unknown) => this.#scalar(part, depth + 1);
    if (op === 'and' || op === 'or') return { op, args: atLeast(2, op, args).map(inner) };
    if (op === 'not') return { op, args: exactly(1, op, args).map(inner) };
    if (op === 'isNull') return { op, args: exactly(1, op, args).map((part) => this.#property(part)) as [Property] };
    if (op === 'between') return { op, args: exactly(3, op, args).map(scalar) as [Scalar, Scalar, Scalar] };
    if (op === 'in') {
      const [value, list] = exactly(2, op, args);
      if (!Array.isArray(list) || list.length === 0) throw wrong('in', 'a list');
      return { op, args: [scalar(value), list.map(scalar)] };
    }
    if (op === 'like' || isOneOf(comparisons, op))
      return { op, args: exactly(2, op, args).map(scalar) as [Scalar, Scalar] };
    if (isOneOf(spatialOps, op))
      return { op, args: exactly(2, op, args).map((part) => this.#shape(part, depth + 1)) as [Shape, Shape] };
    if (isOneOf(temporalOps, op))
      return { op, args: exactly(2, op, args).map((part) => this.#time(part)) as [Time, Time] };
    throw new Cql2Error(`不支持的运算“${op.slice(0, 40)}”。`, `There is no operation "${op.slice(0, 40)}" here.`);
  }

  #scalar(json: unknown, depth: number): Scalar {
    this.#budget.node(depth);
    if (typeof json === 'string' || typeof json === 'boolean') return json;
    if (typeof json === 'number' && Number.isFinite(json)) return json;
    if (isNode(json)) {
      if ('property' in json) return this.#property(json);
      if ('date' in json) return readDay(json.date);
      if ('timestamp' in json) return readMoment(json.timestamp);
      if (json.op === 'casei')
        return { op: 'casei', args: [this.#scalar(exactly(1, 'casei', operationOf(json).args)[0], depth + 1)] };
    }
    throw wrong('scalar', 'a value, a property, a date or CASEI');
  }

  #property(json: unknown): Property {
    if (isNode(json) && typeof json.property === 'string') return { property: json.property };
    throw wrong('property', '{"property": "…"}');
  }

  #time(json: unknown): Time {
    if (isNode(json)) {
      if ('date' in json) return readDay(json.date);
      if ('timestamp' in json) return readMoment(json.timestamp);
      if (Array.isArray(json.interval) && json.interval.length === 2) {
        const [begin, end] = json.interval.map((part) => (isNode(part) ? this.#property(part) : readEnd(part)));
        return { interval: [begin!, end!] };
      }
    }
    return this.#property(json);
  }

  #shape(json: unknown, depth: number): Shape {
    if (!isNode(json)) throw wrong('geometry', 'a GeoJSON geometry, a bbox or a property');
    if ('property' in json) return this.#property(json);
    if ('type' in json) return this.#geometry(json, depth);
    const numbers = json.bbox;
    const isBox = Array.isArray(numbers) && (numbers.length === 4 || numbers.length === 6) && numbers.every(isNumber);
    if (!isBox) throw wrong('bbox', 'four or six numbers');
    return { bbox: flatBox(numbers) };
  }

  #geometry(json: Node, depth: number): Geometry {
    this.#budget.node(depth);
    const { type, coordinates, geometries } = json;
    if (type === 'GeometryCollection' && Array.isArray(geometries))
      return {
        type,
        geometries: geometries.map((one) => {
          if (!isNode(one)) throw wrong('geometry', 'a GeoJSON geometry');
          return this.#geometry(one, depth + 1);
        })
      };
    const lists = typeof type === 'string' && Object.hasOwn(depths, type) ? depths[type] : undefined;
    if (lists === undefined) throw wrong('geometry', 'a GeoJSON geometry');
    return { type, coordinates: this.#positions(coordinates, lists) } as Geometry;
  }

  #positions(json: unknown, depth: number): unknown {
    if (!Array.isArray(json) || json.length === 0) throw wrong('coordinates', 'positions');
    if (depth > 0) return json.map((part) => this.#positions(part, depth - 1));
    this.#budget.position();
    if (json.length < 2 || !json.every(isNumber)) throw wrong('coordinates', 'two numbers');
    return json.slice(0, 2);
  }
}

function operationOf(json: unknown): { op: string; args: unknown[] } {
  if (isNode(json) && typeof json.op === 'string' && Array.isArray(json.args)) return { op: json.op, args: json.args };
  throw wrong('expression', '{"op": "…", "args": […]}');
}

function exactly(count: number, op: string, args: unknown[]): unknown[] {
  if (args.length === count) return args;
  throw new Cql2Error(`“${op}”须有 ${count} 个参数。`, `"${op}" takes ${count} arguments.`);
}

function atLeast(count: number, op: string, args: unknown[]): unknown[] {
  if (args.length >= count) return args;
  throw new Cql2Error(`“${op}”至少须有 ${count} 个参数。`, `"${op}" takes ${count} arguments at least.`);
}

function wrong(where: string, wanted: string): Cql2Error {
  return new Cql2Error(`过滤条件中的 ${where} 应为 ${wanted}。`, `In the filter, ${where} should be ${wanted}.`);
}

const isNode = (json: unknown): json is Node => typeof json === 'object' && json !== null && !Array.isArray(json);
const isNumber = (json: unknown): json is number => typeof json === 'number' && Number.isFinite(json);

function isOneOf<const T extends readonly string[]>(words: T, word: string): word is T[number] {
  return words.includes(word);
}
