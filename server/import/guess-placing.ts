import type { Placing } from '#geodata/schemas/delivery.ts';
import { placeWords, plainName } from '#geodata/sources/synonyms.ts';
import type { Feature } from './formats/reader.ts';
import { pairOf, parseCoordinate } from './place-row.ts';

/**
 * Guesses where rows without a geometry lie: by two columns of coordinates, by one of both, by WKT, else by an address.
 * @param keys property names of the features
 */
export function guessPlacing(features: readonly Feature[], keys: readonly string[]): Placing {
  if (features.some(({ geometry }) => geometry !== null)) return { by: 'geometry' };
  const byWord = new Map<string, string>();
  for (const key of keys) if (!byWord.has(plainName(key))) byWord.set(plainName(key), key);
  const find = (words: readonly string[]) => words.map((word) => byWord.get(word)).find((key) => key !== undefined);
  const values = (key: string) =>
    features.map(({ properties }) => properties[key]).filter((value) => value != null && value !== '');

  const [x, y] = [find(placeWords.x), find(placeWords.y)];
  if (x !== undefined && y !== undefined) return { by: 'columns', x, y };
  for (const [one, other] of placeWords.either) {
    const [a, b] = [byWord.get(one), byWord.get(other)];
    if (a === undefined || b === undefined) continue;
    return northFirst(values(a).map(parseCoordinate), values(b).map(parseCoordinate))
      ? { by: 'columns', x: b, y: a }
      : { by: 'columns', x: a, y: b };
  }
  const wkt = find(placeWords.wkt);
  if (
    wkt !== undefined &&
    values(wkt).some((value) => /^(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)/i.test(String(value)))
  ) {
    return { by: 'wkt', column: wkt };
  }
  for (const column of placeWords.pair.map((word) => byWord.get(word))) {
    const pairs =
      column === undefined
        ? []
        : values(column)
            .map(pairOf)
            .filter((pair) => pair !== null);
    if (pairs.length === 0) continue;
    const swapped = pairs.filter(([a, b]) => Math.abs(a) <= 90 && Math.abs(b) > 90).length * 2 > pairs.length;
    return { by: 'pair', column: column!, order: swapped ? 'yx' : 'xy' };
  }
  const address = find(placeWords.address);
  return address === undefined ? { by: 'geometry' } : { by: 'address', column: address };
}

/**
 * Whether the first of two columns named X and Y holds what lies north: surveyors write north as X. Only values that can
 * be nothing else speak for it: a northing of China beside an easting, or degrees that would leave the globe.
 */
function northFirst(first: readonly (number | null)[], second: readonly (number | null)[]): boolean {
  const north = (value: number | null) => value !== null && value > 1_800_000 && value < 6_300_000;
  const east = (value: number | null) =>
    value !== null && ((value > 100_000 && value < 900_000) || (value > 13_000_000 && value < 46_000_000));
  const fits = first.filter((value, i) => {
    const other = second[i] ?? null;
    return (
      (north(value) && east(other)) ||
      (value !== null && other !== null && Math.abs(value) <= 90 && Math.abs(other) > 90 && Math.abs(other) <= 180)
    );
  });
  return fits.length * 2 > first.length;
}

/** Columns that only say where a row lies; an address is worth keeping besides. */
export function placingColumns(place: Placing): string[] {
  if (place.by === 'columns') return [place.x, place.y];
  return place.by === 'pair' || place.by === 'wkt' ? [place.column] : [];
}
