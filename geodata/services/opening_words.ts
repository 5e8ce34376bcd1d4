import { DAY_MINUTES, type OpeningHours, type Season, type Week } from '#geodata/services/opening_hours.ts';

type Lang = 'zh' | 'en';

const words = {
  zh: {
    days: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
    date: (month: number, day: number | null) => `${month}月${day === null ? '' : `${day}日`}`,
    to: '至',
    and: '、',
    next: '；',
    always: '全天',
    every: '每天',
    notOnHolidays: '法定节假日休息'
  },
  en: {
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    date: (month: number, day: number | null) =>
      new Intl.DateTimeFormat('en-GB', {
        month: 'short',
        ...(day !== null && { day: 'numeric' as const }),
        timeZone: 'UTC'
      }).format(Date.UTC(2024, month - 1, day ?? 1)),
    to: '–',
    and: ', ',
    next: '; ',
    always: 'always open',
    every: 'daily',
    notOnHolidays: 'closed on public holidays'
  }
};

/** `08:30`; midnight at the end of a day is 24:00. */
export function clock(minute: number): string {
  const within = minute % DAY_MINUTES;
  const hours = minute === DAY_MINUTES ? 24 : Math.floor(within / 60);
  return `${String(hours).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** Opening hours in words: 周一至周五 08:30–17:00；周六 09:00–12:00；法定节假日休息. */
export function hoursInWords({ weeks, notOnHolidays }: OpeningHours, lang: Lang): string {
  const told = weeks.map(
    ({ season, week }) => `${season ? `${seasonInWords(season, lang)} ` : ''}${weekInWords(week, lang)}`
  );
  return [...told, ...(notOnHolidays ? [words[lang].notOnHolidays] : [])].join(words[lang].next);
}

function seasonInWords([from, to]: Season, lang: Lang): string {
  const { date, to: until } = words[lang];
  const wholeMonths = from % 100 === 1 && to % 100 === 31;
  const say = (day: number) => date(Math.floor(day / 100), wholeMonths ? null : day % 100);
  return `${say(from)}${until}${say(to)}`;
}

/** Days with the same hours are said together. */
function weekInWords(week: Week, lang: Lang): string {
  const say = words[lang];
  const hours = week.map((spans) => spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(say.and));
  if (hours.every((text) => text === '00:00–24:00')) return say.always;
  const groups: { from: number; to: number; text: string }[] = [];
  for (const [day, text] of hours.entries()) {
    const last = groups.at(-1);
    if (last?.text === text) last.to = day;
    else groups.push({ from: day, to: day, text });
  }
  return groups
    .filter(({ text }) => text)
    .map(({ from, to, text }) => `${daysInWords(from, to, lang)} ${text}`)
    .join(say.next);
}

function daysInWords(from: number, to: number, lang: Lang): string {
  const { days, to: until, and, every } = words[lang];
  if (from === 0 && to === 6) return every;
  if (from === to) return days[from]!;
  return `${days[from]}${to === from + 1 ? and : until}${days[to]}`;
}
