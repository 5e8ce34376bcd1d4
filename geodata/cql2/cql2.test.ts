import fc from 'fast-check';
import type { Geometry } from 'geojson';
import { expect, test } from 'vitest';
import { checkExpression, type Queryables } from './check.ts';
import {
  comparisons,
  Cql2Error,
  limits,
  spatialOps,
  temporalOps,
  type Expression,
  type Scalar,
  type Shape,
  type Time
} from './expression.ts';
import { parseJson } from './parse_json.ts';
import { parseText } from './parse_text.ts';

// A backslash before a quote takes the quote in: such a text cannot be written in CQL2's text form.
const text = fc.string().filter((one) => !/\\('|$)/.test(one));
const word = fc.stringMatching(/^[a-z_]{1,8}$/);
const property = fc.oneof(word, fc.string({ minLength: 1, maxLength: 6 })).map((name) => ({ property: name }));
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n + 0 || 0);
const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const date = day.map((at) => at.toISOString().slice(0, 10));
const timestamp = day.map((at) => at.toISOString());
const instant = fc.oneof(
  date.map((date) => ({ date })),
  timestamp.map((timestamp) => ({ timestamp }))
);
const value = fc.oneof(text, number, fc.boolean(), instant, property);
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  value,
  value.map((one) => ({ op: 'casei' as const, args: [one] as [Scalar] }))
);
const position = fc.tuple(number, number).map(([x, y]) => [x, y]);
const positions = fc.array(position, { minLength: 1, maxLength: 4 });
const geometry: fc.Arbitrary<Geometry> = fc.oneof(
  position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
  positions.map((coordinates) => ({ type: 'LineString' as const, coordinates })),
  positions.map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
  positions.map((ring) => ({ type: 'Polygon' as const, coordinates: [ring, ring] })),
  positions.map((ring) => ({ type: 'MultiPolygon' as const, coordinates: [[ring], [ring, ring]] })),
  position.map((coordinates) => ({
    type: 'GeometryCollection' as const,
    geometries: [{ type: 'Point' as const, coordinates }]
  }))
);
const shape = fc.oneof(
  property,
  geometry,
  fc.tuple(number, number, number, number).map((bbox) => ({ bbox }))
);
const end = fc.oneof(fc.constant('..'), date, timestamp, property);
const time = fc.oneof(
  property,
  instant,
  fc.tuple(end, end).map((interval) => ({ interval }))
);

const made = (op: string, args: unknown[]) => ({ op, args }) as unknown as Expression;

/** Every filter there can be, a few levels deep. */
const { expressions } = fc.letrec<{ expressions: Expression }>((tie) => ({
  expressions: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.boolean(),
    fc.tuple(fc.constantFrom(...comparisons), scalar, scalar).map(([op, ...args]) => made(op, args)),
    fc.tuple(scalar, scalar).map((args) => made('like', args)),
    fc.tuple(scalar, scalar, scalar).map((args) => made('between', args)),
    fc.tuple(scalar, fc.array(scalar, { minLength: 1, maxLength: 4 })).map((args) => made('in', args)),
    property.map((operand) => made('isNull', [operand])),
    fc.tuple(fc.constantFrom(...spatialOps), shape, shape).map(([op, ...args]) => made(op, args)),
    fc.tuple(fc.constantFrom(...temporalOps), time, time).map(([op, ...args]) => made(op, args)),
    tie('expressions').map((one) => made('not', [one])),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expressions'), { minLength: 2, maxLength: 3 }))
      .map(([op, args]) => made(op, args))
  )
}));

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const named = ({ property }: { property: string }) => `"${property.replaceAll('"', '""')}"`;

/** A filter as text, every part in brackets. */
function inText(expression: Expression): string {
  if (typeof expression === 'boolean') return String(expression).toUpperCase();
  const { op, args } = expression;
  if (op === 'and' || op === 'or') return args.map((part) => `(${inText(part)})`).join(` ${op} `);
  if (op === 'not') return `NOT (${inText(args[0]!)})`;
  if (op === 'isNull') return `${named(args[0])} IS NULL`;
  if (op === 'like') return `${scalarText(args[0])} LIKE ${scalarText(args[1])}`;
  if (op === 'between') return `${scalarText(args[0])} BETWEEN ${scalarText(args[1])} AND ${scalarText(args[2])}`;
  if (op === 'in') return `${scalarText(args[0])} IN (${args[1].map(scalarText).join(', ')})`;
  if (op.startsWith('s_')) return `${op}(${(args as Shape[]).map(shapeText).join(', ')})`;
  if (op.startsWith('t_')) return `${op.toUpperCase()}(${(args as Time[]).map(timeText).join(', ')})`;
  return (args as Scalar[]).map(scalarText).join(` ${op} `);
}

