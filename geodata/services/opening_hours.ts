/** Minutes from midnight; an end beyond 24:00 belongs to the next day. */
export type Span = readonly [from: number, to: number];

/** What is open on each day of the week, Monday first. */
export type Week = readonly (readonly Span[])[];

/** First and last day of a season, each as month × 100 + day; it may reach over the turn of the year. */
export type Season = readonly [from: number, to: number];

export interface OpeningHours {
  /** Weeks by season; a season of null is the rest of the year. */
  weeks: readonly { season: Season | null; week: Week }[];
  /** Closed on public holidays, whatever the week says. */
  notOnHolidays: boolean;
}

/** A moment as the clock on the wall shows it; weekday 0 is Monday. */
export interface WallTime {
  month: number;
  date: number;
  weekday: number;
  minute: number;
}

export const DAY_MINUTES = 24 * 60;
const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const always: Week = dayNames.map(() => [[0, DAY_MINUTES]]);

/**
 * Reads the common part of OpenStreetMap's opening_hours: `Mo-Fr 08:30-11:30,13:00-17:00; Sa 09:00-12:00; PH off`,
 * `Apr 15-Oct 25: 05:00-22:00; …`, `24/7`. Null for anything else: better no answer than a wrong one.
 */
export function readOpeningHours(text: string): OpeningHours | null {
  if (text.trim() === '24/7') return { weeks: [{ season: null, week: always }], notOnHolidays: false };
  const weeks = new Map<string, { season: Season | null; week: Span[][] }>();
  let notOnHolidays = false;
  for (const rule of text.split(';').map((part) => part.trim())) {
    if (!rule) continue;
    if (/^PH (off|closed)$/.test(rule)) {
      notOnHolidays = true;
      continue;
    }
    const [, seasonText, rest = ''] = /^(?:([A-Z][a-z]{2}[^:]*):\s*)?(.*)$/.exec(rule) ?? [];
    const season = seasonText ? seasonOf(seasonText) : null;
    if (season === undefined) return null;
    const key = String(season);
    if (!weeks.has(key)) weeks.set(key, { season, week: dayNames.map(() => []) });
    if (!applyRule(weeks.get(key)!.week, rest)) return null;
  }
  return weeks.size ? { weeks: [...weeks.values()], notOnHolidays } : null;
}

/** A later rule replaces what an earlier one said of the same day. */
function applyRule(week: Span[][], rule: string): boolean {
  const [, days, times = ''] = /^([A-Z][A-Za-z, -]*?)?\s*(\d.*|off|closed)$/.exec(rule) ?? [];
  const on = days ? daysOf(days) : dayNames.map((_, day) => day);
  const spans = times === 'off' || times === 'closed' ? [] : spansOf(times);
  if (!on || !spans) return false;
  for (const day of on) week[day] = spans;
  return true;
}

/** `Apr 15-Oct 25` or `Apr-Oct`; undefined for another way to write a season. */
function seasonOf(text: string): Season | undefined {
  const [, m1 = '', d1, m2 = '', d2] =
    /^([A-Z][a-z]{2})(?: (\d{1,2}))?\s*-\s*([A-Z][a-z]{2})(?: (\d{1,2}))?$/.exec(text) ?? [];
  const [from, to] = [monthNames.indexOf(m1), monthNames.indexOf(m2)];
  if (from < 0 || to < 0) return undefined;
  return [(from + 1) * 100 + Number(d1 ?? 1), (to + 1) * 100 + Number(d2 ?? 31)];
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
    const [, h1, m1, h2, m2] = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(part) ?? [];
    if (!h1 || !m1 || !h2 || !m2) return null;
    const from = Number(h1) * 60 + Number(m1);
    const to = Number(h2) * 60 + Number(m2);
    if (from >= DAY_MINUTES || to > 2 * DAY_MINUTES) return null;
    spans.push([from, to <= from ? to + DAY_MINUTES : to]);
  }
  return spans;
}

/** Whether it is open at a moment, and when that opening ends (minute of the day; null where it does not). */
export function openAt({ weeks }: OpeningHours, at: WallTime): { open: boolean; until: number | null } {
  const day = at.month * 100 + at.date;
  const within = (season: Season) =>
    season[0] <= season[1] ? season[0] <= day && day <= season[1] : day >= season[0] || day <= season[1];
  const week = (weeks.find(({ season }) => season && within(season)) ?? weeks.find(({ season }) => !season))?.week;
  const shifted = (week?.[(at.weekday + 6) % 7] ?? []).map(([from, to]): Span => [
    from - DAY_MINUTES,
    to - DAY_MINUTES
  ]);
  const span = [...shifted, ...(week?.[at.weekday] ?? [])].find(([from, to]) => from <= at.minute && at.minute < to);
  return { open: span !== undefined, until: span && span[1] - span[0] < DAY_MINUTES ? span[1] % DAY_MINUTES : null };
}
