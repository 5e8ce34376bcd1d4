import type { Tags } from '#geodata/sources/rule.ts';

/** Who may use a road, as the layer roads tells it; null where tags say nothing and the class decides. */
type Access = 'yes' | 'private' | 'no';

const words: Record<string, Access> = {
  ...{ yes: 'yes', designated: 'yes', permissive: 'yes', official: 'yes', destination: 'yes', customers: 'yes' },
  ...{ private: 'private', permit: 'private', delivery: 'private', residents: 'private', employees: 'private' },
  ...{ agricultural: 'private', forestry: 'private' },
  ...{ no: 'no', use_sidepath: 'no', discouraged: 'no' }
};

/** Access on foot. What is kept for some is theirs on foot too. */
export function footOf(tags: Tags): Access | null {
  const own = words[tags.foot ?? ''];
  if (own) return own;
  const general = words[tags.access ?? ''];
  // "access=no" on a pedestrian street or a path keeps vehicles out.
  if (general === 'no') return walked.has(tags.highway ?? '') ? null : 'no';
  return general === 'private' ? 'private' : null;
}

const walked = new Set(['footway', 'path', 'pedestrian', 'steps', 'cycleway', 'bridleway', 'corridor', 'platform']);
const buses = new Set(['busway', 'bus_guideway']);

/** Access by motor vehicle. Streets for walking and lanes for buses are open to emergency vehicles, no one else. */
export function motorOf(tags: Tags): Access | 'emergency' | null {
  const own = tags.motorcar ?? tags.motor_vehicle ?? tags.vehicle;
  const found = own === 'emergency' ? 'emergency' : words[own ?? ''];
  if (found && found !== 'no') return found;
  const emergency = tags.emergency === 'yes' || tags.emergency === 'designated';
  if (emergency || tags.highway === 'pedestrian' || buses.has(tags.highway ?? '')) return 'emergency';
  if (found) return found;
  const general = tags.access === 'emergency' ? 'emergency' : words[tags.access ?? ''];
  // "access=yes" on a path is not an invitation to drive there.
  return general === 'yes' ? null : (general ?? null);
}

/** Whether a wheelchair gets along, where somebody says so. */
export function stepFree(tags: Tags): boolean | null {
  if (tags.wheelchair === 'yes' || tags.wheelchair === 'designated') return true;
  if (tags.wheelchair === 'no') return false;
  const ramp = tags['ramp:wheelchair'];
  return ramp === 'yes' ? true : null;
}

const surfaces: Record<string, 'paved' | 'cobbled' | 'unpaved'> = {
  ...{ paved: 'paved', asphalt: 'paved', concrete: 'paved', paving_stones: 'paved', metal: 'paved', wood: 'paved' },
  ...{ chipseal: 'paved', 'concrete:plates': 'paved', 'concrete:lanes': 'paved', tiles: 'paved', tartan: 'paved' },
  ...{ sett: 'cobbled', cobblestone: 'cobbled', unhewn_cobblestone: 'cobbled', 'cobblestone:flattened': 'cobbled' },
  ...{ unpaved: 'unpaved', gravel: 'unpaved', fine_gravel: 'unpaved', compacted: 'unpaved', ground: 'unpaved' },
  ...{ dirt: 'unpaved', earth: 'unpaved', grass: 'unpaved', mud: 'unpaved', sand: 'unpaved', pebblestone: 'unpaved' },
  ...{ rock: 'unpaved', grass_paver: 'unpaved', woodchips: 'unpaved', ice: 'unpaved', snow: 'unpaved' }
};

export function surfaceOf(value: string | undefined): 'paved' | 'cobbled' | 'unpaved' | null {
  return surfaces[value ?? ''] ?? null;
}
