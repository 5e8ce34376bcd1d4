import type { OsmRule, Tags } from '#geodata/sources/rule.ts';
import { footOf, motorOf, stepFree, surfaceOf } from '#geodata/sources/osm/access.ts';
import { clean, isYes, levelOf, metres, namesOf, speedKmh, tonnes, wholeNumber } from '#geodata/sources/osm/values.ts';

const classes: Record<string, string> = {
  motorway: 'motorway',
  trunk: 'trunk',
  primary: 'primary',
  secondary: 'secondary',
  tertiary: 'tertiary',
  unclassified: 'minor',
  residential: 'minor',
  living_street: 'minor',
  road: 'minor',
  service: 'service',
  busway: 'service',
  bus_guideway: 'service',
  track: 'track',
  path: 'path',
  footway: 'path',
  cycleway: 'path',
  bridleway: 'path',
  pedestrian: 'path',
  steps: 'path',
  corridor: 'path',
  platform: 'path'
};
const notInUse = new Set(['construction', 'proposed', 'planned', 'abandoned', 'disused', 'razed', 'no']);

/** Our class of a `highway` value, and whether it is a ramp. */
export function roadClass(highway: string): { class: string; link: boolean } | null {
  const link = highway.endsWith('_link');
  const found = classes[link ? highway.slice(0, -5) : highway];
  return found ? { class: found, link } : null;
}

export const roads: OsmRule = (tags, shape) => {
  // Crossings, stops and lamps are nodes with the key highway too.
  if (!tags.highway || shape === 'point') return null;
  if (notInUse.has(tags.highway)) return { refused: 'not_in_use' };
  const road = roadClass(tags.highway);
  if (!road) return { refused: 'not_for_layer', field: 'highway', value: tags.highway };
  if (shape === 'polygon') return { refused: 'wrong_geometry', field: 'highway', value: `${tags.highway} as an area` };
  return {
    ...road,
    ...namesOf(tags),
    ref: clean(tags.ref),
    oneway: direction(tags),
    bridge: isYes(tags.bridge),
    tunnel: isYes(tags.tunnel),
    lanes: wholeNumber(tags.lanes, 1, 20),
    maxspeed_kmh: speedKmh(tags.maxspeed),
    level: levelOf(tags.layer),
    surface: surfaceOf(tags.surface),
    steps: tags.highway === 'steps',
    step_free: stepFree(tags),
    foot: footOf(tags),
    motor: motorOf(tags),
    max_height_m: within(metres(tags.maxheight), 1, 20),
    max_width_m: within(metres(tags.maxwidth ?? tags['maxwidth:physical']), 0.5, 20),
    max_weight_t: within(tonnes(tags.maxweight), 0.1, 200)
  };
};

/** A limit that no road has says nothing. */
function within(value: number | null, least: number, most: number): number | null {
  return value !== null && value >= least && value <= most ? value : null;
}

function direction(tags: Tags): number {
  if (tags.oneway === '-1' || tags.oneway === 'reverse') return -1;
  if (tags.oneway === 'yes' || tags.oneway === 'true' || tags.oneway === '1') return 1;
  if (tags.oneway !== undefined) return 0;
  const implied = tags.junction === 'roundabout' || tags.junction === 'circular' || tags.highway === 'motorway';
  return implied ? 1 : 0;
}
