import { chineseNumber } from './numerals.ts';
import type { Rng } from './rng.ts';

const firsts =
  '安居 祥和 锦绣 阳光 金色 华府 丽水 翠园 绿洲 春晖 明珠 鑫源 天嘉 吉盛 和顺 富苑 康泰 书香 枫林 御景 盛世 佳园 云锦 松苑 柳岸 桐雨 星汇 瑞景 福源 融城'.split(
    ' '
  );
const lasts = '小区 花园 家园 新村 名苑 雅居 公寓 庭院 嘉园 新城 里 府'.split(' ');

/** Names of housing estates, none twice: the made-up names of a made-up city. */
export function estateNamer(random: Rng): () => string {
  const names = random.shuffled(firsts.flatMap((first) => lasts.map((last) => [first, last] as const)));
  let used = 0;
  return () => {
    const [first, last] = names[used % names.length]!;
    const phase = Math.floor(used++ / names.length);
    return `${first}${last}${phase > 0 ? `${chineseNumber(phase + 1)}期` : ''}`;
  };
}

const brands =
  '春城 福满 关东 鑫隆 佳和 百姓 雪乡 北国 松江 长白 吉祥 顺意 万家 康健 仁和 益民 兴旺 好邻居 老地方 家和'.split(' ');

/** Adds a trade name of no one's to what a shop sells. */
export const branded = (what: string, random: Rng): string => random.pick(brands) + what;

/** Gives each name once and numbers those that come again: 同志街小学, 同志街第二小学. */
export function distinctNames(): (street: string, what: string) => string {
  const used = new Map<string, number>();
  return (street, what) => {
    const count = (used.get(street + what) ?? 0) + 1;
    used.set(street + what, count);
    return count === 1 ? street + what : `${street}第${chineseNumber(count)}${what}`;
  };
}

export const propertyCompanies: readonly string[] = [
  ...[
    '格致示例物业',
    '安信示例物业',
    '长和示例物业',
    '春城示例物业',
    '和众示例物业',
    '惠民示例物业',
    '街道代管（示例）',
    '业主自管（示例）'
  ]
];
