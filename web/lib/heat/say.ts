import { classOf, SURPRISE_EDGES } from '#geodata/heat/classes.ts';
import type { HeatReply } from '#geodata/heat/reply.ts';
import type { UnitName } from '$lib/heat/heat-api.ts';
import type { HeatWords } from '$lib/heat/words.ts';
import { formatNumber } from '$lib/words/format.ts';
import type { Lang } from '$lib/words/index.ts';

/** The value of a unit as people read it: the number, its unit, and what it was made of. */
export function sayValue({ meta, columns }: HeatReply, i: number, words: HeatWords, lang: Lang): string {
  const number = (value: number, digits = 0) => formatNumber(value, lang, digits);
  const n = columns.n[i]!;
  if (meta.measure === 'rate') {
    const rate = columns.rate?.[i] ?? NaN;
    const made = `${words.total(number(n))} / ${words.households(number(columns.households?.[i] ?? 0))}`;
    return Number.isNaN(rate) ? `${words.noValue} · ${made}` : `${number(rate, 1)} ${words.units.rate} · ${made}`;
  }
  if (meta.measure === 'change') {
    const before = columns.before?.[i] ?? 0;
    return `${n > before ? '+' : n < before ? '−' : ''}${number(Math.abs(n - before))} · ${words.changed(number(before), number(n))}`;
  }
  if (meta.measure === 'anomaly' && columns.score) {
    return `${saySurprise(columns.score[i]!, words)} · ${words.total(number(n))}, ${words.expected(number(columns.expected![i]!, 1))}`;
  }
  return words.total(number(n));
}

/** −log10 of a chance, signed, in words. */
function saySurprise(score: number, words: Pick<HeatWords, 'surprise' | 'asUsual'>): string {
  const step = classOf({ sided: 'two', edges: SURPRISE_EDGES }, score);
  if (step === null) return words.asUsual;
  return (step < 0 ? words.surprise.less[-1 - step] : words.surprise.more[step]) ?? words.asUsual;
}

/** Community and what the spot is at: `桂林社区 · 红旗街附近`. */
export function sayName(name: UnitName | undefined, words: Pick<HeatWords, 'around' | 'unnamed'>): string {
  if (!name) return words.unnamed;
  const near = name.near && name.nearKind === 'road' ? words.around(name.near) : name.near;
  return [name.community ?? name.street, near].filter(Boolean).join(' · ') || words.unnamed;
}
