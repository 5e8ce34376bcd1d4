import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { addressOf, clean, metres, namesOf, wholeNumber } from '#geodata/sources/osm/values.ts';

const uses: Record<string, string> = {
  residential:
    'apartments residential house detached semidetached_house terrace dormitory bungalow cabin farm villa houseboat static_caravan',
  commercial: 'commercial retail supermarket kiosk hotel shop mall',
  office: 'office',
  industrial: 'industrial warehouse factory manufacture works silo storage_tank',
  education: 'school university college kindergarten',
  medical: 'hospital clinic',
  public:
    'public civic government townhall fire_station police museum library stadium sports_hall sports_centre grandstand pavilion castle',
  transport: 'train_station transportation station hangar parking bus_station terminal',
  religious: 'church chapel cathedral mosque temple shrine synagogue monastery religious pagoda',
  ancillary:
    'garage garages carport shed roof hut service greenhouse barn stable cowshed sty farm_auxiliary toilets guardhouse transformer_tower container outbuilding canopy'
};
const kindOf = new Map(
  Object.entries(uses).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const))
);

const amenities: Record<string, string> = {
  school: 'education',
  university: 'education',
  college: 'education',
  kindergarten: 'education',
  hospital: 'medical',
  clinic: 'medical',
  place_of_worship: 'religious',
  townhall: 'public',
  library: 'public',
  theatre: 'public',
  fire_station: 'public',
  police: 'public',
  courthouse: 'public',
  community_centre: 'public',
  public_building: 'public',
  restaurant: 'commercial',
  cafe: 'commercial',
  bank: 'commercial',
  bus_station: 'transport',
  parking: 'transport'
};

export const buildings: OsmRule = (tags, shape) => {
  if (!tags.building || tags.building === 'no') return null;
  if (shape !== 'polygon') return { refused: 'wrong_geometry', value: shape };
  return {
    number: clean(tags['addr:housenumber'] ?? tags.ref),
    name: namesOf(tags).name,
    kind: kindOf.get(tags.building) ?? useOf(tags),
    floors: wholeNumber(tags['building:levels'], 1, 200),
    height_m: heightOf(tags),
    households: wholeNumber(tags['building:flats'], 0, 10_000),
    address: addressOf(tags)
  };
};

function useOf(tags: Tags): string {
  const use = amenities[tags.amenity ?? ''];
  if (use) return use;
  if (tags.shop || tags.tourism === 'hotel') return 'commercial';
  return tags.office ? 'office' : 'other';
}

function heightOf(tags: Tags): number | null {
  const height = metres(tags.height ?? tags['building:height']);
  return height !== null && height > 0 && height < 1000 ? height : null;
}
