import { kml } from '@tmcw/togeojson';
import type { RawFeatures } from '$lib/temporary/reading/read-geojson.ts';
import { FileFault, MOST_FEATURES } from '$lib/temporary/types.ts';

/** Reads KML. XML is a thing of pages: workers have no parser for it. @throws FileFault */
export function readKml(text: string): RawFeatures {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const broken = document.querySelector('parsererror');
  if (broken) throw new FileFault('not_xml', { line: Number(/line (\d+)/i.exec(broken.textContent)?.[1]) || null });
  const { features } = kml(document, { skipNullGeometry: false });
  if (features.length === 0) throw new FileFault('no_features');
  if (features.length > MOST_FEATURES) throw new FileFault('too_many');
  return {
    features: features.map(({ geometry, properties }, index) => ({
      geometry,
      properties: properties ?? {},
      at: index + 1
    })),
    ...{ refused: [], crs: null }
  };
}