function scalarText(scalar: Scalar): string {
  if (typeof scalar === 'string') return quoted(scalar);
  if (typeof scalar !== 'object') return String(scalar);
  if ('op' in scalar) return `CASEI(${scalarText(scalar.args[0])})`;
  return timeText(scalar);
}

function timeText(time: Time): string {
  if ('property' in time) return named(time);
  if ('date' in time) return `DATE('${time.date}')`;
  if ('timestamp' in time) return `TIMESTAMP('${time.timestamp}')`;
  return `INTERVAL(${time.interval.map((end) => (typeof end === 'string' ? quoted(end) : named(end))).join(',')})`;
}

function shapeText(shape: Shape): string {
  if ('property' in shape) return named(shape);
  if (!('type' in shape)) return `BBOX(${shape.bbox.join(',')})`;
  const name = shape.type.toUpperCase();
  if (shape.type === 'GeometryCollection') return `${name}(${shape.geometries.map(shapeText).join(',')})`;
  return shape.type === 'Point' ? `${name}(${shape.coordinates.join(' ')})` : name + listText(shape.coordinates);
}

function listText(list: unknown[]): string {
  const inside = list.map((part) =>
    Array.isArray(part) && typeof part[0] === 'number' ? part.join(' ') : listText(part as unknown[])
  );
  return `(${inside.join(', ')})`;
}

const fields: Queryables = new Map([
  ['name', 'text'],
  ['floors', 'number'],
  ['bridge', 'boolean'],
  ['checked_on', 'date'],
  ['read_at', 'timestamp'],
  ['geometry', 'geometry']
]);
const check = (text: string) => checkExpression(parseText(text), fields);

test('whatever can be said in text is read as it was meant', () => {
  fc.assert(
    fc.property(expressions, (expression) => {
      expect(parseText(inText(expression))).toEqual(expression);
    })
  );
});

test('whatever can be said in JSON is read as it was meant', () => {
  fc.assert(
    fc.property(expressions, (expression) => {
      expect(parseJson(JSON.stringify(expression))).toEqual(expression);
    })
  );
});

test('anything else is refused in a sentence, never with another error', () => {
  const scraps = fc.constantFrom(
    ...[
      '(',
      ')',
      ',',
      'AND',
      'NOT',
      'a',
      '=',
      "'x'",
      '1',
      'IN',
      'BETWEEN',
      'BBOX',
      'DATE',
      'S_INTERSECTS',
      '"',
      'POINT'
    ]
  );
  const garbage = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(scraps).map((parts) => parts.join(' ')),
    fc.json()
  );
  fc.assert(
    fc.property(garbage, (text) => {
      for (const read of [parseText, parseJson]) {
        try {
          checkExpression(read(text), fields);
        } catch (error) {
          expect(error).toBeInstanceOf(Cql2Error);
        }
      }
    }),
    { numRuns: 500 }
  );
});

test('the examples of the standard', () => {
  expect(parseText("name LIKE 'Gezhi%'")).toEqual({ op: 'like', args: [{ property: 'name' }, 'Gezhi%'] });
  expect(parseText('floors>10')).toEqual({ op: '>', args: [{ property: 'floors' }, 10] });
  expect(parseText('floors NOT BETWEEN 1 AND 3')).toEqual({
    op: 'not',
    args: [{ op: 'between', args: [{ property: 'floors' }, 1, 3] }]
  });
  expect(parseText('"name" is not null')).toEqual({
    op: 'not',
    args: [{ op: 'isNull', args: [{ property: 'name' }] }]
  });
  expect(parseText("CASEI(name) IN (CASEI('a'), 'b')")).toEqual({
    op: 'in',
    args: [{ op: 'casei', args: [{ property: 'name' }] }, [{ op: 'casei', args: ['a'] }, 'b']]
  });
  expect(parseText('S_INTERSECTS(geometry, BBOX(125, 43, 0, 126, 44, 100))')).toEqual({
    op: 's_intersects',
    args: [{ property: 'geometry' }, { bbox: [125, 43, 126, 44] }]
  });
  expect(parseText("T_DURING(read_at, INTERVAL('2026-01-01', '..'))")).toEqual({
    op: 't_during',
    args: [{ property: 'read_at' }, { interval: ['2026-01-01', '..'] }]
  });
});

