import type { OsmRule } from '#geodata/sources/rule.ts';
import { contactOf, namesOf } from '#geodata/sources/osm/values.ts';

const unnamed = { fire: '消防站', police: '派出所', ambulance: '急救站' } as const;

export const stations: OsmRule = (tags, shape) => {
  if (shape === 'line') return null;
  const kind =
    tags.amenity === 'fire_station'
      ? 'fire'
      : tags.amenity === 'police'
        ? 'police'
        : tags.emergency === 'ambulance_station'
          ? 'ambulance'
          : null;
  return kind && { name: namesOf(tags).name ?? unnamed[kind], kind, ...contactOf(tags) };
};
