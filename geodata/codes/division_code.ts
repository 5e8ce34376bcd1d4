import { CodeError, digits } from './code_error.ts';
import types from './division_types.json' with { type: 'json' };

/** Who keeps a code: the statistics bureau alone (NBS), civil affairs as well (MCA), or this site (local). */
export type Authority = 'NBS' | 'MCA' | 'local';

/** 1 province, 2 prefecture, 3 county, 4 township, 5 village or community. */
export type DivisionLevel = 1 | 2 | 3 | 4 | 5;

/** A kind of township or village: 街道, 镇, 居委会 … with the authority that numbers it. */
export interface DivisionType {
  code: string;
  zh: string;
  en: string;
  authority: Authority;
}

const WIDTH = 12;
/** How many digits a code has used up at the end of each level. */
const ENDS = [2, 4, 6, 9, 12] as const;
const GRID_WIDTH = 15;

/**
 * The level of a 12-digit code: that of its last part which is not all zeros. A part in between may be zero,
 * because some prefectures (东莞) have townships but no counties.
 * CodeError `digits`, or `no_province` when the code names nothing.
 */
export function levelOf(code: string): DivisionLevel {
  digits(code, WIDTH, '区划代码', 'a division code');
  if (code.startsWith('00')) {
    throw new CodeError(
      'no_province',
      `区划代码缺少省级代码：${code}`,
      `a division code begins with a province: ${code}`
    );
  }
  const used = code.replace(/0+$/, '').length;
  return (ENDS.findIndex((end) => used <= end) + 1) as DivisionLevel;
}

/**
 * The 12-digit form of a code of 2, 4, 6, 9 or 12 digits: `220102` becomes `220102000000`.
 * CodeError `length`, `digits` or `no_province`.
 */
export function formatDivisionCode(short: string): string {
  if (!ENDS.some((end) => end === short.length)) {
    throw new CodeError(
      'length',
      `区划代码须为 2、4、6、9 或 12 位：${short}`,
      `a division code has 2, 4, 6, 9 or 12 digits: ${short}`
    );
  }
  const code = short.padEnd(WIDTH, '0');
  levelOf(code);
  return code;
}

/** The code one part shorter, or null for a province. */
export function parentOf(code: string): string | null {
  const level = levelOf(code);
  return level === 1 ? null : code.slice(0, ENDS[level - 2]).padEnd(WIDTH, '0');
}

/**
 * What every code inside begins with: a division code without its zero padding, cut at the end of its level.
 * A grid code, being the smallest scope, is its own prefix.
 */
export function scopePrefix(code: string): string {
  return code.length === GRID_WIDTH ? code : code.slice(0, ENDS[levelOf(code) - 1]);
}

/**
 * Whether a division or grid code lies in a scope, itself included. The scope is a division code, its prefix
 * (2, 4, 6 or 9 digits) or a grid code. Anything else throws: an empty scope must never mean everywhere.
 */
export function isWithin(code: string, scope: string): boolean {
  const whole = scope.length === GRID_WIDTH ? scope : formatDivisionCode(scope);
  return code.startsWith(scopePrefix(whole));
}

/** The kind of township by digits 7–9; null above the township or for a number in no known range. */
export function townshipType(code: string): DivisionType | null {
  return levelOf(code) < 4 ? null : typeIn(types.township, code.slice(6, 9));
}

/** The kind of village or community by digits 10–12; null above the village or for a number in no known range. */
export function villageType(code: string): DivisionType | null {
  return levelOf(code) < 5 ? null : typeIn(types.village, code.slice(9));
}

function typeIn(ranges: typeof types.township, part: string): DivisionType | null {
  const found = ranges.find((range) => range.from <= part && part <= range.to);
  if (!found) return null;
  const { code, zh, en, authority } = found;
  return { code, zh, en, authority: authority as Authority };
}
