import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { addressOf, clean, isYes, namesOf } from '#geodata/sources/osm/values.ts';

const categories: Record<string, Record<string, string>> = {
  amenity: {
    school: 'school',
    college: 'school',
    university: 'school',
    kindergarten: 'kindergarten',
    hospital: 'hospital',
    nursing_home: 'nursing_home',
    fuel: 'fuel_station',
    marketplace: 'market',
    cinema: 'crowded_venue',
    theatre: 'crowded_venue',
    conference_centre: 'crowded_venue',
    exhibition_centre: 'crowded_venue'
  },
  social_facility: { nursing_home: 'nursing_home', assisted_living: 'nursing_home' },
  shop: { mall: 'crowded_venue' },
  leisure: { stadium: 'crowded_venue' },
  power: { substation: 'substation' },
  man_made: { water_works: 'water_works' },
  landuse: { construction: 'construction_site' },
  historic: { monument: 'heritage', castle: 'heritage', archaeological_site: 'heritage' }
};

export const keySites: OsmRule = (tags, shape) => {
  const category = shape === 'line' ? undefined : categoryOf(tags);
  if (!category) return null;
  const { name } = namesOf(tags);
  if (!name) return { refused: 'no_name', value: category };
  // How dangerous a site is, an inspector says; only what burns by nature is not called low.
  const hazard = category === 'fuel_station' ? 'medium' : 'low';
  return { name, category, hazard, address: addressOf(tags), duty_phone: clean(tags.phone ?? tags['contact:phone']) };
};

function categoryOf(tags: Tags): string | undefined {
  for (const [key, values] of Object.entries(categories)) {
    const found = values[tags[key] ?? ''];
    if (found) return found;
  }
  return isYes(tags.heritage) ? 'heritage' : undefined;
}
