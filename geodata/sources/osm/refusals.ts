import type { Reason } from '#geodata/sources/reasons.ts';
import type { Tags } from '#geodata/sources/rule.ts';

const military = new Set(['military', 'barracks', 'bunker']);

/**
 * Whether an object is refused for every layer, whatever else it may be. Boundaries of administrations are drawn by
 * national map rules; 公开地图内容表示规范 keeps military places, prisons and nuclear sites off maps; a route relation
 * only repeats its roads and reaches far beyond an extract.
 */
export function refusedForAll(tags: Tags): Reason | null {
  if (isSensitive(tags)) return 'sensitive';
  if (tags.boundary === 'administrative' || tags.boundary === 'political' || tags.boundary === 'disputed') {
    return 'administrative_boundary';
  }
  if (tags.type === 'route' || tags.type === 'route_master') return 'route_relation';
  return null;
}

function isSensitive(tags: Tags): boolean {
  return (
    (tags.military !== undefined && tags.military !== 'no') ||
    tags.landuse === 'military' ||
    military.has(tags.building ?? '') ||
    tags.access === 'military' ||
    tags.usage === 'military' ||
    tags.aeroway === 'military' ||
    tags['aerodrome:type'] === 'military' ||
    tags.amenity === 'prison' ||
    tags.building === 'prison' ||
    tags.office === 'military' ||
    tags['plant:source'] === 'nuclear' ||
    tags['generator:source'] === 'nuclear'
  );
}
