import { converter, frameTitle } from '#geodata/spatial/datum.ts';
import { readCoordinates } from '#geodata/spatial/read_coordinates.ts';
import type { Words } from '#geodata/layers/define.ts';
import type { Point } from '$lib/api.ts';
import { formatCoordinates } from '$lib/words/format.ts';

/** A place that was typed as coordinates: where it lies if they are of that frame. */
export interface TypedPlace {
  at: Point;
  /** In WGS84, as this map writes them. */
  text: string;
  /** The frame they are taken to be in; null where there is only one. */
  frame: Words | null;
}

/** WGS84 and CGCS2000 are one to the eye. */
const earth: Words = { zh: 'WGS84 / CGCS2000', en: 'WGS84 / CGCS2000' };

/** The places a text may mean, likeliest first: one per frame where the frame matters. */
export function typedPlaces(text: string, near: Point): TypedPlace[] {
  return readCoordinates(text, near).flatMap(({ at, frames }) =>
    frames.map((frame): TypedPlace => {
      const [lng, lat] = converter(frame, 'wgs84')(at);
      const title = frame === 'wgs84' ? earth : frameTitle(frame);
      return {
        at: [lng, lat],
        text: formatCoordinates([lng, lat]),
        frame: frames.length > 1 || frame !== 'wgs84' ? title : null
      };
    })
  );
}
