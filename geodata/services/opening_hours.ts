/** Minutes from midnight; an end beyond 24:00 belongs to the next day. */
type Span = readonly [from: number, to: number];

/** What is open on each day of the week, Monday first. */
export type Week = readonly (readonly Span[])[];

const DAY_MINUTES = 24 * 60;
const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const always: Week = dayNames.map(() => [[0, DAY_MINUTES]]);

/**
 * Reads the common part of OpenStreetMap's opening_hours: `Mo-Fr 08:30-11:30,13:00-17:00; Sa 09:00-12:00; Su off`, `24/7`.
 * Null for anything else (holidays, months, sunrise …): better no answer than a wrong one.
 */
export function readOpeningHours(text: string): Week | null {
  if (text.trim() === '24/7') return always;
  const week: Span[][] = dayNames.map(() => []);
  for (const rule of text.split(';').filter((part) => part.trim())) {
    const [, days, times] = /^\s*([A-Z][A-Za-z, -]*?)?\s*((?:\d.*)|off|closed)\s*$/.exec(rule) ?? [];
    const on = days ? daysOf(days) : dayNames.map((_, day) => day);
    const spans = times === 'off' || times === 'closed' ? [] : spansOf(times ?? '');
    if (!on || !spans) return null;
    // A later rule replaces what an earlier one said of the same day.
    for (const day of on) week[day] = spans;
  }
  return week;
}

function daysOf(text: string): number[] | null {
  const days: number[] = [];
  for (const part of text.split(',')) {
    const [from, to = from] = part
      .trim()
      .split('-')
      .map((name) => dayNames.indexOf(name.trim()));
    if (from === undefined || to === undefined || from < 0 || to < 0) return null;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === to) break;
    }
  }
  return days;
}

function spansOf(text: string): Span[] | null {
  const spans: Span[] = [];
  for (const part of text.split(',')) {
    const [, h1, m1, h2, m2] = /^\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$/.exec(part) ?? [];
    if (!h1 || !m1 || !h2 || !m2) return null;
    const from = Number(h1) * 60 + Number(m1);
    const to = Number(h2) * 60 + Number(m2);
    if (from >= DAY_MINUTES || to > 48 * 60) return null;
    spans.push([from, to <= from ? to + DAY_MINUTES : to]);
  }
  return spans;
}

/** Whether it is open at a minute of a day, and when today's opening ends; closed and with no end otherwise. */
export function openAt(week: Week, day: number, minute: number): { open: boolean; until: number | null } {
  const yesterday = (week[(day + 6) % 7] ?? []).map(([from, to]): Span => [from - DAY_MINUTES, to - DAY_MINUTES]);
  const span = [...yesterday, ...(week[day] ?? [])].find(([from, to]) => from <= minute && minute < to);
  return { open: span !== undefined, until: span && span[1] - span[0] < DAY_MINUTES ? span[1] % DAY_MINUTES : null };
}

/** `08:30`. */
export function clock(minute: number): string {
  const within = minute % DAY_MINUTES;
  const hours = minute === DAY_MINUTES ? 24 : Math.floor(within / 60);
  return `${String(hours).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

const words = {
  zh: {
    days: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
    to: '至',
    and: '、',
    next: '；',
    always: '全天',
    every: '每天'
  },
  en: {
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    to: '–',
    and: ', ',
    next: '; ',
    always: 'always open',
    every: 'daily'
  }
};

/** The week in words, days with the same hours together: 周一至周五 08:30–17:00；周六 09:00–12:00. */
export function weekInWords(week: Week, lang: 'zh' | 'en'): string {
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

function daysInWords(from: number, to: number, lang: 'zh' | 'en'): string {
  const { days, to: until, and, every } = words[lang];
  if (from === 0 && to === 6) return every;
  if (from === to) return days[from]!;
  return `${days[from]}${to === from + 1 ? and : until}${days[to]}`;
}
