import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { namesOf } from '#geodata/sources/osm/values.ts';

const classes: Record<string, Record<string, string>> = {
  leisure: {
    park: 'park',
    garden: 'garden',
    nature_reserve: 'reserve',
    pitch: 'pitch',
    golf_course: 'grass',
    dog_park: 'grass'
  },
  boundary: { national_park: 'reserve', protected_area: 'reserve' },
  landuse: {
    forest: 'wood',
    grass: 'grass',
    meadow: 'grass',
    village_green: 'grass',
    greenfield: 'grass',
    recreation_ground: 'park',
    flowerbed: 'garden'
  },
  natural: { wood: 'wood', scrub: 'scrub', heath: 'scrub', fell: 'grass', grassland: 'grass', wetland: 'wetland' }
};

export const green: OsmRule = (tags, shape) => {
  const found = classOf(tags);
  return found && shape === 'polygon' ? { class: found, name: namesOf(tags).name } : null;
};

function classOf(tags: Tags): string | undefined {
  for (const [key, values] of Object.entries(classes)) {
    const found = values[tags[key] ?? ''];
    if (found) return found;
  }
  return undefined;
}
