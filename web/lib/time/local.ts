/** Milliseconds since 1970 of a wall-clock time such as `2026-07-01T08:30` in a time zone; NaN when it is none. */
export function fromLocal(text: string, timeZone: string): number {
  const wall = Date.parse(`${text}Z`);
  // The zone's offset at about that time; asked twice, since the first guess may fall on the other side of a change.
  return wall - offsetAt(wall - offsetAt(wall, timeZone), timeZone);
}

function offsetAt(ms: number, timeZone: string): number {
  if (Number.isNaN(ms)) return NaN;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000;
}
