import { atLeastOne } from '#geodata/risk/model.ts';
import type { CellPlace } from '#geodata/schemas/forecast.ts';
import { partNames, type Parts } from '$lib/forecast/consequence.ts';
import type { ForecastWords } from '$lib/forecast/words.ts';
import { codeTables } from '#geodata/codes/code_tables.ts';
import { formatDistance, formatNumber } from '$lib/words/format.ts';
import type { Lang } from '$lib/words/index.ts';

/** Two digits that say something: 0.034, 0.34, 3.4, 34. */
export function sayCount(value: number, lang: Lang): string {
  if (value >= 10) return formatNumber(value, lang, 0);
  return formatNumber(value, lang, value >= 1 ? 1 : value >= 0.1 ? 2 : 3);
}

/** `34 %`; what is smaller than one in a thousand is said to be so. */
export function sayShare(share: number, lang: Lang, digits = share < 0.1 ? 1 : 0): string {
  if (share > 0 && share < 0.001) return `<${sayShare(0.001, lang, 1)}`;
  const text = formatNumber(100 * share, lang, digits);
  return lang === 'zh' ? `${text}%` : `${text} %`;
}

export function sayKind(kind: string, words: ForecastWords, lang: Lang): string {
  return kind === 'all' ? words.all : (codeTables.event_kinds?.get(kind)?.[lang] ?? kind);
}

/** Community and grid: `桂林社区 · 第三网格`. */
export function sayPlace(place: Pick<CellPlace, 'division' | 'grid'> | undefined, words: ForecastWords): string {
  return [place?.division, place?.grid].filter(Boolean).join(' · ') || words.unnamed;
}

export function sayValue(expected: number, words: ForecastWords, lang: Lang): string {
  return words.value(sayCount(expected, lang), sayShare(atLeastOne(expected), lang));
}

/** The parts of a consequence that are known and asked for. */
export function sayParts(parts: Parts | undefined, words: ForecastWords, lang: Lang): string {
  if (!parts) return words.unknown;
  const said = partNames.flatMap((part) => {
    const value = parts[part];
    if (value === null) return [];
    if (part === 'over_80') return words.partValue.over_80(sayShare(value, lang));
    return words.partValue[part](part === 'hydrant_m' ? formatDistance(value, lang) : formatNumber(value, lang));
  });
  return said.join(lang === 'zh' ? '，' : ', ') || words.unknown;
}
