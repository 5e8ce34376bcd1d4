import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { clean, contactOf, namesOf } from '#geodata/sources/osm/values.ts';

const words: Record<string, Record<string, string>> = {
  amenity: {
    medical: 'hospital clinic doctors dentist pharmacy',
    elder_care: 'nursing_home',
    child_care: 'childcare nursery',
    education:
      'school university college kindergarten language_school music_school driving_school prep_school training',
    government: 'townhall courthouse public_building',
    community: 'community_centre social_centre social_facility',
    dining: 'restaurant cafe fast_food food_court bar pub ice_cream biergarten canteen',
    shopping: 'marketplace',
    culture_sport: 'library theatre cinema arts_centre',
    finance: 'bank atm bureau_de_change payment_centre',
    parcel: 'post_office post_box parcel_locker',
    transport: 'bus_station ferry_terminal taxi bicycle_rental',
    charging: 'fuel charging_station',
    toilet: 'toilets',
    worship: 'place_of_worship',
    other: 'parking drinking_water recycling veterinary'
  },
  healthcare: { medical: 'hospital clinic doctor dentist pharmacy laboratory rehabilitation physiotherapist centre' },
  shop: {
    medical: 'chemist medical_supply hearing_aids',
    repair: 'laundry dry_cleaning locksmith tailor shoe_repair car_repair bicycle repair'
  },
  craft: { repair: 'locksmith tailor shoemaker electrician plumber watchmaker electronics_repair' },
  leisure: {
    culture_sport:
      'sports_centre fitness_centre stadium swimming_pool ice_rink bowling_alley playground pitch fitness_station sports_hall water_park'
  },
  tourism: { culture_sport: 'museum gallery zoo aquarium theme_park', other: 'hotel hostel guest_house motel' },
  office: { government: 'government', finance: 'insurance financial', education: 'educational_institution' },
  highway: { transport: 'bus_stop' },
  railway: { transport: 'station halt tram_stop subway_entrance' },
  emergency: { medical: 'defibrillator' }
};
const categories = new Map<string, string>(
  Object.entries(words).flatMap(([key, byCategory]) =>
    Object.entries(byCategory).flatMap(([category, values]) =>
      values.split(' ').map((value) => [`${key}=${value}`, category] as const)
    )
  )
);
const keys = Object.keys(words);

/** Things that serve without having a name of their own. */
const unnamed: Record<string, [zh: string, en: string]> = {
  'amenity=toilets': ['公共厕所', 'Public toilets'],
  'amenity=atm': ['自动柜员机', 'Cash machine'],
  'amenity=post_box': ['邮筒', 'Post box'],
  'amenity=parcel_locker': ['快递柜', 'Parcel locker'],
  'amenity=charging_station': ['充电站', 'Charging station'],
  'amenity=drinking_water': ['饮水点', 'Drinking water'],
  'amenity=recycling': ['回收点', 'Recycling point'],
  'amenity=taxi': ['出租车候客点', 'Taxi rank'],
  'amenity=pharmacy': ['药店', 'Pharmacy'],
  'highway=bus_stop': ['公交站', 'Bus stop'],
  'railway=subway_entrance': ['地铁出入口', 'Metro entrance'],
  'emergency=defibrillator': ['自动体外除颤器（AED）', 'Defibrillator (AED)']
};

/** The tag under which open maps keep a word such as `pharmacy` or `bus_stop`, if it is a service at all. */
export function serviceTag(word: string): [key: string, value: string] | null {
  const key = keys.find((key) => categories.has(`${key}=${word}`));
  return key ? [key, word] : null;
}

export const servicePoints: OsmRule = (tags, shape) => {
  const found = shape === 'line' ? null : serviceOf(tags);
  if (!found) return null;
  const [tag, category] = found;
  const names = namesOf(tags);
  const [zh, en] = unnamed[tag] ?? [];
  if (!names.name && !zh) return { refused: 'no_name', value: tag };
  return {
    name: names.name ?? zh,
    name_en: names.name_en ?? (names.name ? null : en),
    category,
    ...contactOf(tags),
    opening_hours: clean(tags.opening_hours),
    wheelchair: ['yes', 'limited', 'no'].includes(tags.wheelchair ?? '') ? tags.wheelchair : null
  };
};

function serviceOf(tags: Tags): [tag: string, category: string] | null {
  const social = tags.social_facility === 'nursing_home' || tags['social_facility:for'] === 'senior';
  if (social) return ['amenity=social_facility', 'elder_care'];
  for (const key of keys) {
    const tag = `${key}=${tags[key]}`;
    const category = categories.get(tag);
    if (category) return [tag, category];
  }
  // Any shop sells something; `shop=no` and `vacant` do not.
  if (tags.shop && tags.shop !== 'no' && tags.shop !== 'vacant') return [`shop=${tags.shop}`, 'shopping'];
  return null;
}
