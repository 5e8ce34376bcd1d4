import type { OsmRule } from '#geodata/sources/rule.ts';
import { azimuthDeg, namesOf } from '#geodata/sources/osm/values.ts';

/** Where a camera looks is known at times, how wide and how far never: no view is drawn from a guess. */
export const cameras: OsmRule = (tags, shape) => {
  if (tags.man_made !== 'surveillance' || shape === 'line') return null;
  const type = tags['surveillance:type'] ?? 'camera';
  if (type !== 'camera') return { refused: 'not_for_layer', field: 'surveillance:type', value: type };
  return {
    name: namesOf(tags).name ?? tags.ref ?? '视频点',
    azimuth_deg: azimuthDeg(tags['camera:direction'] ?? tags.direction)
  };
};
