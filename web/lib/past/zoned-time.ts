/** Minutes by which clocks in a time zone are ahead of UTC at a moment. */
function offsetMinutes(ms: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Math.round((Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - ms) / 60_000);
}

/**
 * The moment at which a clock on the wall of a time zone shows `2026-11-01T08:00`, ISO 8601 in UTC; null for text that
 * is no such time. An hour that summer time skips is read as the one after it, one that comes twice as the first.
 */
export function momentOf(local: string, timeZone: string): string | null {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?/.exec(local);
  const shown = found ? Date.parse(`${found[1]}${found[2] ?? ':00'}Z`) : NaN;
  if (Number.isNaN(shown)) return null;
  const guess = shown - offsetMinutes(shown, timeZone) * 60_000;
  const moment = shown - offsetMinutes(guess, timeZone) * 60_000;
  return new Date(moment).toISOString().replace('.000Z', 'Z');
}

/** What an input of type datetime-local shows for a moment: `2026-11-01T08:00`, cut to the minute. */
export function localOf(iso: string | number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(iso)).replace(' ', 'T');
}
