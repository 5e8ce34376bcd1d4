import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { namesOf } from '#geodata/sources/osm/values.ts';

const words: Record<string, Record<string, string>> = {
  landuse: {
    residential: 'residential',
    commercial: 'commercial retail',
    industrial: 'industrial quarry depot port',
    education: 'education',
    transport: 'railway garages',
    cemetery: 'cemetery',
    agricultural: 'farmland farmyard orchard vineyard allotments greenhouse_horticulture plant_nursery aquaculture',
    construction: 'construction',
    other: 'brownfield landfill religious institutional'
  },
  amenity: {
    education: 'school university college kindergarten',
    medical: 'hospital clinic',
    transport: 'bus_station parking',
    cemetery: 'grave_yard'
  },
  leisure: { culture_sport: 'stadium sports_centre playground track water_park miniature_golf fitness_station' },
  tourism: { culture_sport: 'zoo theme_park attraction museum' },
  aeroway: { transport: 'aerodrome apron' }
};
const classes = Object.fromEntries(
  Object.entries(words).map(([key, byClass]) => [
    key,
    new Map(Object.entries(byClass).flatMap(([cls, values]) => values.split(' ').map((value) => [value, cls] as const)))
  ])
);

/** Our class of a word that open maps use for an area, whichever key it stands under. */
export function landuseClass(word: string): string | null {
  for (const byWord of Object.values(classes)) {
    const found = byWord.get(word);
    if (found) return found;
  }
  return null;
}

export const landuse: OsmRule = (tags, shape) => {
  // A building with amenity=school is the building, not the school grounds.
  if (shape !== 'polygon' || (tags.building && !tags.landuse)) return null;
  const found = classOf(tags);
  return found ? { class: found, name: namesOf(tags).name } : null;
};

function classOf(tags: Tags): string | undefined {
  for (const [key, byWord] of Object.entries(classes)) {
    const found = byWord.get(tags[key] ?? '');
    if (found) return found;
  }
  return undefined;
}
