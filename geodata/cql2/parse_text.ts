import { Cursor } from './cursor.ts';
import {
  assertReadable,
  Budget,
  comparisons,
  flatBox,
  spatialOps,
  temporalOps,
  type Comparison,
  type Expression,
  type Property,
  type Relation,
  type Scalar,
  type Shape,
  type Time
} from './expression.ts';
import { readDay, readEnd, readMoment } from './times.ts';
import { isWkt, readWkt } from './wkt.ts';

const relations = new Map([...spatialOps, ...temporalOps].map((op) => [op.toUpperCase(), op]));
const literals = new Map([
  ['TRUE', true],
  ['FALSE', false]
]);
/** Words of the language, which name a property only in double quotes. */
const reserved = new Set(['AND', 'OR', 'NOT', 'LIKE', 'BETWEEN', 'IN', 'IS', 'NULL', 'TRUE', 'FALSE']);

/**
 * Reads CQL2 text.
 * @throws Cql2Error naming the character at which it stops being a filter
 */
export function parseText(source: string): Expression {
  assertReadable(source);
  const reader = new Reader(source);
  return reader.whole();
}

class Reader {
  readonly #cursor: Cursor;
  readonly #budget = new Budget();

  constructor(source: string) {
    this.#cursor = new Cursor(source);
  }

  whole(): Expression {
    const expression = this.#either(0);
    if (this.#cursor.peek().kind !== 'end') throw this.#cursor.unexpected(' AND、OR 或结尾', 'AND, OR or the end');
    return expression;
  }

  #either(depth: number): Expression {
    return this.#joined('or', depth, () => this.#joined('and', depth, () => this.#factor(depth)));
  }

  #joined(op: 'and' | 'or', depth: number, read: () => Expression): Expression {
    this.#budget.node(depth);
    const args = [read()];
    while (this.#cursor.tookWord(op.toUpperCase())) args.push(read());
    return args.length === 1 ? args[0]! : { op, args };
  }

  #factor(depth: number): Expression {
    const cursor = this.#cursor;
    this.#budget.node(depth);
    if (cursor.tookWord('NOT')) return { op: 'not', args: [this.#factor(depth + 1)] };
    if (cursor.tookSign('(')) {
      const inside = this.#either(depth + 1);
      cursor.expectSign(')');
      return inside;
    }
    const relation = cursor.isSign('(', 1) ? relations.get(cursor.peek().text.toUpperCase()) : undefined;
    if (relation) return this.#relation(relation, depth);
    const alone = cursor.peek().kind === 'word' ? literals.get(cursor.peek().text.toUpperCase()) : undefined;
    if (alone !== undefined && this.#isOver(1)) {
      cursor.take();
      return alone;
    }
    return this.#comparison(depth);
  }

  /** Whether a predicate is over there. */
  #isOver(ahead: number): boolean {
    const cursor = this.#cursor;
    if (cursor.peek(ahead).kind === 'end' || cursor.isSign(')', ahead)) return true;
    return cursor.isWord('AND', ahead) || cursor.isWord('OR', ahead);
  }

