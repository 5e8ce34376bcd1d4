import type { WallTime } from '#geodata/services/opening_hours.ts';
import { localeOf, type Lang, type Words } from '$lib/words/index.ts';

/** 12,345 in the language's manner. */
export function formatNumber(value: number, lang: Lang, digits = 0): string {
  return new Intl.NumberFormat(localeOf[lang], { maximumFractionDigits: digits }).format(value);
}

/** Metres below one kilometre, kilometres from there. */
export function formatDistance(metres: number, lang: Lang): string {
  if (metres < 1000) return lang === 'zh' ? `${Math.round(metres)} 米` : `${Math.round(metres)} m`;
  const km = formatNumber(metres / 1000, lang, metres < 10_000 ? 1 : 0);
  return lang === 'zh' ? `${km} 公里` : `${km} km`;
}

/** `2026-03-01 14:05` in the site's time zone, the date alone where there is no time. */
export function formatTime(iso: string, timeZone: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso;
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return parts.format(new Date(iso));
}

/** A moment as the clock on the wall shows it in a time zone. */
export function wallTime(ms: number, timeZone: string): WallTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23'
  });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return {
    month: Number(parts.month),
    date: Number(parts.day),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? ''),
    minute: Number(parts.hour) * 60 + Number(parts.minute)
  };
}

/** How long a span of milliseconds is, in its largest whole unit. */
export function formatSpan(ms: number, words: Words): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return words.ago.seconds(seconds);
  if (seconds < 3600) return words.ago.minutes(Math.round(seconds / 60));
  if (seconds < 48 * 3600) return words.ago.hours(Math.round(seconds / 3600));
  return words.ago.days(Math.round(seconds / 86_400));
}

/** `125.32350, 43.88680`: longitude before latitude everywhere in this project, to about a metre. */
export function formatCoordinates([lng, lat]: readonly [number, number]): string {
  return `${lng.toFixed(5)}, ${lat.toFixed(5)}`;
}
