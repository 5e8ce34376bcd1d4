import type { Row, Tags } from '#geodata/sources/rule.ts';

/** The name shown on the map and its English form. Where both a Chinese and a local name exist, Chinese comes first. */
export function namesOf(tags: Tags): { name: string | null; name_en: string | null } {
  return { name: clean(tags['name:zh-Hans'] ?? tags['name:zh'] ?? tags.name), name_en: clean(tags['name:en']) };
}

/** `yes` and everything that is not a denial: `bridge=viaduct` is a bridge. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && value !== 'no' && value !== 'false' && value !== '0';
}

/** A whole number within bounds, else null: `building:levels=3;4` says nothing. */
export function wholeNumber(value: string | undefined, least: number, most: number): number | null {
  if (value === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(value)) return null;
  const number = Math.round(Number(value));
  return number >= least && number <= most ? number : null;
}

/** Metres from `12`, `12.5 m` or `40 ft` / `40'`; anything else is null. */
export function metres(value: string | undefined): number | null {
  const found = /^\s*(\d+(?:[.,]\d+)?)\s*(m|ft|')?\s*$/.exec(value ?? '');
  if (!found) return null;
  const number = Number(found[1]!.replace(',', '.'));
  return found[2] === 'ft' || found[2] === "'" ? Math.round(number * 3.048) / 10 : number;
}

/** km/h from `50`, `50 km/h` or `30 mph`; words such as `none` or `CN:urban` are null. */
export function speedKmh(value: string | undefined): number | null {
  const found = /^\s*(\d+)\s*(km\/h|kmh|mph)?\s*$/.exec(value ?? '');
  if (!found) return null;
  const speed = Math.round(Number(found[1]) * (found[2] === 'mph' ? 1.609344 : 1));
  return speed >= 1 && speed <= 200 ? speed : null;
}

/** Tonnes from `7.5`, `7.5 t` or `7500 kg`. */
export function tonnes(value: string | undefined): number | null {
  const found = /^\s*(\d+(?:[.,]\d+)?)\s*(t|kg)?\s*$/.exec(value ?? '');
  if (!found) return null;
  const number = Number(found[1]!.replace(',', '.'));
  return found[2] === 'kg' ? number / 1000 : number;
}

/** Storey from -10 to 10; 0 where none is told, or several (`0;1`). */
export function levelOf(value: string | undefined): number {
  const number = Number(value ?? 0);
  return Number.isInteger(number) && Math.abs(number) <= 10 ? number : 0;
}

const points = ['N', 'NNE', 'NE', 'ENE', 'E', 'ESE', 'SE', 'SSE', 'S', 'SSW', 'SW', 'WSW', 'W', 'WNW', 'NW', 'NNW'];

/** Degrees from north, clockwise, in [0, 360): `240`, `NW`. Ranges (`90-270`) have no single direction. */
export function azimuthDeg(value: string | undefined): number | null {
  if (value === undefined) return null;
  const point = points.indexOf(value.trim().toUpperCase());
  if (point >= 0) return point * 22.5;
  if (!/^\s*-?\d+(\.\d+)?\s*°?\s*$/.test(value)) return null;
  return ((parseFloat(value) % 360) + 360) % 360;
}

/** A postal address as one line, if there is one. */
export function addressOf(tags: Tags): string | null {
  if (tags['addr:full']) return clean(tags['addr:full']);
  return clean([tags['addr:street'] ?? tags['addr:place'], tags['addr:housenumber']].filter(Boolean).join(' '));
}

/** How to reach and when to come, as service points, stations and key sites have it. */
export function contactOf(tags: Tags): Row {
  return { address: addressOf(tags), phone: clean(tags.phone ?? tags['contact:phone']) };
}

export function clean(value: string | undefined): string | null {
  return value?.trim() || null;
}
