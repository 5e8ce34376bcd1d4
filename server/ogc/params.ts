import { Cql2Error, flatBox, type Expression } from '#geodata/cql2/expression.ts';
import { parseJson } from '#geodata/cql2/parse_json.ts';
import { parseText } from '#geodata/cql2/parse_text.ts';
import { boxToLngLat, crs84, findCrs, type Crs } from '#geodata/spatial/crs.ts';
import { equals } from '#server/features/cql2-sql.ts';
import type { Queryables } from '#geodata/cql2/check.ts';
import type { Selection } from '#server/features/selection.ts';
import { readWhen } from '#server/features/when.ts';
import { Problem, type Detail } from '#server/http/problem.ts';

export const DEFAULT_LIMIT = 100;
/** More at once is given as this many, and the rest by `next`. */
export const MAX_LIMIT = 10_000;

/** What a caller asked of the items of a collection. */
export interface ItemsQuery {
  limit: number;
  /** Id of the last feature of the page before; 0 on the first page. */
  after: number;
  crs: Crs;
  selection: Selection;
}

type Given = Record<string, unknown>;

/** Parameters that every resource takes. */
const always = ['f'];
/** Parameters of the items of a collection; any other must be the name of a queryable. */
const itemsParameters = [
  ...['bbox', 'bbox-crs', 'crs', 'datetime', 'limit', 'after', 'filter', 'filter-lang', 'filter-crs']
];

/** @throws Problem 400 for a parameter that a resource does not know, or one given twice */
export function assertKnown(query: Given, known: readonly string[] = []): Record<string, string> {
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string')
      throw refuse(name, { zh: `参数 ${name} 只能给一次。`, en: `${name} may be given once.` });
    if (!known.includes(name) && !always.includes(name)) {
      const shown = name.slice(0, 60);
      throw refuse(shown, { zh: `没有参数“${shown}”。`, en: `There is no parameter "${shown}" here.` });
    }
  }
  return query as Record<string, string>;
}

/**
 * The items a caller asks for.
 * @throws Problem 400 naming the parameter that is wrong
 */
export function readItemsQuery(given: Given, fields: Queryables): ItemsQuery {
  const query = assertKnown(given, [...itemsParameters, ...[...fields.keys()].filter((name) => name !== 'geometry')]);
  const bboxCrs = crsOf('bbox-crs', query['bbox-crs']);
  return {
    limit: Math.min(wholeNumber('limit', query.limit, 1) ?? DEFAULT_LIMIT, MAX_LIMIT),
    after: wholeNumber('after', query.after, 0) ?? 0,
    crs: crsOf('crs', query.crs),
    selection: {
      boxes: query.bbox === undefined ? undefined : boxesOf(query.bbox, bboxCrs),
      filters: filtersOf(query, fields),
      filterCrs: crsOf('filter-crs', query['filter-crs']),
      when: query.datetime === undefined ? undefined : whenOf(query.datetime)
    }
  };
}

/** The system of a parameter; longitude and latitude where nothing is said. */
export function crsOf(name: string, uri: string | undefined): Crs {
  const crs = uri === undefined ? crs84 : findCrs(uri);
  if (crs) return crs;
  throw refuse(name, {
    zh: `参数 ${name} 不是本服务提供的坐标参考系。`,
    en: `${name} is not one of the coordinate reference systems offered here; a collection lists them under crs.`
  });
}

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
  throw refuse(name, {
    zh: `参数 ${name} 应为不小于 ${least} 的整数。`,
    en: `${name} is a whole number from ${least}.`
  });
}

function boxesOf(text: string, crs: Crs): readonly [number, number][][] {
  const numbers = text.split(',').map((part) => (/^\s*$/.test(part) ? NaN : Number(part)));
  const isBox = (numbers.length === 4 || numbers.length === 6) && numbers.every(Number.isFinite);
  const rings = isBox && boxToLngLat(crs, flatBox(numbers));
  if (rings) return rings;
  throw refuse('bbox', {
    zh: 'bbox 应为四个（或含高程的六个）数，按 bbox-crs 的坐标轴顺序：两轴的最小值，再两轴的最大值。',
    en: 'bbox is four numbers (six with heights) in the order of the axes of bbox-crs: both lowest, then both highest.'
  });
}

function whenOf(text: string) {
  const when = readWhen(text);
  if (when) return when;
  throw refuse('datetime', {
    zh: 'datetime 应为带时区的时刻，或 开始/结束，如 2026-07-01T08:00:00Z、2026-01-01/2026-06-30、../2026。',
    en: 'datetime is a time with its offset, or begin/end: 2026-07-01T08:00:00Z, 2026-01-01/2026-06-30, ../2026.'
  });
}

function filtersOf(query: Record<string, string>, fields: Queryables): Expression[] {
  const named = Object.entries(query).filter(([name]) => !itemsParameters.includes(name) && !always.includes(name));
  return refusing(() => {
    const filters = named.map(([property, text]) => equals({ property }, text, fields));
    const language = query['filter-lang'] ?? 'cql2-text';
    if (!['cql2-text', 'cql2-json'].includes(language))
      throw refuse('filter-lang', {
        zh: 'filter-lang 应为 cql2-text 或 cql2-json。',
        en: 'filter-lang is cql2-text or cql2-json.'
      });
    if (query.filter !== undefined)
      filters.push(language === 'cql2-json' ? parseJson(query.filter) : parseText(query.filter));
    return filters;
  });
}

/** Runs what may find fault with a filter; the fault becomes a 400. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Cql2Error ? refuse('filter', error) : error;
  }
}

export function refuse(parameter: string, { zh, en }: Detail): Problem {
  return new Problem(400, 'invalid-parameter', { zh, en }, { parameter });
}