test('AND binds closer than OR, and NOT closest', () => {
  expect(parseText('a=1 OR b=1 AND NOT c=1')).toEqual(parseText('(a=1) OR ((b=1) AND (NOT (c=1)))'));
});

test('a quote in a text is doubled or follows a backslash; other backslashes are kept for LIKE', () => {
  const of = (text: string) => (parseText(text) as { args: [unknown, Scalar] }).args[1];
  expect(of("name = 'it''s'")).toBe("it's");
  expect(of("name = 'it\\'s'")).toBe("it's");
  expect(of("name LIKE '10\\%'")).toBe('10\\%');
});

test('a Chinese field or value needs no escaping', () => {
  expect(parseText("名称 = '人民广场'")).toEqual({ op: '=', args: [{ property: '名称' }, '人民广场'] });
});

test('an error names the character at which reading stopped', () => {
  expect(() => parseText('floors >')).toThrow('At character 9');
  expect(() => parseText('floors = 3 3')).toThrow('At character 12');
  expect(() => parseText("name = 'open")).toThrow('quote at character 8 is not closed');
});

test('a filter too deep, too large or too long is refused', () => {
  expect(() => parseText(`${'('.repeat(limits.depth + 1)}a=1${')'.repeat(limits.depth + 1)}`)).toThrow('nested deeper');
  expect(() => parseText(`${'NOT '.repeat(900)}a=1`)).toThrow('nested deeper');
  expect(() => parseText(`a IN (${Array(limits.nodes).fill('1').join(',')})`)).toThrow('more than 1000 parts');
  expect(() => parseText(`a = '${'x'.repeat(limits.characters)}'`)).toThrow('longer than');
  expect(() => parseJson(`${'{"op":"not","args":['.repeat(900)}true${']}'.repeat(900)}`)).toThrow('nested deeper');
  const ring = Array(limits.positions + 1)
    .fill('1 1')
    .join(',');
  expect(() => parseText(`S_WITHIN(geometry, LINESTRING(${ring}))`)).toThrow('more than 4000 positions');
});

test('a field that is not published is refused as one that does not exist', () => {
  expect(() => check("household_secret = 'x'")).toThrow('There is no queryable field "household_secret".');
  expect(() => check("T_AFTER(secret_at, DATE('2026-01-01'))")).toThrow('There is no queryable field "secret_at".');
  expect(() => check('S_INTERSECTS(secret_geom, POINT(1 1))')).toThrow('There is no queryable field "secret_geom".');
  expect(() => check("T_AFTER(read_at, INTERVAL('..', secret_at))")).toThrow('no queryable field "secret_at"');
  expect(() => check('secret IS NULL')).toThrow('no queryable field');
  expect(() => check("CASEI(secret) LIKE 'a%'")).toThrow('no queryable field');
});

test('like is compared with like; a day with a moment', () => {
  for (const text of ['floors = 3', "name < 'b'", 'bridge = TRUE', "checked_on > TIMESTAMP('2026-01-01T00:00:00Z')"])
    check(text);
  for (const text of ["floors = '3'", 'name > 3', 'bridge = 1', 'floors LIKE 3', "name = DATE('2026-01-01')"])
    expect(() => check(text), text).toThrow('cannot be compared');
  for (const text of ['geometry = geometry', "T_AFTER(name, DATE('2026-01-01'))", 'S_INTERSECTS(name, POINT(1 1))'])
    expect(() => check(text), text).toThrow('cannot be compared');
});

test('a day that is not in the calendar, and a line or ring that is none, are refused', () => {
  for (const text of [
    "checked_on = DATE('2026-02-30')",
    "read_at = TIMESTAMP('2026-01-01')",
    "read_at = TIMESTAMP('2026-01-01T25:00:00Z')",
    'S_INTERSECTS(geometry, LINESTRING(1 1))',
    'S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 0)))',
    'S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 1)))'
  ])
    expect(() => check(text), text).toThrow(Cql2Error);
});

test('TRUE and FALSE are filters', () => {
  for (const literal of [true, false] satisfies Expression[]) {
    expect(parseText(String(literal))).toBe(literal);
    expect(parseJson(String(literal))).toBe(literal);
  }
});
