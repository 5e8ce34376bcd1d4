/** Days of the year between which roads count as wintry, `11-15/03-15`, both included; null: never. */
export type WinterSeason = { from: string; to: string } | null;

/** Reads `MM-DD/MM-DD`; `off` is no winter, anything else undefined. */
export function winterSeason(text: string): WinterSeason | undefined {
  if (text === 'off') return null;
  const found = /^((?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\/((?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/.exec(text);
  return found ? { from: found[1]!, to: found[2]! } : undefined;
}

/** Whether a moment lies in the season, by the day in a time zone. A season may run over the turn of the year. */
export function isWinter(season: WinterSeason, at: Date, timeZone: string): boolean {
  if (!season) return false;
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, month: '2-digit', day: '2-digit' }).format(at);
  const { from, to } = season;
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}
