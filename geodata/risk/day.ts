const MS_PER_DAY = 86_400_000;

/** A local calendar day as a whole number: days since 1970-01-01. */
export type Day = number;

/**
 * The day a text begins with: `2016-07-01`, `2016-07-01T13:05`, `2016-07-01 13:05:00`.
 * @returns undefined for anything else, and for a date that no calendar has
 */
export function dayOf(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?!\d)/.test(text)) return undefined;
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  // Some engines turn 2015-02-30 into March.
  return Number.isNaN(ms) || textOf(ms / MS_PER_DAY) !== text.slice(0, 10) ? undefined : ms / MS_PER_DAY;
}

/** The day as `2016-07-01`. */
export function textOf(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** 0 to 6; the same number is the same day of the week. */
export function weekdayOf(day: Day): number {
  return ((day % 7) + 7) % 7;
}
