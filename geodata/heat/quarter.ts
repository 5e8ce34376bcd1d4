/** Milliseconds since 1970 of local midnight on a day; `month` counts from 0 and may run over. */
export function midnight(year: number, month: number, day: number, timeZone: string): number {
  const wall = Date.UTC(year, month, day);
  // The zone's offset at about that time; asked twice, since the first guess may fall on the other side of a change.
  const guess = wall - offsetAt(wall, timeZone);
  return wall - offsetAt(guess, timeZone);
}

/** Milliseconds the zone's clocks are ahead of UTC at a moment. */
function offsetAt(ms: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallOf(ms, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallOf(ms: number, timeZone: string) {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' }
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = parts as Record<
    'year' | 'month' | 'day' | 'hour' | 'minute' | 'second',
    number
  >;
  return { year, month, day, hour, minute, second };
}

/** The last calendar quarter of a time zone that is over at both moments: `ms` and now. */
export function lastClosedQuarter(ms: number, timeZone: string, now = Date.now()): { from: number; to: number } {
  const { year, month } = wallOf(Math.min(ms, now), timeZone);
  const first = Math.floor((month - 1) / 3) * 3;
  return { from: midnight(year, first - 3, 1, timeZone), to: midnight(year, first, 1, timeZone) };
}
