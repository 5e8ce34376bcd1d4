import type { Properties, Tags } from '#geodata/sources/rule.ts';
import { serviceTag } from '#geodata/sources/osm/service_points.ts';

const amenities = new Set(['police', 'fire_station', 'prison']);
/** OpenMapTiles classes whose subclass is not the word OpenStreetMap uses. */
const byClass: Record<string, [key: string, value: string]> = {
  pitch: ['leisure', 'pitch'],
  place_of_worship: ['amenity', 'place_of_worship'],
  railway: ['railway', 'station'],
  monument: ['historic', 'monument'],
  castle: ['historic', 'castle']
};
const shops = new Set([
  'shop',
  'grocery',
  'clothing_store',
  'alcohol_shop',
  'bakery',
  'butcher',
  'music',
  'car',
  'bicycle',
  'hairdresser',
  'laundry'
]);

/**
 * The OpenStreetMap tags behind a feature's properties: kept as they are in an Overpass export, and found again from
 * `class` and `subclass` in files made from OpenMapTiles.
 */
export function tagsOf(properties: Properties): Tags {
  const tags: Tags = {};
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'string' && value.trim() !== '') tags[key] = value;
  }
  const tag = tagOfClass(tags.class, tags.subclass ?? tags.fclass);
  if (tag) tags[tag[0]] ??= tag[1];
  return tags;
}

function tagOfClass(group: string | undefined, word: string | undefined): [key: string, value: string] | null {
  const kind = word ?? group;
  if (!kind) return null;
  if (amenities.has(kind)) return ['amenity', kind];
  // A shelter for dogs, a map board or an office of taxis is named by a class whose words mean something else elsewhere.
  if (group === 'information' || group === 'aerialway') return null;
  const found = serviceTag(kind) ?? byClass[group ?? ''];
  if (found) return found;
  return shops.has(group ?? '') ? ['shop', kind] : null;
}
