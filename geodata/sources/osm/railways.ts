import type { OsmRule } from '#geodata/sources/rule.ts';
import { isYes, namesOf } from '#geodata/sources/osm/values.ts';

/** Our class of a `railway` value. */
export const railwayClasses: Record<string, string> = {
  rail: 'rail',
  light_rail: 'light_rail',
  subway: 'subway',
  tram: 'tram',
  narrow_gauge: 'narrow_gauge',
  monorail: 'other',
  funicular: 'other',
  preserved: 'other',
  miniature: 'other'
};
const notInUse = new Set(['abandoned', 'disused', 'razed', 'dismantled', 'construction', 'proposed']);

export const railways: OsmRule = (tags, shape) => {
  if (!tags.railway || shape !== 'line') return null;
  if (notInUse.has(tags.railway)) return { refused: 'not_in_use' };
  const found = railwayClasses[tags.railway];
  // Platforms, turntables and the like are not tracks.
  if (!found) return null;
  return {
    class: found,
    name: namesOf(tags).name,
    service: tags.service !== undefined,
    bridge: isYes(tags.bridge),
    tunnel: isYes(tags.tunnel)
  };
};
