import { z } from 'zod';
import { Cql2Error, type Instant } from './expression.ts';

const Day = z.iso.date();
const Moment = z.iso.datetime({ offset: true });
/** PostgreSQL counts years from 1; a day before is nobody's observation. */
const isCommon = (text: string) => !text.startsWith('0000');

/** @throws Cql2Error unless it is a day that exists, `2026-07-01` */
export function readDay(text: unknown): { date: string } {
  const day = Day.safeParse(text);
  if (day.success && isCommon(day.data)) return { date: day.data };
  throw new Cql2Error(
    `“${shown(text)}”不是日期，应如 2026-07-01。`,
    `"${shown(text)}" is not a day such as 2026-07-01.`
  );
}

/** @throws Cql2Error unless it is a time with an offset, `2026-07-01T08:00:00Z` */
export function readMoment(text: unknown): { timestamp: string } {
  const moment = Moment.safeParse(text);
  if (moment.success && isCommon(moment.data)) return { timestamp: moment.data };
  throw new Cql2Error(
    `“${shown(text)}”不是时刻，应如 2026-07-01T08:00:00Z。`,
    `"${shown(text)}" is not a time such as 2026-07-01T08:00:00Z.`
  );
}

/** The end of an interval: a day, a time, or `..`. */
export function readEnd(text: unknown): string {
  if (text === '..') return text;
  return typeof text === 'string' && !text.includes('T') ? readDay(text).date : readMoment(text).timestamp;
}

/** An end that is not open, as an instant. */
export function instantOf(end: string): Instant {
  return end.includes('T') ? { timestamp: end } : { date: end };
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 60);
}