  #comparison(depth: number): Expression {
    const cursor = this.#cursor;
    const left = this.#scalar(depth);
    if (comparisons.some((sign) => cursor.isSign(sign))) {
      const op = cursor.take().text as (typeof comparisons)[number];
      return { op, args: [left, this.#scalar(depth)] };
    }
    if (cursor.tookWord('IS')) {
      const negated = cursor.tookWord('NOT');
      cursor.expectWord('NULL');
      return negate(negated, { op: 'isNull', args: [left as Property] });
    }
    const negated = cursor.tookWord('NOT');
    return negate(negated, this.#ranged(left, depth));
  }

  #ranged(left: Scalar, depth: number): Comparison {
    const cursor = this.#cursor;
    if (cursor.tookWord('LIKE')) return { op: 'like', args: [left, this.#scalar(depth)] };
    if (cursor.tookWord('BETWEEN')) {
      const low = this.#scalar(depth);
      cursor.expectWord('AND');
      return { op: 'between', args: [left, low, this.#scalar(depth)] };
    }
    if (!cursor.tookWord('IN')) throw cursor.unexpected('比较', 'a comparison');
    cursor.expectSign('(');
    const list = [this.#scalar(depth)];
    while (cursor.tookSign(',')) list.push(this.#scalar(depth));
    cursor.expectSign(')');
    return { op: 'in', args: [left, list] };
  }

  #scalar(depth: number): Scalar {
    const cursor = this.#cursor;
    this.#budget.node(depth);
    const { kind, text } = cursor.peek();
    if (kind === 'text') return cursor.take().text;
    if (kind === 'number') return cursor.expectNumber();
    if (kind === 'word') {
      const literal = literals.get(text.toUpperCase());
      if (literal !== undefined) {
        cursor.take();
        return literal;
      }
      if (cursor.isSign('(', 1)) return this.#call(depth);
    }
    return this.#property();
  }

  #call(depth: number): Scalar {
    const cursor = this.#cursor;
    const name = cursor.peek().text.toUpperCase();
    if (!['CASEI', 'DATE', 'TIMESTAMP'].includes(name))
      throw cursor.unexpected('已知的函数', 'a function known here (CASEI, DATE, TIMESTAMP, S_…, T_…)');
    cursor.take();
    cursor.expectSign('(');
    const value: Scalar =
      name === 'CASEI'
        ? { op: 'casei', args: [this.#scalar(depth + 1)] }
        : name === 'DATE'
          ? readDay(cursor.expectText())
          : readMoment(cursor.expectText());
    cursor.expectSign(')');
    return value;
  }

  #property(): Property {
    const { kind, text } = this.#cursor.peek();
    if (kind === 'quoted' || (kind === 'word' && !reserved.has(text.toUpperCase())))
      return { property: this.#cursor.take().text };
    throw this.#cursor.unexpected('字段或值', 'a property or a value');
  }

  #relation(op: Relation['op'], depth: number): Relation {
    const cursor = this.#cursor;
    cursor.take();
    cursor.expectSign('(');
    const read = op.startsWith('s_') ? () => this.#shape(depth + 1) : () => this.#time(depth + 1);
    const first = read();
    cursor.expectSign(',');
    const args = [first, read()];
    cursor.expectSign(')');
    return { op, args } as Relation;
  }

  #shape(depth: number): Shape {
    const cursor = this.#cursor;
    if (cursor.isWord('BBOX') && cursor.isSign('(', 1)) return this.#bbox();
    return isWkt(cursor) && (cursor.isSign('(', 1) || cursor.isWord('Z', 1))
      ? readWkt(cursor, this.#budget, depth)
      : this.#property();
  }

  /** `BBOX(west, south, east, north)`, or with heights, which are left out. */
  #bbox(): Shape {
    const cursor = this.#cursor;
    cursor.take();
    cursor.expectSign('(');
    const numbers = [cursor.expectNumber()];
    while (cursor.tookSign(',') && numbers.length < 6) numbers.push(cursor.expectNumber());
    if (numbers.length !== 4 && numbers.length !== 6) throw cursor.unexpected('四个或六个数', 'four or six numbers');
    cursor.expectSign(')');
    return { bbox: flatBox(numbers) };
  }

  #time(depth: number): Time {
    const cursor = this.#cursor;
    if (!cursor.isSign('(', 1)) return this.#property();
    if (!cursor.tookWord('INTERVAL')) {
      const value = this.#call(depth);
      if (typeof value === 'object' && !('op' in value)) return value;
      throw cursor.unexpected('日期、时刻或 INTERVAL', 'DATE, TIMESTAMP or INTERVAL');
    }
    cursor.expectSign('(');
    const begin = this.#end();
    cursor.expectSign(',');
    const interval: [string | Property, string | Property] = [begin, this.#end()];
    cursor.expectSign(')');
    return { interval };
  }

  #end(): string | Property {
    return this.#cursor.peek().kind === 'text' ? readEnd(this.#cursor.expectText()) : this.#property();
  }
}

function negate(negated: boolean, expression: Expression): Expression {
  return negated ? { op: 'not', args: [expression] } : expression;
}
