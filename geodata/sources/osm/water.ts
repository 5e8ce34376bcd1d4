import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { namesOf } from '#geodata/sources/osm/values.ts';

const kinds: Record<string, string> = {
  river: 'river',
  stream: 'river',
  oxbow: 'lake',
  canal: 'canal',
  ditch: 'canal',
  lock: 'canal',
  lake: 'lake',
  lagoon: 'lake',
  pond: 'pond',
  fish_pond: 'pond',
  reservoir: 'reservoir',
  basin: 'basin',
  wastewater: 'basin',
  fountain: 'basin',
  harbour: 'dock'
};

export const water: OsmRule = (tags, shape) => {
  const found = classOf(tags);
  if (!found) return null;
  // A pond or a pool drawn as a node says nothing about its surface.
  if (shape !== 'polygon') return { refused: 'wrong_geometry', value: shape };
  return { class: found, name: namesOf(tags).name };
};

function classOf(tags: Tags): string | null {
  if (tags.natural === 'water') return kinds[tags.water ?? ''] ?? 'other';
  if (tags.waterway === 'riverbank') return 'river';
  if (tags.waterway === 'dock') return 'dock';
  if (tags.landuse === 'reservoir') return 'reservoir';
  if (tags.landuse === 'basin') return 'basin';
  return tags.leisure === 'swimming_pool' ? 'swimming_pool' : null;
}
