import type { Geometry } from 'geojson';

/**
 * A filter as OGC 21-065r2 (CQL2) writes it in JSON; the text form is read into the same. What is here is what is
 * supported: no arithmetic, no arrays, no functions of our own, no ACCENTI.
 */
export type Expression = boolean | Logical | Comparison | Relation;

export type Logical = { op: 'and' | 'or' | 'not'; args: Expression[] };

export type Comparison =
  | { op: (typeof comparisons)[number]; args: [Scalar, Scalar] }
  | { op: 'like'; args: [Scalar, Scalar] }
  | { op: 'between'; args: [Scalar, Scalar, Scalar] }
  | { op: 'in'; args: [Scalar, Scalar[]] }
  | { op: 'isNull'; args: [Property] };

/** How two geometries lie, or two times follow each other. */
export type Relation =
  { op: (typeof spatialOps)[number]; args: [Shape, Shape] } | { op: (typeof temporalOps)[number]; args: [Time, Time] };

export type Property = { property: string };
/** RFC 3339 full-date, and date-time with an offset. */
export type Instant = { date: string } | { timestamp: string };
export type Scalar = string | number | boolean | Property | Instant | { op: 'casei'; args: [Scalar] };
/** Ends of an interval: a date, a date-time, `..` for open, or a property. */
export type Time = Property | Instant | { interval: [string | Property, string | Property] };
/** `[west, south, east, north]` and every GeoJSON geometry, in the filter's coordinate reference system. */
export type Shape = Property | { bbox: [number, number, number, number] } | Geometry;

export const comparisons = ['=', '<>', '<', '>', '<=', '>='] as const;

export const spatialOps = [
  's_intersects',
  's_equals',
  's_disjoint',
  's_touches',
  's_within',
  's_overlaps',
  's_crosses',
  's_contains'
] as const;

export const temporalOps = [
  't_after',
  't_before',
  't_contains',
  't_disjoint',
  't_during',
  't_equals',
  't_finishedBy',
  't_finishes',
  't_intersects',
  't_meets',
  't_metBy',
  't_overlappedBy',
  't_overlaps',
  't_startedBy',
  't_starts'
] as const;

/** Largest filter that is looked at: so that none costs more than it can be worth. */
export const limits = { characters: 20_000, depth: 32, nodes: 1_000, positions: 4_000 } as const;

/** The values that a comparison compares; for IS NULL, the field. */
export function scalarsOf(comparison: Comparison): Scalar[] {
  return comparison.op === 'in' ? [comparison.args[0], ...comparison.args[1]] : comparison.args;
}

/** What is wrong with a filter, for whoever wrote it. */
export class Cql2Error extends Error {
  readonly zh: string;
  readonly en: string;
  constructor(zh: string, en: string) {
    super(en);
    this.zh = zh;
    this.en = en;
  }
}

/** Counts what a filter is made of and refuses what is too much. */
export class Budget {
  #nodes: number = limits.nodes;
  #positions: number = limits.positions;

  node(depth: number): void {
    if (depth > limits.depth)
      throw new Cql2Error(`过滤条件嵌套超过 ${limits.depth} 层。`, `The filter is nested deeper than ${limits.depth}.`);
    if (--this.#nodes < 0)
      throw new Cql2Error(`过滤条件超过 ${limits.nodes} 项。`, `The filter has more than ${limits.nodes} parts.`);
  }

  position(): void {
    if (--this.#positions < 0)
      throw new Cql2Error(
        `过滤条件中的几何超过 ${limits.positions} 个点。`,
        `The geometries of the filter have more than ${limits.positions} positions.`
      );
  }
}

/** A box of four numbers out of four, or of six with heights: [west, south, low, east, north, high]. */
export function flatBox(numbers: readonly number[]): [number, number, number, number] {
  const [a, b, c, d, e] = numbers as [number, number, number, number, number];
  return numbers.length === 4 ? [a, b, c, d] : [a, b, d, e];
}

/** @throws Cql2Error for a text nobody should have to read */
export function assertReadable(text: string): void {
  if (text.length > limits.characters)
    throw new Cql2Error(
      `过滤条件超过 ${limits.characters} 个字符。`,
      `The filter is longer than ${limits.characters} characters.`
    );
}
