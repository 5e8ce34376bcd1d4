import type { Placing } from '#geodata/schemas/delivery.ts';
import type { Properties } from '#geodata/sources/rule.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { GeoJsonGeometry } from './geometry.ts';
import { parseWkt } from './wkt.ts';

/** Makes the geometry of a row from its columns; null where the row has none. What is no number is left to be refused. */
export function rowPlacer(
  place: Exclude<Placing, { by: 'geometry' | 'address' }>
): (properties: Properties) => GeoJsonGeometry | null {
  if (place.by === 'columns') {
    return (properties) => {
      const [x, y] = [properties[place.x], properties[place.y]];
      return isBlank(x) && isBlank(y) ? null : pointOf([parseCoordinate(x), parseCoordinate(y)]);
    };
  }
  if (place.by === 'pair') {
    return (properties) => {
      const value = properties[place.column];
      if (isBlank(value)) return null;
      const [a, b] = pairOf(value) ?? [null, null];
      return pointOf(place.order === 'yx' ? [b, a] : [a, b]);
    };
  }
  return (properties) => {
    const value = properties[place.column];
    return isBlank(value) ? null : parseWkt(String(value));
  };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function pointOf(coordinates: [number | null, number | null]): GeoJsonGeometry {
  return { type: 'Point', coordinates };
}

/** Two coordinates in one text: `125.32,43.88`, `(125.32 43.88)`, `125.32；43.88`. */
export function pairOf(value: unknown): XY | null {
  if (typeof value !== 'string') return null;
  const parts = value
    .normalize('NFKC')
    .replace(/[()[\]{}]/g, ' ')
    .trim()
    .split(/\s*[,;，；、|]\s*|\s+(?=[-\d])/);
  const [a, b] = parts.map(parseCoordinate);
  return parts.length === 2 && a != null && b != null ? [a, b] : null;
}

/** A coordinate as people write it: 125.3245, `E125.3245°`, `125°19′28.2″`, `４３．８８`; null for what is none. */
export function parseCoordinate(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.normalize('NFKC').trim().replace(/′/g, "'").replace(/″|''/g, '"').replace(/−/g, '-');
  const found =
    /^([NESW东西南北]?[纬经]?)\s*([-+]?\d+(?:\.\d+)?)\s*(?:[°度]\s*(?:(\d+(?:\.\d+)?)\s*['’分]\s*(?:(\d+(?:\.\d+)?)\s*["”秒])?)?)?\s*([NESW]?)$/i.exec(
      text
    );
  if (!found) return null;
  const [, before, degrees, minutes, seconds, after] = found;
  const whole = Number(degrees);
  const size = Math.abs(whole) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600;
  const negative = degrees!.startsWith('-') || /[SW西南]/i.test(before! + after!);
  return negative ? -size : size;
}
